import type { AnyDomain, Env, Row, TimeRange } from '#core';
import { type Resource, scheduleOf } from '../../calendar/contract.ts';
import { beginOf, type CalendarRange } from './calendar-range.ts';
import { manages, viewerOf } from './viewer.ts';

/** One thing on the calendar. `id` is null where the viewer may know no more than that somebody is taken. */
export type Shown = {
  id: string | null;
  title: string;
  start: Date;
  end: Date;
  state: 'draft' | 'confirmed' | 'cancelled' | 'done' | 'busy';
  /** Names of the chosen colleagues and rooms whose time it takes; empty: the viewer's own alone. */
  of: readonly string[];
  rooms: readonly string[];
  version: number;
  /** The viewer may move it. */
  movable: boolean;
};

export type Choice = { id: string; name: string };

export type CalendarData = {
  shown: Shown[];
  /** There were more than a page holds. */
  more: boolean;
  /** The viewer's working hours in the range; undefined: none are kept. */
  open: readonly TimeRange[] | undefined;
  people: readonly Choice[];
  rooms: readonly Choice[];
  /** Ids among `people` and `rooms`. */
  chosen: ReadonlySet<string>;
};

const DAY_MS = 86_400_000;
/** No meeting is longer (see `assertTimes`): older starts cannot reach into the range, which keeps the index useful. */
const LONGEST_MS = 14 * DAY_MS;
/** Of more than this the first are shown. */
const MOST = 2_000;
const LISTED = 500;
/** Colleagues and rooms beside one's own. */
export const MOST_CHOSEN = 20;

const fields = ['subject', 'start', 'end', 'state', 'host', 'creator', 'version'] as const;
type Event = Pick<Row<'meetings', 'meeting.event'>, (typeof fields)[number] | 'id'>;

export const touching = (from: Date, to: Date): AnyDomain => ({
  start: { gte: new Date(from.getTime() - LONGEST_MS), lt: to },
  end: { gt: from },
});

async function workingHours(env: Env<'meetings'>, person: string, from: Date, to: Date): Promise<readonly TimeRange[] | undefined> {
  const [row] = await env.model('base.person').pick({ id: person }, ['schedule']);
  if (!row?.schedule) return undefined;
  const [schedule] = await env.model('calendar.schedule').find({ id: row.schedule });
  if (!schedule) return undefined;
  return env.service('calendar').availability({ resources: [], schedule: scheduleOf(schedule), viewerTimeZone: env.preferences.timeZone, from, to });
}

/**
 * The viewer's own meetings, and when chosen colleagues and rooms are taken: with the subject where the viewer may read the meeting, else as busy and no more.
 * The number of statements does not depend on how many meetings there are.
 */
export async function readCalendar(env: Env<'meetings'>, range: Pick<CalendarRange, 'from' | 'to'>, asked: readonly string[]): Promise<CalendarData> {
  const viewer = viewerOf(env);
  const { timeZone } = env.preferences;
  const [from, to] = [beginOf(range.from, timeZone), beginOf(range.to, timeZone)];
  const people = await env.model('base.person').pick({ active: true, id: { ne: viewer } }, ['name'], { order: ['name'], limit: LISTED });
  const rooms = await env.model('meeting.room').pick({}, ['name', 'active'], { order: ['name'], limit: LISTED });
  const names = new Map([...people, ...rooms].map(({ id, name }) => [id, name]));
  const chosen = new Set(asked.filter((id) => names.has(id)).slice(0, MOST_CHOSEN));
  const span = touching(from, to);
  // By the invitations' own side, and by id: among the meetings of all, PostgreSQL would look at each one of the range.
  const invited = await env
    .asPlugin()
    .model('meeting.attendee')
    .pick({ person: viewer, role: { ne: 'host' }, partstat: { ne: 'DECLINED' }, event: { where: span } }, ['event']);
  const mine: AnyDomain = { $or: [{ host: viewer }, { creator: viewer }, { id: { in: invited.map(({ event }) => event) } }] };
  const own = await env.model('meeting.event').pick({ $and: [span, { state: { ne: 'cancelled' } }, mine] }, fields, { order: ['start'], limit: MOST + 1 });
  const roomIds = new Set(rooms.map(({ id }) => id));
  const resources: Resource[] = [{ kind: 'person', id: viewer }, ...[...chosen].map((id): Resource => ({ kind: roomIds.has(id) ? 'room' : 'person', id }))];
  const busy = await env.asPlugin().service('calendar').busy({ resources, from, to });
  const known = new Set(own.map(({ id }) => id));
  const others = [...new Set(busy.flatMap(({ source }) => (source?.model === 'meeting.event' && !known.has(source.record) ? [source.record] : [])))];
  // By the viewer's own rules: what they may not read stays busy.
  const readable = others.length > 0 ? await env.model('meeting.event').pick({ id: { in: others } }, fields) : [];
  const events = [...own, ...readable];
  const takes = events.length > 0 ? await env.model('meeting.event_room').pick({ event: { in: events.map(({ id }) => id) } }, ['event', 'room']) : [];
  const roomsOf = new Map<string, string[]>();
  for (const { event, room } of takes) roomsOf.set(event, [...(roomsOf.get(event) ?? []), names.get(room) ?? '']);
  const taken = new Map<string, string[]>();
  const hidden: Shown[] = [];
  const open = new Set(events.map(({ id }) => id));
  for (const { resource, during, source } of busy) {
    const name = resource.id === viewer ? undefined : names.get(resource.id);
    if (source && source.model === 'meeting.event' && open.has(source.record)) {
      if (name !== undefined) taken.set(source.record, [...(taken.get(source.record) ?? []), name]);
      continue;
    }
    hidden.push({
      id: null,
      title: source?.model === 'external.calendar' ? env.t('Busy in another calendar') : env.t('Busy'),
      start: during.start,
      end: during.end,
      state: 'busy',
      of: name === undefined ? [] : [name],
      rooms: [],
      version: 0,
      movable: false,
    });
  }
  const everything = manages(env);
  const now = env.now();
  const entryOf = ({ id, subject, start, end, state, host, creator, version }: Event): Shown => ({
    id,
    title: subject,
    start,
    end,
    state,
    of: taken.get(id) ?? [],
    rooms: roomsOf.get(id) ?? [],
    version,
    movable: (everything || host === viewer || creator === viewer) && (state === 'draft' || state === 'confirmed') && end > now,
  });
  const shown = [...events.map(entryOf), ...hidden].sort((a, b) => a.start.getTime() - b.start.getTime() || a.end.getTime() - b.end.getTime());
  return {
    shown: shown.slice(0, MOST),
    more: shown.length > MOST,
    open: await workingHours(env, viewer, from, to),
    people,
    rooms: rooms.filter(({ active, id }) => active || chosen.has(id)),
    chosen,
  };
}
