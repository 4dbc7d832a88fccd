import type { Env } from '#core';
import type { BookedRoom } from './booked-rooms.ts';

/**
 * Rooms that these meetings would take only now: those that they hold already, or were given by a room manager, were taken with the rights of then (a guest's request, a
 * request for approval). No statement where every room is open to all; two else.
 */
export async function notHeld(
  env: Env<'meetings'>,
  meetings: readonly { id: string; rooms: readonly string[] }[],
  rooms: readonly BookedRoom[],
): Promise<BookedRoom[]> {
  if (rooms.every(({ active, bookableBy }) => active && bookableBy.length === 0)) return [];
  const ids = meetings.map(({ id }) => id);
  const held = await env
    .model('calendar.claim')
    .pick({ sourceModel: 'meeting.event', source: { in: ids }, kind: 'room', $or: [{ expiresAt: null }, { expiresAt: { gt: env.now() } }] }, [
      'source',
      'resource',
    ]);
  const approved = await env.model('meeting.room_request').pick({ event: { in: ids }, state: 'approved' }, ['event', 'room']);
  const given = new Set([...held.map(({ source, resource }) => `${source} ${resource}`), ...approved.map(({ event, room }) => `${event} ${room}`)]);
  return rooms.filter(({ id }) => meetings.some((meeting) => meeting.rooms.includes(id) && !given.has(`${meeting.id} ${id}`)));
}
