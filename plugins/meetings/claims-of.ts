import type { ClaimRequest } from '../calendar/contract.ts';

export type Takes = {
  start: Date;
  end: Date;
  host: string;
  virtualRoom: string | null;
  rooms: readonly string[];
  /** Persons inside who must be there, the host left out. */
  required: readonly string[];
  bufferBefore?: number;
  bufferAfter?: number;
  expiresAt?: Date;
};

/** Everything that a meeting takes: rooms, the virtual room, the host and required persons inside. Optional and outside attendees never block. */
export function claimsOf(takes: Takes): ClaimRequest[] {
  const during = { start: takes.start, end: takes.end };
  const more = takes.expiresAt ? { expiresAt: takes.expiresAt } : {};
  const persons = new Set([takes.host, ...takes.required]);
  return [
    ...[...new Set(takes.rooms)].map((id): ClaimRequest => ({ kind: 'room', id, during, ...more })),
    ...(takes.virtualRoom ? [{ kind: 'virtual_room', id: takes.virtualRoom, during, ...more }] : []),
    ...[...persons].map(
      (id): ClaimRequest => ({ kind: 'person', id, during, bufferBefore: takes.bufferBefore ?? 0, bufferAfter: takes.bufferAfter ?? 0, ...more }),
    ),
  ];
}
