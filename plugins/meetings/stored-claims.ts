import type { Env, Row } from '#core';
import type { ClaimRequest } from '../calendar/contract.ts';
import { type Takes as Claimed, claimsOf } from './claims-of.ts';
import { type BookedRoom, roomsFor, virtualRoomFor } from './rooms/booked-rooms.ts';
import { poolHostsOf } from './rooms/pool-host.ts';

type Takes = Pick<Row<'meetings', 'meeting.event'>, 'id' | 'start' | 'end' | 'host' | 'virtualRoom'>;
type More = { askedAgain?: boolean; bufferBefore?: number; bufferAfter?: number; expiresAt?: Date };

/** The rooms of a meeting, with what booking them needs to know; two statements, one where it has none. */
export const roomsOf = async (env: Env<'meetings'>, meeting: string): Promise<BookedRoom[]> =>
  roomsFor(
    env,
    (await env.model('meeting.event_room').pick({ event: meeting }, ['room'])).map(({ room }) => room),
  );

/** The virtual room, with whoever of its pool stands for the meeting already. One statement, three where there is a pool. */
export async function virtualRoomWith(env: Env<'meetings'>, meeting: Pick<Takes, 'id' | 'virtualRoom'>): Promise<Claimed['virtualRoom']> {
  const room = await virtualRoomFor(env, meeting.virtualRoom);
  const prefer = room?.pooled ? (await poolHostsOf(env, [meeting.id])).get(meeting.id) : undefined;
  return room && prefer ? { ...room, prefer } : room;
}

/** What a meeting as it is stored takes. Whoever has declined keeps the own time, unless everybody is asked again. */
export async function storedClaims(
  env: Env<'meetings'>,
  meeting: Takes,
  { askedAgain = false, ...more }: More = {},
  known?: readonly BookedRoom[],
): Promise<ClaimRequest[]> {
  const rooms = known ?? (await roomsOf(env, meeting.id));
  const virtualRoom = await virtualRoomWith(env, meeting);
  const attendees = await env
    .model('meeting.attendee')
    .find({ event: meeting.id, role: 'required', person: { ne: null }, ...(askedAgain ? {} : { partstat: { ne: 'DECLINED' } }) });
  return claimsOf({ ...meeting, virtualRoom, rooms, required: attendees.flatMap(({ person }) => person ?? []), ...more });
}
