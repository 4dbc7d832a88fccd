import { addDays, type Env, startOfDay } from '#core';
import { fault } from './faults.ts';
import { type ExportedMeeting, toIcs } from './to-ics.ts';

export type ExportFilter = {
  /** Civil dates in the viewer's zone, both included. */
  from: string;
  to: string;
  state: 'all' | 'draft' | 'confirmed' | 'cancelled' | 'done';
};

const MOST = 5_000;
const LONGEST_MS = 14 * 86_400_000;
const fields = ['uid', 'sequence', 'subject', 'description', 'start', 'end', 'timeZone', 'state', 'updatedAt', 'host', 'locationKind', 'location'] as const;

/** The meetings of a stretch of days as a calendar file: what the viewer may read of them, people and links too. Five statements however many. @throws EXCHANGE_MOST */
export async function exportMeetings(env: Env<'meeting-exchange'>, { from, to, state }: ExportFilter): Promise<string> {
  const { timeZone } = env.preferences;
  const [begin, end] = [startOfDay(from, timeZone) ?? new Date(from), startOfDay(addDays(to, 1), timeZone) ?? new Date(addDays(to, 1))];
  const events = await env.model('meeting.event').pick(
    {
      start: { gte: new Date(begin.getTime() - LONGEST_MS), lt: end },
      end: { gt: begin },
      ...(state === 'all' ? {} : { state }),
    },
    fields,
    { order: ['start'], limit: MOST + 1 },
  );
  if (events.length > MOST) throw fault('EXCHANGE_MOST');
  const ids = events.map(({ id }) => id);
  const attendees = await env.model('meeting.attendee').pick({ event: { in: ids } }, ['event', 'name', 'email', 'role', 'partstat'], { order: ['createdAt'] });
  const taken = await env.model('meeting.event_room').pick({ event: { in: ids } }, ['event', 'room']);
  const rooms = new Map(
    (await env.model('meeting.room').pick({ id: { in: [...new Set(taken.map(({ room }) => room))] } }, ['name'])).map(({ id, name }) => [id, name]),
  );
  const links = await env.model('meeting.conference').pick({ event: { in: ids }, state: 'ready' }, ['event', 'joinUrl']);
  const hosts = new Map((await env.service('base').people({ ids: [...new Set(events.map(({ host }) => host))] })).map((person) => [person.id, person]));
  const [people, places, urls] = [
    Map.groupBy(attendees, ({ event }) => event),
    Map.groupBy(taken, ({ event }) => event),
    new Map(links.map(({ event, joinUrl }) => [event, joinUrl])),
  ];
  return toIcs(
    events.map(
      (event): ExportedMeeting => ({
        ...event,
        rooms: (places.get(event.id) ?? []).flatMap(({ room }) => rooms.get(room) ?? []),
        place: event.locationKind === 'address' ? event.location : null,
        joinUrl: urls.get(event.id) ?? null,
        host: hosts.get(event.host),
        attendees: people.get(event.id) ?? [],
      }),
    ),
  );
}
