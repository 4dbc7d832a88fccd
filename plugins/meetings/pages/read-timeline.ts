import { addDays, type Env, type TimeRange } from '#core';
import { scheduleOf } from '../../calendar/contract.ts';
import { beginOf } from './calendar-range.ts';
import type { Shown } from './read-calendar.ts';
import { manages, viewerOf } from './viewer.ts';

export type TimelineRoom = {
  id: string;
  name: string;
  site: string | null;
  floor: string | null;
  capacity: number;
  equipment: string | null;
  photoAt: Date | null;
  /** Set-up and clean-up around the entries. */
  around: TimeRange[];
  entries: Shown[];
  /** Opening hours; undefined: open always. */
  open: readonly TimeRange[] | undefined;
};

export type TimelineFilter = { site: string; capacity: number; equipment: string; room: string };

/** Rooms without a site come last. */
const bySite = (a: string | null, b: string | null): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);

/** Rooms on one page. */
const MOST_ROOMS = 200;

/**
 * Every room with what takes it from `day` on, for so many days of the viewer's calendar: the subject where the viewer may read the meeting, else "taken". At most
 * eight statements, however many rooms and meetings. Rooms come by site, floor and name.
 */
export async function readTimeline(
  env: Env<'meetings'>,
  day: string,
  days: number,
  filter: TimelineFilter,
): Promise<{ rooms: TimelineRoom[]; sites: string[]; equipment: { id: string; name: string }[] }> {
  const viewer = viewerOf(env);
  const { timeZone } = env.preferences;
  const [from, to] = [beginOf(day, timeZone), beginOf(addDays(day, days), timeZone)];
  const all = await env
    .model('meeting.room')
    .pick({ active: true }, ['name', 'site', 'floor', 'capacity', 'equipment', 'schedule', 'photoAt'], { order: ['name'], limit: 1_000 });
  const sites = [...new Set(all.flatMap(({ site }) => site ?? []))].sort();
  const floors = all.some(({ floor }) => floor !== null) ? await env.model('meeting.floor').pick({}, ['name', 'position'], { limit: 1_000 }) : [];
  const floorOf = new Map(floors.map((floor) => [floor.id, floor]));
  const equipment = await env.model('meeting.equipment').pick({}, ['name'], { order: ['name'], limit: 200 });
  const fitted = filter.equipment
    ? new Set((await env.model('meeting.room_equipment').pick({ equipment: filter.equipment }, ['room'])).map(({ room }) => room))
    : undefined;
  const height = ({ floor }: { floor: string | null }): number => (floor ? (floorOf.get(floor)?.position ?? 0) : 0);
  const rooms = all
    .filter(
      ({ id, site, capacity }) =>
        (!filter.room || id === filter.room) && (!filter.site || site === filter.site) && capacity >= filter.capacity && fitted?.has(id) !== false,
    )
    .sort((a, b) => bySite(a.site, b.site) || height(a) - height(b) || (a.floor ?? '').localeCompare(b.floor ?? ''))
    .slice(0, MOST_ROOMS);
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
  for (const row of schedules)
    openOf.set(row.id, await env.service('calendar').availability({ resources: [], schedule: scheduleOf(row), viewerTimeZone: timeZone, from, to }));
  const now = env.now();
  const everything = manages(env);
  const byRoom = new Map<string, Shown[]>();
  const around = new Map<string, TimeRange[]>();
  for (const { resource, during: whole, setUp = 0, cleanUp = 0, source } of busy) {
    const during = { start: new Date(whole.start.getTime() + setUp * 60_000), end: new Date(whole.end.getTime() - cleanUp * 60_000) };
    const edges = [
      { start: whole.start, end: during.start },
      { start: during.end, end: whole.end },
    ].filter(({ start, end }) => start < end);
    if (edges.length > 0) around.set(resource.id, [...(around.get(resource.id) ?? []), ...edges]);
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
    equipment,
    rooms: rooms.map(({ id, name, site, floor, capacity, equipment: things, schedule, photoAt }) => ({
      id,
      name,
      site,
      floor: floor ? (floorOf.get(floor)?.name ?? null) : null,
      capacity,
      equipment: things,
      photoAt,
      around: around.get(id) ?? [],
      entries: byRoom.get(id) ?? [],
      open: schedule ? openOf.get(schedule) : undefined,
    })),
  };
}
