import { type Env, fail } from '#core';
import type { MeetingsService } from '../contract.ts';
import { revise } from '../revise.ts';

/** See `MeetingsService.swapRoom`: everything else of the meeting stays as it is. */
export async function swapRoom(
  env: Env<'meetings'>,
  { id, version, kind, from, to }: Parameters<MeetingsService['swapRoom']>[0],
): ReturnType<MeetingsService['swapRoom']> {
  const [meeting] = await env.model('meeting.event').find({ id });
  if (!meeting) throw fail('NOT_FOUND');
  const rooms = (await env.model('meeting.event_room').pick({ event: id }, ['room'])).map(({ room }) => room);
  const attendees = await env.model('meeting.attendee').find({ event: id, role: { ne: 'host' } });
  const { subject, description, host, virtualRoom, start, end, timeZone } = meeting;
  return revise(env, {
    ...{ id, version, subject, description, host, start, end, timeZone },
    rooms: kind === 'room' ? rooms.map((room) => (room === from ? to : room)) : rooms,
    virtualRoom: kind === 'virtual_room' && virtualRoom === from ? to : virtualRoom,
    people: attendees.flatMap(({ person, role }) => (person ? [{ person, role: role === 'optional' ? ('optional' as const) : ('required' as const) }] : [])),
    guests: attendees.flatMap(({ person, name, email, timeZone: zone, language, phone, note }) =>
      person ? [] : [{ name, email, timeZone: zone, language, ...(phone ? { phone } : {}), ...(note ? { note } : {}) }],
    ),
  });
}
