import { type Env, formatZoneName, offsetLabel } from '#core';
import { AdminPage, CheckOptions, Icon, LinkButton, Notice } from '../../web/contract.ts';
import { Agenda } from './agenda.tsx';
import { calendarAddress } from './calendar-address.ts';
import { type CalendarMode, type CalendarRange, calendarViews } from './calendar-range.ts';
import { DayGrid } from './day-grid.tsx';
import { Legend } from './entry-look.tsx';
import { MonthGrid } from './month-grid.tsx';
import { planAddress } from './plan-address.ts';
import { PlanDialog } from './plan-dialog.tsx';
import type { CalendarData, Choice } from './read-calendar.ts';

const labels: Record<CalendarMode, string> = { day: 'Day', week: 'Week', month: 'Month', list: 'List' };

export const plannerAssets = {
  styles: [
    { plugin: 'web', file: 'views.css' },
    { plugin: 'meetings', file: 'planner.css' },
  ],
  scripts: [{ plugin: 'meetings', file: 'planner.js' }],
};

/** The zone of all times on the page, named. */
export const zoneLine = (env: Env): string => {
  const { timeZone } = env.preferences;
  return `${formatZoneName(env.now(), timeZone, env.preferences)} (${timeZone.replaceAll('_', ' ')}, ${offsetLabel(env.now(), timeZone)})`;
};

function Boxes({ legend, list, chosen }: { legend: string; list: readonly Choice[]; chosen: ReadonlySet<string> }) {
  return (
    <fieldset class="field">
      <legend class="small">{legend}</legend>
      <div class="choices">
        <CheckOptions name="with" list={list} chosen={chosen} />
      </div>
    </fieldset>
  );
}

/** The part that is fetched anew when something has changed; typed text stands outside of it. */
export function CalendarBody({ env, range, data }: { env: Env<'meetings'>; range: CalendarRange; data: CalendarData }) {
  const rooms = data.rooms.filter(({ id }) => data.chosen.has(id)).map(({ id }) => id);
  return (
    <div class="calendar" data-live>
      {data.more ? <Notice kind="warn">{env.t('There are too many meetings for one page: choose a shorter time or fewer people.')}</Notice> : null}
      {range.mode === 'list' ? null : (
        <div class={range.mode === 'month' ? 'grid-frame table-frame month-frame' : 'grid-frame table-frame'}>
          {range.mode === 'month' ? <MonthGrid env={env} range={range} data={data} /> : <DayGrid env={env} range={range} data={data} rooms={rooms} />}
        </div>
      )}
      <Agenda env={env} range={range} data={data} rooms={rooms} />
    </div>
  );
}

export function CalendarPage({ env, range, data }: { env: Env<'meetings'>; range: CalendarRange; data: CalendarData }) {
  const { mode, day } = range;
  const { chosen } = data;
  const arrow = (to: string, icon: string, label: string) => (
    <a class="button" href={calendarAddress({ view: mode, day: to, chosen })} aria-label={label} title={label}>
      <Icon name={icon} />
    </a>
  );
  const names = [...data.people, ...data.rooms].filter(({ id }) => chosen.has(id)).map(({ name }) => name);
  return (
    <AdminPage
      env={env}
      title={env.t('Calendar')}
      subtitle={zoneLine(env)}
      actions={
        <>
          <LinkButton href={planAddress(env.preferences.timeZone, day, 9 * 60, 10 * 60)} icon="plus" primary>
            {env.t('New meeting')}
          </LinkButton>
          <LinkButton href="/app/rooms/timeline" icon="gantt-chart">
            {env.t('Rooms today')}
          </LinkButton>
        </>
      }
      {...plannerAssets}
    >
      <div class="toolbar">
        <span class="row">
          {arrow(range.before, 'chevron-left', env.t('Before'))}
          <a class="button" href={calendarAddress({ view: mode, chosen })}>
            {env.t('Today')}
          </a>
          {arrow(range.after, 'chevron-right', env.t('After'))}
        </span>
        <h2 class="range">{range.title}</h2>
        <span class="grow" />
        <nav class="chips" aria-label={env.t('View')}>
          {calendarViews.map((view) => (
            <a class="chip" href={calendarAddress({ view, day, chosen })} aria-current={view === mode ? 'true' : undefined}>
              {env.t(labels[view])}
            </a>
          ))}
        </nav>
      </div>
      <details class="who">
        <summary>
          <Icon name="users" /> {names.length === 0 ? env.t('Show colleagues and rooms') : env.t('With {names}', { names: names.join(', ') })}
        </summary>
        <form method="get" action="/app/calendar" class="card form wide">
          <input type="hidden" name="view" value={mode} />
          <input type="hidden" name="day" value={day} />
          <p class="help">{env.t('You see when they are taken, and what for only where you may read the meeting.')}</p>
          <div class="columns">
            <Boxes legend={env.t('Colleagues')} list={data.people} chosen={chosen} />
            <Boxes legend={env.t('Rooms')} list={data.rooms} chosen={chosen} />
          </div>
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Show')}
            </button>
            <a class="button" href={calendarAddress({ view: mode, day, chosen: [] })}>
              {env.t('Only me')}
            </a>
          </div>
        </form>
      </details>
      <Legend env={env} />
      <div data-refresh={calendarAddress({ view: mode, day, chosen, path: '/app/calendar/live' })} class="keep">
        <CalendarBody env={env} range={range} data={data} />
      </div>
      <p class="muted hint" data-drag-hint hidden>
        {env.t(
          'Drag over free time to plan, drag a meeting to move it, its lower edge to change its length. With the keys: Alt and the arrows move the meeting that has the focus, with Shift they change its length, Enter opens it.',
        )}
      </p>
      <p class="visually-hidden" role="status" data-announce />
      <PlanDialog env={env} back={calendarAddress({ view: mode, day, chosen })} />
    </AdminPage>
  );
}
