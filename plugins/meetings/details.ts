import type { Env, Row } from '#core';
import { joinAddressOf, joinUrlFor } from './conference/join-address.ts';
import type { MeetingDetails } from './contract.ts';
import { locationOf } from './location/location-columns.ts';

const byKey = <T, K extends keyof T>(rows: readonly T[], key: K): Map<T[K], T[]> => {
  const map = new Map<T[K], T[]>();
  for (const row of rows) {
    const list = map.get(row[key]);
    if (list) list.push(row);
    else map.set(row[key], [row]);
  }
  return map;
};

/** What is told of an attendee. */
const told = ['event', 'person', 'name', 'email', 'timeZone', 'language', 'role', 'partstat', 'toldSequence'] as const;

/** Meetings with all that a page or a mail shows, in as many statements for one as for a thousand. Runs as the plugin: pass on only what the reader may see. */
export async function details(
  env: Env<'meetings'>,
  { ids }: { ids: readonly string[] },
  { unattended = false }: { /** Nobody is read: for who needs of a thousand attendees less than their names. */ unattended?: boolean } = {},
): Promise<MeetingDetails[]> {
  const events = await env.model('meeting.event').find({ id: { in: ids } });
  if (events.length === 0) return [];
  const found = events.map(({ id }) => id);
  const attendees = unattended ? [] : await env.model('meeting.attendee').pick({ event: { in: found } }, told, { order: ['createdAt'] });
  const eventRooms = await env.model('meeting.event_room').find({ event: { in: found } });
  const rooms = await env.model('meeting.room').find({ id: { in: [...new Set(eventRooms.map(({ room }) => room))] } });
  const virtualRooms = await env.model('meeting.virtual_room').find({ id: { in: [...new Set(events.flatMap(({ virtualRoom }) => virtualRoom ?? []))] } });
  const conferences = await env.model('meeting.conference').find({ event: { in: found } });
  const hosts = new Map((await env.service('base').people({ ids: [...new Set(events.map(({ host }) => host))] })).map((person) => [person.id, person]));
  const seriesIds = [...new Set(events.flatMap(({ series }) => series ?? []))];
  const series = new Map(
    seriesIds.length > 0 ? (await env.model('meeting.series').pick({ id: { in: seriesIds } }, ['uid', 'timeZone'])).map((one) => [one.id, one]) : [],
  );
  const roomById = new Map(rooms.map((room) => [room.id, room]));
  const virtualById = new Map(virtualRooms.map((room) => [room.id, room]));
  const attendeesOf = byKey(attendees, 'event');
  const roomsOf = byKey(eventRooms, 'event');
  const conferenceOf = new Map(conferences.map((conference) => [conference.event, conference]));

  return events.flatMap((event): MeetingDetails[] => {
    const host = hosts.get(event.host);
    if (!host) return [];
    const virtualRoom = event.virtualRoom ? virtualById.get(event.virtualRoom) : undefined;
    const conference = conferenceOf.get(event.id);
    return [
      {
        ...publicEvent(event),
        ...occurrenceOf(event, series),
        host: { id: host.id, name: host.name, email: host.email, timeZone: host.timeZone, language: host.language },
        rooms: (roomsOf.get(event.id) ?? []).flatMap(({ room }) => {
          const found = roomById.get(room);
          return found ? [{ id: found.id, name: found.name, site: found.site, address: found.address, timeZone: found.timeZone }] : [];
        }),
        virtualRoom: virtualRoom ? { id: virtualRoom.id, name: virtualRoom.name, provider: virtualRoom.provider, timeZone: virtualRoom.timeZone } : null,
        location: locationOf(event),
        joinUrl: conference?.state === 'ready' ? joinUrlFor(env, conference) : null,
        conference: conference?.state ?? null,
        attendees: (attendeesOf.get(event.id) ?? []).map(({ id, person, name, email, timeZone, language, role, partstat, toldSequence }) => ({
          id,
          person,
          name,
          email,
          timeZone,
          language,
          role,
          partstat,
          toldSequence,
          ...(conference?.personal && conference.state === 'ready' ? { joinUrl: joinAddressOf(env, id) } : {}),
        })),
      },
    ];
  });
}

/** A date of a series has the UID of the series, and says which date it is. */
function occurrenceOf(
  { series, recurrence }: Row<'meetings', 'meeting.event'>,
  known: ReadonlyMap<string, { uid: string; timeZone: string }>,
): Pick<MeetingDetails, 'occurrence'> & { uid?: string } {
  const found = series ? known.get(series) : undefined;
  return found && series && recurrence ? { uid: found.uid, occurrence: { series, wall: recurrence, timeZone: found.timeZone } } : {};
}

export function publicEvent(event: Row<'meetings', 'meeting.event'>) {
  const { id, subject, description, state, start, end, timeZone, uid, sequence, version, origin, reason } = event;
  return { id, subject, description, state, start, end, timeZone, uid, sequence, version, origin, reason };
}
