import { z } from 'zod';
import { addDays, type Env, formatCivilDate, html, route, weekdayOf } from '#core';
import { AdminPage, EmptyState, Icon, LinkButton } from '../../web/contract.ts';
import { plannerAssets, zoneLine } from './calendar-page.tsx';
import { dayAsked } from './calendar-range.ts';
import { Legend } from './entry-look.tsx';
import { live } from './live.ts';
import { readTimeline, type TimelineRoom } from './read-timeline.ts';
import { TimelineGrid } from './timeline-grid.tsx';
import { TimelineTable } from './timeline-table.tsx';

const query = z.looseObject({
  day: z.string().max(20).optional(),
  view: z.string().max(20).optional(),
  site: z.string().max(120).default(''),
  capacity: z.coerce.number().int().min(0).max(10_000).catch(0).default(0),
  equipment: z.uuid().or(z.literal('')).catch('').default(''),
  room: z.uuid().or(z.literal('')).catch('').default(''),
});
type Asked = z.output<typeof query>;

const path = '/app/rooms/timeline';

async function found(env: Env<'meetings'>, asked: Asked) {
  const week = asked.view === 'week';
  const chosen = dayAsked(env, asked.day);
  const day = week ? addDays(chosen, -((weekdayOf(chosen) - env.preferences.weekStart + 7) % 7)) : chosen;
  const days = week ? 7 : 1;
  return { day, days, ...(await readTimeline(env, day, days, asked)) };
}

const addressOf = (asked: Asked, changed: Partial<Record<'day' | 'view', string>>, to = path): string => {
  const { view, day, site, capacity, equipment, room } = { ...asked, ...changed };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ view, day, site, equipment, room, capacity: capacity > 0 ? String(capacity) : '' }))
    if (value) query.set(name, value);
  return `${to}?${query}`;
};

function Body({ env, day, days, rooms }: { env: Env<'meetings'>; day: string; days: number; rooms: readonly TimelineRoom[] }) {
  return (
    <div data-live class="calendar">
      {rooms.length === 0 ? (
        <EmptyState icon="door-open">{env.t('No room fits. Choose other filters, or add a room.')}</EmptyState>
      ) : (
        <>
          <TimelineGrid env={env} day={day} days={days} rooms={rooms} />
          <TimelineTable env={env} day={day} days={days} rooms={rooms} />
        </>
      )}
    </div>
  );
}

function Page({ env, asked, day, days, rooms, sites, equipment }: { env: Env<'meetings'>; asked: Asked } & Awaited<ReturnType<typeof found>>) {
  const title =
    days === 1
      ? formatCivilDate(day, env.preferences)
      : `${formatCivilDate(day, env.preferences, 'medium')} – ${formatCivilDate(addDays(day, 6), env.preferences, 'medium')}`;
  const arrow = (step: number, icon: string, label: string) => (
    <a class="button" href={addressOf(asked, { day: addDays(day, step * days) })} aria-label={label} title={label}>
      <Icon name={icon} />
    </a>
  );
  return (
    <AdminPage
      env={env}
      title={env.t('Room timeline')}
      subtitle={zoneLine(env)}
      actions={
        <>
          <LinkButton href={`/app/rooms/find?${new URLSearchParams({ day, time: '09:00' })}`} icon="search">
            {env.t('Find a room')}
          </LinkButton>
          <LinkButton href="/app/rooms/booked" icon="list">
            {env.t('Booked rooms')}
          </LinkButton>
          <LinkButton href="/app/rooms/use" icon="grid-3x3">
            {env.t('Room use')}
          </LinkButton>
        </>
      }
      {...plannerAssets}
    >
      <div class="toolbar">
        <span class="row">
          {arrow(-1, 'chevron-left', env.t('Before'))}
          <a class="button" href={addressOf(asked, { day: '' })}>
            {env.t('Today')}
          </a>
          {arrow(1, 'chevron-right', env.t('After'))}
        </span>
        <h2 class="range">{title}</h2>
        <span class="grow" />
        <nav class="chips" aria-label={env.t('View')}>
          <a class="chip" href={addressOf(asked, { view: '', day })} aria-current={days === 1 ? 'true' : undefined}>
            {env.t('Day')}
          </a>
          <a class="chip" href={addressOf(asked, { view: 'week', day })} aria-current={days === 7 ? 'true' : undefined}>
            {env.t('Week')}
          </a>
        </nav>
      </div>
      <form method="get" action={path} class="filters">
        {days === 7 ? <input type="hidden" name="view" value="week" /> : null}
        <label>
          {env.t('Day')}
          <input type="date" name="day" value={day} />
        </label>
        <label>
          {env.t('Site')}
          <select name="site">
            <option value="">{env.t('Every site')}</option>
            {sites.map((site) => (
              <option value={site} selected={site === asked.site}>
                {site}
              </option>
            ))}
          </select>
        </label>
        <label>
          {env.t('Seats at least')}
          <input type="number" name="capacity" min="0" max="10000" value={asked.capacity || ''} />
        </label>
        {equipment.length > 0 ? (
          <label>
            {env.t('Equipment')}
            <select name="equipment">
              <option value="">{env.t('Any')}</option>
              {equipment.map(({ id, name }) => (
                <option value={id} selected={id === asked.equipment}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <button type="submit">{env.t('Show')}</button>
      </form>
      <Legend env={env} />
      <div data-refresh={addressOf(asked, { day }, `${path}/live`)} data-changed={env.t('This page was brought up to date.')} class="keep">
        <Body env={env} day={day} days={days} rooms={rooms} />
      </div>
      <p class="visually-hidden" role="status" data-announce />
    </AdminPage>
  );
}

export const timelineRoutes = [
  route({
    method: 'GET',
    path,
    auth: 'user',
    summary: 'Rooms as rows, hours or days as columns',
    query,
    handler: async (env: Env<'meetings'>, { query: asked }) => html(<Page env={env} asked={asked} {...(await found(env, asked))} />),
  }),
  route({
    method: 'GET',
    path: `${path}/live`,
    auth: 'user',
    summary: 'The timeline’s inside, for a page that is open; 304 where nothing has changed',
    query,
    handler: async (env: Env<'meetings'>, request) => {
      const { day, days, rooms } = await found(env, request.query);
      const state = live(env, request, [day, days, env.preferences.language, rooms]);
      return 'same' in state ? state.same : html(<Body env={env} day={day} days={days} rooms={rooms} />, state);
    },
  }),
];
