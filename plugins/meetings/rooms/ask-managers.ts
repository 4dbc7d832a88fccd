import { addDays, civilDateOf, type Env, formatDateTime, formatRange, type TimeRange } from '#core';
import type { ActivityDraft } from '../../activities/contract.ts';
import { forReader, type PublicPerson } from '../../base/contract.ts';
import { settings } from '../settings.ts';
import type { BookedRoom } from './booked-rooms.ts';
import { whoseRights } from './whose-rights.ts';

const HOUR_MS = 3_600_000;

/** A meeting as far as its rooms' managers need to know it. */
export type Asked = { id: string; subject: string; host: string; start: Date; end: Date };

/** Activities of a room's managers; gone when it is decided. */
export const ASKED = 'room-approval';
/** What the host is told of the decision. */
export const ANSWERED = 'room-answer';

const covers = (outer: TimeRange, { start, end }: TimeRange): boolean => outer.start <= start && end <= outer.end;

/** Rooms whose managers must be asked before this meeting may have them at this time. No statement where no room wants that; two where one does. */
export async function roomsToAsk(
  env: Env<'meetings'>,
  meeting: TimeRange & { /** Null: not there yet. */ id: string | null; host: string /** See `whoseRights`. */; asking?: string | undefined },
  rooms: readonly BookedRoom[],
): Promise<BookedRoom[]> {
  const wanting = rooms.filter(({ approval }) => approval);
  if (wanting.length === 0) return [];
  const { caller } = env;
  if (caller.kind === 'user' && (env.asCaller().inGroup('meetings.manager') || env.asCaller().inGroup('base.admin'))) return [];
  const room = { in: wanting.map(({ id }) => id) };
  const approved = meeting.id === null ? [] : await env.model('meeting.room_request').pick({ event: meeting.id, room, state: 'approved' }, ['room', 'during']);
  const asking = whoseRights(env, meeting);
  const mine = asking === undefined ? [] : await env.model('meeting.room_manager').pick({ person: asking, room }, ['room']);
  const given = new Set([...mine.map((one) => one.room), ...approved.filter(({ during }) => covers(during, meeting)).map((one) => one.room)]);
  return wanting.filter(({ id }) => !given.has(id));
}

/** Until when a request holds its time: so many hours, but not beyond the meeting. */
export async function heldUntil(env: Env<'meetings'>, start: Date): Promise<Date> {
  const { roomApprovalHours } = await env.settings(settings);
  return new Date(Math.max(Math.min(env.now().getTime() + roomApprovalHours * HOUR_MS, start.getTime()), env.now().getTime() + 60_000));
}

/** Until when these meetings are held: asked again while a request stands, the first word counts, or nobody else would ever get the time. */
export async function holdUntil(env: Env<'meetings'>, meetings: readonly string[], start: Date): Promise<Date> {
  const [standing] = await env
    .model('meeting.room_request')
    .pick({ event: { in: [...meetings] }, state: 'asked', until: { gt: env.now() } }, ['until'], { order: ['until'], limit: 1 });
  return standing?.until ?? heldUntil(env, start);
}

/** Who is asked for which of these rooms: their managers; for a room that has none who is there, the meeting managers, and without any the administrators. Four statements at most. */
async function keepersOf(env: Env<'meetings'>, rooms: readonly string[]): Promise<{ person: PublicPerson; rooms: string[] }[]> {
  const base = env.service('base');
  const managers = await env.model('meeting.room_manager').pick({ room: { in: [...rooms] } }, ['room', 'person']);
  const people = (await base.people({ ids: [...new Set(managers.map(({ person }) => person))] })).filter(({ active }) => active);
  const asked = people.map((person) => ({ person, rooms: managers.flatMap((one) => (one.person === person.id ? [one.room] : [])) }));
  const alone = rooms.filter((room) => !asked.some((one) => one.rooms.includes(room)));
  if (alone.length === 0) return asked;
  const meetingManagers = await base.peopleInGroup({ group: 'meetings.manager' });
  for (const person of meetingManagers.length > 0 ? meetingManagers : await base.peopleInGroup({ group: 'base.admin' })) {
    const known = asked.find((one) => one.person.id === person.id);
    if (known) known.rooms.push(...alone);
    else asked.push({ person, rooms: [...alone] });
  }
  return asked;
}

/** One activity for each who gives these rooms away: what they are asked (`words`, in their language) and until when the time is held. Four statements at most. */
export async function managerActivities(
  env: Env<'meetings'>,
  rooms: readonly Pick<BookedRoom, 'id' | 'name'>[],
  { first, until }: { first: TimeRange; until: Date },
  words: (own: Env<'meetings'>, rooms: string) => { summary: string; when(time: string): string },
): Promise<ActivityDraft[]> {
  const names = new Map(rooms.map(({ id, name }) => [id, name]));
  const asked = await keepersOf(env, [...names.keys()]);
  return asked.map(({ person: { id, language, timeZone, hour12 }, rooms: theirs }): ActivityDraft => {
    const own = forReader(env, { language, timeZone, hour12 });
    const { summary, when } = words(own, theirs.map((room) => names.get(room) ?? '').join(', '));
    return {
      person: id,
      kind: ASKED,
      summary: summary.slice(0, 200),
      note: [
        when(formatRange(first.start, first.end, timeZone, own.preferences)),
        own.t('Held until {time}.', { time: formatDateTime(until, timeZone, own.preferences) }),
      ].join('\n'),
      due: civilDateOf(until, timeZone),
      link: '/app/approvals',
    };
  });
}

/** Asks the managers of these rooms, in place of what they were asked before; each of them hears of it. `kept`: whether that confirms the meeting is as it was. Nine statements at most, however many. */
export async function askManagers(env: Env<'meetings'>, meeting: Asked, rooms: readonly BookedRoom[], until: Date, confirms: boolean | 'kept'): Promise<void> {
  const room = { in: rooms.map(({ id }) => id) };
  const { start, end } = meeting;
  const before = confirms === 'kept' ? await env.model('meeting.room_request').pick({ event: meeting.id, confirms: false }, ['confirms'], { limit: 1 }) : [];
  await env.model('meeting.room_request').delete({ event: meeting.id, room });
  const askedBy = env.caller.kind === 'user' ? env.caller.person : meeting.host;
  await env.model('meeting.room_request').create(
    rooms.map(({ id }) => ({
      event: meeting.id,
      room: id,
      state: 'asked' as const,
      during: { start, end },
      until,
      confirms: confirms === true || (confirms === 'kept' && before.length === 0),
      askedBy,
    })),
  );
  const activities = await managerActivities(env, rooms, { first: meeting, until }, (own, asked) => ({
    summary: own.t('{rooms}: approve “{subject}”?', { rooms: asked, subject: meeting.subject }),
    when: (time) => time,
  }));
  await env.service('activities').replace({ model: 'meeting.event', record: meeting.id, kinds: [ASKED, ANSWERED], activities });
}

/** What became of a request, for the host: in place of all that was asked. */
export async function hostActivity(
  env: Env<'meetings'>,
  meeting: Asked,
  words: (own: Env<'meetings'>) => { summary: string; note: string },
): Promise<ActivityDraft[]> {
  const [host] = await env.service('base').people({ ids: [meeting.host] });
  if (!host) return [];
  const own = forReader(env, host);
  const { summary, note } = words(own);
  const today = civilDateOf(env.now(), host.timeZone);
  return [{ person: host.id, kind: ANSWERED, summary: summary.slice(0, 200), note, due: addDays(today, 0), link: `/app/meeting.event/${meeting.id}` }];
}

/** A draft that waits is changed: its time is free again, and whoever was asked is not asked any more. One statement where nobody was asked. */
export async function withdrawRequests(env: Env<'meetings'>, meeting: string): Promise<void> {
  const gone = await env.model('meeting.room_request').delete({ event: meeting, state: { in: ['asked', 'declined', 'lapsed'] } });
  if (gone === 0) return;
  await env.service('calendar').release({ source: { model: 'meeting.event', record: meeting } });
  await env.service('activities').replace({ model: 'meeting.event', record: meeting, kinds: [ASKED, ANSWERED], activities: [] });
}
