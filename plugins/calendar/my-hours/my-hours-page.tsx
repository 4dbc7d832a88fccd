import type { Env, Row } from '#core';
import { AdminPage, EmptyState, Form, Icon, LinkButton } from '../../web/contract.ts';
import { ComingDays } from '../editor/coming-days.tsx';
import { hoursAssets } from '../editor/editor-page.tsx';
import { scheduleOf } from '../schedule-of.ts';
import type { TimeOff } from '../schedule-shape.ts';
import type { TimeOffLine } from './read-time-off.ts';

type Hours = Row<'calendar', 'calendar.schedule'>;

type Props = {
  env: Env<'calendar'>;
  /** Own hours and those that administrators keep. */
  own: readonly Hours[];
  common: readonly Hours[];
  used: string | null;
  timeZone: string;
  timeOff: TimeOff;
  /** As typed, where it was refused. */
  lines: readonly TimeOffLine[];
  faults: ReadonlyMap<string, string>;
};

const SPARE = 2;
const always = [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00'] as [string, string]] }];

function Choice({ env, hours, used, mine }: { env: Env<'calendar'>; hours: Hours; used: string | null; mine: boolean }) {
  return (
    <li class="row">
      <label>
        <input type="radio" name="schedule" value={hours.id} checked={hours.id === used} /> {hours.name}
      </label>
      <span class="muted">{hours.timeZone.replaceAll('_', ' ')}</span>
      <a href={mine ? `/app/working-hours/${hours.id}` : `/app/calendar.schedule/${hours.id}`}>
        {mine ? env.t('Edit {name}', { name: hours.name }) : env.t('Show {name}', { name: hours.name })}
      </a>
    </li>
  );
}

function Off({ env, line, at, faults }: { env: Env<'calendar'>; line: TimeOffLine; at: number; faults: Props['faults'] }) {
  const cell = (part: 'from' | 'to' | 'reason', label: string, type: string) => {
    const name = `off${at}_${part}`;
    const fault = faults.get(name);
    return (
      <span class={fault ? 'cell wrong' : 'cell'}>
        <input
          name={name}
          type={type}
          value={line[part]}
          maxlength={200}
          aria-label={label}
          aria-invalid={fault ? 'true' : undefined}
          aria-describedby={fault ? `${name}-fault` : undefined}
          placeholder={part === 'reason' ? label : undefined}
        />
        {fault ? (
          <span class="fault" id={`${name}-fault`}>
            {env.t(fault)}
          </span>
        ) : null}
      </span>
    );
  };
  return (
    <div class="single">
      {cell('from', env.t('First day off'), 'date')}
      <span aria-hidden="true">–</span>
      {cell('to', env.t('Last day off'), 'date')}
      {cell('reason', env.t('Reason, for you alone'), 'text')}
      {line.from ? (
        <button type="submit" name="do" value={`drop-${at}`} class="ghost" aria-label={env.t('Remove: {what}', { what: line.from })}>
          <Icon name="x" />
        </button>
      ) : null}
    </div>
  );
}

/** When I can be booked: which hours count for me, my days off, and what the next two weeks come to. */
export function MyHoursPage({ env, own, common, used, timeZone, timeOff, lines, faults }: Props) {
  const current = [...own, ...common].find(({ id }) => id === used);
  const base = current ? scheduleOf(current) : { timeZone, schedule: { weekly: always } };
  const off = (date: string): string | undefined => {
    const found = timeOff.find(({ from, to }) => from <= date && date <= to);
    return found && (found.reason || env.t('Day off'));
  };
  return (
    <AdminPage
      env={env}
      title={env.t('My working hours')}
      subtitle={env.t('When meetings with you can be booked.')}
      actions={
        <LinkButton href="/app/working-hours/new" icon="plus">
          {env.t('New working hours')}
        </LinkButton>
      }
      {...hoursAssets}
    >
      <div class="hours">
        <section class="section card">
          <h2>{env.t('These hours count')}</h2>
          <form method="post" action="/app/my-hours/use" class="form">
            <ul class="plain">
              {own.map((hours) => (
                <Choice env={env} hours={hours} used={used} mine />
              ))}
              {common.map((hours) => (
                <Choice env={env} hours={hours} used={used} mine={false} />
              ))}
              <li>
                <label>
                  <input type="radio" name="schedule" value="" checked={used === null} />{' '}
                  {env.t('None: always; each booking link has opening hours of its own')}
                </label>
              </li>
            </ul>
            {own.length + common.length === 0 ? <EmptyState icon="clock">{env.t('No working hours yet.')}</EmptyState> : null}
            <div class="row">
              <button type="submit">{env.t('Use these')}</button>
            </div>
          </form>
        </section>
        <section class="section card">
          <h2>{env.t('Time off')}</h2>
          <p class="help">{env.t('On these days nobody can book you, over no link. Colleagues and guests see that nothing is free, and no reason.')}</p>
          <Form
            action="/app/my-hours/off"
            problem={faults.size > 0 ? env.t('Some lines cannot stand like this. What is wrong stands beside each.') : undefined}
            guarded
          >
            {[...lines, ...Array.from({ length: SPARE }, () => ({ from: '', to: '', reason: '' }))].map((line, at) => (
              <Off env={env} line={line} at={at} faults={faults} />
            ))}
            <div class="row">
              <button type="submit" name="do" value="save" class="primary">
                {env.t('Save')}
              </button>
            </div>
          </Form>
        </section>
        <section class="section card">
          <h2>{env.t('The next two weeks')}</h2>
          <p class="muted">{base.timeZone.replaceAll('_', ' ')}</p>
          <ComingDays env={env} schedule={{ ...base.schedule, away: timeOff }} timeZone={base.timeZone} reasons={off} />
        </section>
      </div>
    </AdminPage>
  );
}
