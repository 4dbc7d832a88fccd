import type { Env, TimeRange } from '#core';
import { type ScheduleOf, scheduleRanges } from '../../calendar/contract.ts';
import type { Span } from '../period.ts';
import { type Report, share } from '../report.ts';

const HOUR_S = 3_600;

/** When rooms are open in a span; without opening hours the whole of it. */
function openingOf(schedules: ReadonlyMap<string, ScheduleOf | null>, { from, to }: Span): Map<string, TimeRange[]> {
  const shared = new Map<string, TimeRange[]>();
  return new Map(
    [...schedules].map(([room, own]) => {
      if (own === null) return [room, [{ start: from, end: to }]];
      // most rooms have the same hours: they are read once
      const key = JSON.stringify(own);
      const known =
        shared.get(key) ??
        scheduleRanges(own.schedule, own.timeZone, from.getTime(), to.getTime()).map(([start, end]) => ({ start: new Date(start), end: new Date(end) }));
      shared.set(key, known);
      return [room, known];
    }),
  );
}

const lengthOf = (spans: readonly TimeRange[] = []): number => spans.reduce((sum, { start, end }) => sum + (end.getTime() - start.getTime()) / 1_000, 0);

/** Seconds in which each room was taken while it was open, and how many claims took part in that; one statement. */
async function taken(
  env: Env<'reports'>,
  span: Span,
  spans: ReadonlyMap<string, readonly TimeRange[]>,
): Promise<Map<string, { seconds: number; count: number }>> {
  const rows = await env.model('calendar.claim').group(
    {
      kind: 'room',
      blocking: true,
      resource: { in: [...spans.keys()] },
      during: { overlaps: { start: span.from, end: span.to } },
      $or: [{ expiresAt: null }, { expiresAt: { gt: env.now() } }],
    },
    ['resource'],
    { within: { field: 'during', by: 'resource', spans }, limit: 100_000 },
  );
  return new Map(rows.map(({ resource, seconds = 0, count }) => [resource, { seconds, count }]));
}

/** How much of their opening hours rooms are taken. */
export const roomsReport: Report = {
  name: 'rooms',
  icon: 'door-open',
  title: (env) => env.t('Room use'),
  help: (env) => env.t('How much of their opening hours rooms are taken. Rooms without opening hours have hours alone.'),
  load: async (env, period) => {
    const rooms = await env.model('meeting.room').pick({ active: true }, ['name', 'site'], { order: ['name'] });
    const keeper = env.implementations('calendar.resource-schedule').get('room');
    const ids = rooms.map(({ id }) => id);
    const hoursOf = ids.length > 0 && keeper ? await keeper.schedules(env.implementer('calendar.resource-schedule', 'room'), ids) : undefined;
    const schedules = new Map([...(hoursOf ?? [])].map(([id, own]): [string, ScheduleOf | null] => [id, own && own.schedule !== null ? own : null]));
    const open = openingOf(schedules, period);
    const openBefore = openingOf(schedules, period.before);
    const now = ids.length > 0 ? await taken(env, period, open) : new Map<string, { seconds: number; count: number }>();
    const before = ids.length > 0 ? await taken(env, period.before, openBefore) : now;
    const withHours = ids.filter((id) => schedules.get(id));
    const sum = (list: readonly string[], pick: (id: string) => number): number => list.reduce((all, id) => all + pick(id), 0);
    const rows = rooms.map(({ id, name, site }) => {
      const hours = schedules.get(id);
      const used = now.get(id)?.seconds ?? 0;
      return [
        name,
        site,
        hours ? share(used, lengthOf(open.get(id))) : null,
        hours ? share(before.get(id)?.seconds ?? 0, lengthOf(openBefore.get(id))) : null,
        used / HOUR_S,
        hours ? lengthOf(open.get(id)) / HOUR_S : null,
        now.get(id)?.count ?? 0,
      ];
    });
    return {
      figures: [
        {
          label: env.t('Room use'),
          kind: 'percent',
          value: share(
            sum(withHours, (id) => now.get(id)?.seconds ?? 0),
            sum(withHours, (id) => lengthOf(open.get(id))),
          ),
          before: share(
            sum(withHours, (id) => before.get(id)?.seconds ?? 0),
            sum(withHours, (id) => lengthOf(openBefore.get(id))),
          ),
        },
        {
          label: env.t('Hours taken'),
          kind: 'hours',
          value: sum(ids, (id) => now.get(id)?.seconds ?? 0) / HOUR_S,
          before: sum(ids, (id) => before.get(id)?.seconds ?? 0) / HOUR_S,
        },
        { label: env.t('Rooms'), kind: 'count', value: ids.length },
      ],
      parts: [
        {
          name: 'rooms',
          title: env.t('By room'),
          columns: [
            { label: env.t('Room'), kind: 'text' },
            { label: env.t('Site'), kind: 'text' },
            { label: env.t('Use'), kind: 'percent' },
            { label: env.t('Use in the period before'), kind: 'percent' },
            { label: env.t('Hours taken'), kind: 'hours' },
            { label: env.t('Hours open'), kind: 'hours' },
            { label: env.t('Bookings'), kind: 'count' },
          ],
          rows,
          chart: { type: 'bar', column: 2 },
          empty: env.t('There is no room yet.'),
        },
      ],
    };
  },
};
