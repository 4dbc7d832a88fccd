import type { Env, Row } from '#core';
import type { ClaimRequest } from '../calendar/contract.ts';
import { claimsOf } from './claims-of.ts';

type Takes = Pick<Row<'meetings', 'meeting.event'>, 'id' | 'start' | 'end' | 'host' | 'virtualRoom'>;

/** What a meeting as it is stored takes. Whoever has declined keeps the own time, unless everybody is asked again. */
export async function storedClaims(
  env: Env<'meetings'>,
  meeting: Takes,
  { askedAgain = false, ...more }: { askedAgain?: boolean; bufferBefore?: number; bufferAfter?: number; expiresAt?: Date } = {},
): Promise<ClaimRequest[]> {
  const rooms = await env.model('meeting.event_room').find({ event: meeting.id });
  const attendees = await env
    .model('meeting.attendee')
    .find({ event: meeting.id, role: 'required', person: { ne: null }, ...(askedAgain ? {} : { partstat: { ne: 'DECLINED' } }) });
  return claimsOf({ ...meeting, rooms: rooms.map(({ room }) => room), required: attendees.flatMap(({ person }) => person ?? []), ...more });
}
