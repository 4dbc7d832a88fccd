import { addDays, type Env, type TimeRange } from '#core';
import { beginOf } from './calendar-range.ts';
import type { Shown } from './read-calendar.ts';
import { manages, viewerOf } from './viewer.ts';

export type TimelineRoom = {
  id: string;
  name: string;
  site: string | null;
  capacity: number;
  entries: Shown[] /** Opening hours; undefined: open always. */;
  open: readonly TimeRange[] | undefined;
};

export type TimelineFilter = { site: string; capacity: number };

/** Rooms on one page. */
const MOST_ROOMS = 200;

/**
 * Every room with what takes it from `day` on, for so many days of the viewer's calendar: the subject where the viewer may read the meeting, else "taken". Five
 * statements, however many rooms and meetings.
 */
export async function readTimeline(
  env: Env<'meetings'>,
  day: string,
  days: number,
  filter: TimelineFilter,
): Promise<{ rooms: TimelineRoom[]; sites: string[] }> {
  const viewer = viewerOf(env);
  const { timeZone } = env.preferences;
  const [from, to] = [beginOf(day, timeZone), beginOf(addDays(day, days), timeZone)];
  const all = await env.model('meeting.room').pick({ active: true }, ['name', 'site', 'capacity', 'schedule'], { order: ['name'], limit: 1_000 });
  const sites = [...new Set(all.flatMap(({ site }) => site ?? []))].sort();
  const rooms = all.filter(({ site, capacity }) => (!filter.site || site === filter.site) && capacity >= filter.capacity).slice(0, MOST_ROOMS);
  const busy = await env
    .asPlugin()
    .service('calendar')
    .busy({ resources: rooms.map(({ id }) => ({ kind: 'room', id })), from, to });
  const sources = [...new Set(busy.flatMap(({ source }) => (source?.model === 'meeting.event' ? [source.record] : [])))];
  const readable = sources.length > 0 ? await env.model('meeting.event').pick({ id: { in: sources } }, ['subject', 'state', 'host', 'creator', 'version']) : [];
  const events = new Map(readable.map((event) => [event.id, event]));
  const wanted = [...new Set(rooms.flatMap(({ schedule }) => schedule ?? []))];
  const schedules = wanted.length > 0 ? await env.model('calendar.schedule').find({ id: { in: wanted } }) : [];
  const openOf = new Map<string, readonly TimeRange[]>();
  for (const { id, timeZone: zone, weekly, overrides, travel } of schedules)
    openOf.set(
      id,
      await env
        .service('calendar')
        .availability({ resources: [], schedule: { timeZone: zone, schedule: { weekly, overrides, travel } }, viewerTimeZone: timeZone, from, to }),
    );
  const now = env.now();
  const everything = manages(env);
  const byRoom = new Map<string, Shown[]>();
  for (const { resource, during, source } of busy) {
    const event = source && events.get(source.record);
    const entry: Shown = {
      id: event?.id ?? null,
      title: event?.subject ?? env.t('Taken'),
      start: during.start,
      end: during.end,
      state: event?.state ?? 'busy',
      of: [],
      rooms: [],
      version: event?.version ?? 0,
      movable: event !== undefined && (everything || event.host === viewer || event.creator === viewer) && during.end > now,
    };
    byRoom.set(resource.id, [...(byRoom.get(resource.id) ?? []), entry]);
  }
  return {
    sites,
    rooms: rooms.map(({ id, name, site, capacity, schedule }) => ({
      id,
      name,
      site,
      capacity,
      entries: byRoom.get(id) ?? [],
      open: schedule ? openOf.get(schedule) : undefined,
    })),
  };
}
