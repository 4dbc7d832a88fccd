import type { ClaimRequest } from '../calendar/contract.ts';
import type { BookedRoom, BookedVirtualRoom } from './rooms/booked-rooms.ts';

export type Takes = {
  start: Date;
  end: Date;
  host: string;
  virtualRoom:
    | (Pick<BookedVirtualRoom, 'id' | 'licences' | 'pooled' | 'hosts'> & { /** Stands for it already, and stays where that is possible. */ prefer?: string })
    | null;
  rooms: readonly Pick<BookedRoom, 'id' | 'setUpMin' | 'cleanUpMin'>[];
  /** Persons inside who must be there, the host left out. */
  required: readonly string[];
  bufferBefore?: number;
  bufferAfter?: number;
  expiresAt?: Date;
};

/** The kind of claim on somebody in whose name a provider makes a meeting: one at a time. */
export const POOL_HOST = 'virtual_room_host';

/** A room as a meeting takes it: with the time to make it ready and to tidy up. */
export const roomClaim = ({ id, setUpMin, cleanUpMin }: Takes['rooms'][number], during: { start: Date; end: Date }): ClaimRequest => ({
  kind: 'room',
  id,
  during,
  setUp: setUpMin,
  cleanUp: cleanUpMin,
});

/**
 * Everything that a meeting takes: rooms with their set-up and clean-up, a seat of the virtual room and somebody of its pool, the host and required persons inside.
 * Optional and outside attendees never block.
 */
export function claimsOf(takes: Takes): ClaimRequest[] {
  const during = { start: takes.start, end: takes.end };
  const more = takes.expiresAt ? { expiresAt: takes.expiresAt } : {};
  const persons = new Set([takes.host, ...takes.required]);
  const { virtualRoom } = takes;
  const rooms = new Map(takes.rooms.map((room) => [room.id, room]));
  return [
    ...[...rooms.values()].map((room): ClaimRequest => ({ ...roomClaim(room, during), ...more })),
    ...(virtualRoom ? [{ kind: 'virtual_room', id: virtualRoom.id, during, seats: virtualRoom.licences, ...more }] : []),
    ...(virtualRoom?.pooled
      ? [{ kind: POOL_HOST, id: virtualRoom.id, oneOf: virtualRoom.hosts, ...(virtualRoom.prefer ? { prefer: virtualRoom.prefer } : {}), during, ...more }]
      : []),
    ...[...persons].map(
      (id): ClaimRequest => ({ kind: 'person', id, during, bufferBefore: takes.bufferBefore ?? 0, bufferAfter: takes.bufferAfter ?? 0, ...more }),
    ),
  ];
}
