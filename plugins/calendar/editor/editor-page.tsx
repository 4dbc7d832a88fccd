import type { Child } from 'hono/jsx';
import { addDays, civilDateOf, type Env, formatWeekday, isZone, listZones } from '#core';
import { AdminPage, Field, Form, Icon, TextField, ZoneSelect } from '../../web/contract.ts';
import { ComingDays } from './coming-days.tsx';
import { HolidaySection } from './holiday-section.tsx';
import { checkDraft, type Faults, type HoursDraft, type Line } from './hours-draft.ts';

export const hoursAssets = { styles: [{ plugin: 'calendar', file: 'hours.css' }] };

/** An input of a line: its label is read out, its fault stands beneath. */
function Cell({ env, name, label, type, value, faults }: { env: Env<'calendar'>; name: string; label: string; type: string; value: string; faults: Faults }) {
  const fault = faults.get(name);
  return (
    <span class={fault ? 'cell wrong' : 'cell'}>
      <input
        id={name}
        name={name}
        type={type}
        value={value}
        aria-label={label}
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={fault ? `${name}-fault` : undefined}
        {...(name.endsWith('_zone') ? { list: 'zones', placeholder: env.t('Time zone') } : {})}
      />
      {fault ? (
        <span class="fault" id={`${name}-fault`}>
          {env.t(fault)}
        </span>
      ) : null}
    </span>
  );
}

function Drop({ env, target, what }: { env: Env<'calendar'>; target: string; what: string }) {
  return (
    <button type="submit" name="do" value={`drop-${target}`} class="ghost" formnovalidate aria-label={env.t('Remove: {what}', { what })}>
      <Icon name="x" />
    </button>
  );
}

function Stretch({ env, name, line, what, faults, drop }: { env: Env<'calendar'>; name: string; line: Line; what: string; faults: Faults; drop?: string }) {
  return (
    <div class="stretch">
      <Cell env={env} name={`${name}_from`} label={env.t('{what}: from', { what })} type="time" value={line.from} faults={faults} />
      <span aria-hidden="true">–</span>
      <Cell env={env} name={`${name}_to`} label={env.t('{what}: to', { what })} type="time" value={line.to} faults={faults} />
      {drop ? <Drop env={env} target={drop} what={`${what}, ${line.from} – ${line.to}`} /> : null}
    </div>
  );
}

const blank: Line = { from: '', to: '' };

function Day({ env, day, lines, faults }: { env: Env<'calendar'>; day: number; lines: readonly Line[]; faults: Faults }) {
  const nameOf = (one: number): string => formatWeekday(addDays('2024-01-01', one - 1), env.preferences, 'long');
  const what = nameOf(day);
  return (
    <fieldset class="hours-day">
      <legend>{what}</legend>
      <div class="stretches">
        {lines.map((line, at) => (
          <Stretch env={env} name={`d${day}_${at}`} line={line} what={what} faults={faults} drop={`d${day}-${at}`} />
        ))}
        <details open={lines.length === 0}>
          <summary>{lines.length === 0 ? env.t('Closed; open from') : env.t('More hours')}</summary>
          <Stretch env={env} name={`d${day}_${lines.length}`} line={blank} what={what} faults={faults} />
        </details>
      </div>
      {lines.length === 0 ? null : (
        <details class="copy-day">
          <summary aria-label={`${env.t('Copy to …')}: ${what}`}>
            <Icon name="copy" /> {env.t('Copy to …')}
          </summary>
          <div class="copy-to">
            {[1, 2, 3, 4, 5, 6, 7]
              .filter((other) => other !== day)
              .map((other) => (
                <label>
                  <input type="checkbox" name={`copy${day}`} value={String(other)} /> {nameOf(other)}
                </label>
              ))}
            <button type="submit" name="do" value={`copy-${day}`} formnovalidate>
              {env.t('Copy')}
            </button>
          </div>
        </details>
      )}
    </fieldset>
  );
}

function Section({ title, help, children }: { title: string; help?: string; children?: Child }) {
  return (
    <section class="section card">
      <h2>{title}</h2>
      {help ? <p class="help">{help}</p> : null}
      {children}
    </section>
  );
}

/** Empty lines at the end of a list, to write into. */
const spare = <T,>(list: readonly T[], line: T, count: number): T[] => [...list, ...Array.from({ length: count }, () => line)];

type Props = {
  env: Env<'calendar'>;
  /** Where it is sent; the record's own page stands behind `back`. */
  action: string;
  back: string;
  title: string;
  draft: HoursDraft;
  faults: Faults;
  /** Administrators choose for new hours. */
  shared?: boolean;
  /** Shown again and not saved yet. */
  unsaved?: boolean;
  problem?: string | undefined;
};

/** The hours of a week, single days, holidays and travel. Every button sends the form and shows it again as typed, so it works without scripts. */
export function EditorPage({ env, action, back, title, draft, faults, shared, unsaved, problem }: Props) {
  const zone = isZone(draft.timeZone) ? draft.timeZone : env.preferences.timeZone;
  const today = civilDateOf(env.now(), zone);
  const { values } = checkDraft(draft.name === '' ? { ...draft, name: '-' } : draft, today);
  const wrong = faults.size > 0 ? env.t('Some lines cannot stand like this. What is wrong stands beside each.') : undefined;
  const others = env.t('Other hours');
  const travel = env.t('Travel');
  const said = (name: string): string | undefined => (faults.has(name) ? env.t(faults.get(name) ?? '') : undefined);
  return (
    <AdminPage env={env} title={title} {...hoursAssets}>
      <div class="hours">
        <Form action={action} problem={problem ?? wrong} upload guarded>
          {unsaved && !wrong && !problem ? <p class="muted">{env.t('Not saved yet.')}</p> : null}
          <button type="submit" name="do" value="save" class="visually-hidden" tabindex={-1}>
            {env.t('Save')}
          </button>
          <section class="section card">
            <TextField label={env.t('Name')} name="name" value={draft.name} error={said('name')} maxlength={120} required />
            <Field label={env.t('Time zone')} name="timeZone" error={said('timeZone')} help={env.t('The clock of these hours, and of their holidays.')}>
              <ZoneSelect name="timeZone" value={draft.timeZone} now={env.now()} />
            </Field>
            {shared === undefined ? null : (
              <label class="field check">
                <input type="checkbox" name="shared" value="true" checked={shared} /> {env.t('For rooms and everybody, kept by administrators')}
              </label>
            )}
          </section>
          <Section title={env.t('Every week')} help={env.t('An end of 00:00 is midnight. A line without times is left out.')}>
            {draft.days.map((lines, index) => (
              <Day env={env} day={index + 1} lines={lines} faults={faults} />
            ))}
          </Section>
          <Section
            title={env.t('Single days')}
            help={env.t('In place of the usual hours, also on a holiday. Without times the day is closed; several lines of one day add up.')}
          >
            {spare(draft.single, { date: '', ...blank }, 2).map((line, at) => (
              <div class="single">
                <Cell env={env} name={`s${at}_date`} label={env.t('{what}: day', { what: others })} type="date" value={line.date} faults={faults} />
                <Stretch env={env} name={`s${at}`} line={line} what={line.date || others} faults={faults} {...(line.date ? { drop: `s-${at}` } : {})} />
              </div>
            ))}
            <div class="row">
              <button type="submit" name="do" value="more" formnovalidate>
                <Icon name="plus" /> <span>{env.t('More lines')}</span>
              </button>
            </div>
          </Section>
          <HolidaySection env={env} draft={draft} faults={faults} today={today} />
          <Section title={travel} help={env.t('While away, the hours are read on the clock there. Without a last day it goes on.')}>
            {spare(draft.travel, { ...blank, zone: '' }, 1).map((line, at) => (
              <div class="single">
                <Cell env={env} name={`t${at}_from`} label={env.t('{what}: first day', { what: travel })} type="date" value={line.from} faults={faults} />
                <span aria-hidden="true">–</span>
                <Cell env={env} name={`t${at}_to`} label={env.t('{what}: last day', { what: travel })} type="date" value={line.to} faults={faults} />
                <Cell env={env} name={`t${at}_zone`} label={env.t('{what}: time zone', { what: travel })} type="text" value={line.zone} faults={faults} />
                {line.from ? <Drop env={env} target={`t-${at}`} what={`${travel} ${line.from}`} /> : null}
              </div>
            ))}
            <datalist id="zones">
              {listZones().map((name) => (
                <option value={name} />
              ))}
            </datalist>
          </Section>
          <Section title={env.t('The next two weeks')}>
            {values ? (
              <ComingDays env={env} schedule={values} timeZone={values.timeZone} />
            ) : (
              <p class="muted">{env.t('Shown as soon as all lines can stand.')}</p>
            )}
          </Section>
          <div class="row hours-save">
            <button type="submit" name="do" value="save" class="primary">
              {env.t('Save')}
            </button>
            <button type="submit" name="do" value="preview" formnovalidate>
              {env.t('Preview')}
            </button>
            <a class="button" href={back}>
              {env.t('Go back')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}
