import type { Env, Row } from '#core';
import type { LeftRoom } from './left-room.ts';
import { leaveRoom } from './take-room-away.ts';

type ConferenceRow = Row<'meetings', 'meeting.conference'>;
type Former = NonNullable<ConferenceRow['former']>;

/** With one more room that waits for its successor. */
export function withFormer({ former }: Pick<ConferenceRow, 'former'>, room: LeftRoom): Former {
  const { event = null, generation = null, account = null, start, end, ...rest } = room;
  return [...(former ?? []), { ...rest, event, generation, account, start: new Date(start).toISOString(), end: new Date(end).toISOString() }];
}

/** The successor is there, or none is wanted any more: they go, each in the lane of its own host. To be written besides: `former: null`. */
export async function leaveFormer(env: Env<'meetings'>, former: ConferenceRow['former']): Promise<void> {
  for (const room of former ?? []) await leaveRoom(env, room);
}

/** Keys of rooms that stand although their links know another: to be left alone. */
export async function waitingKeys(env: Env<'meetings'>): Promise<Set<string>> {
  const links = await env
    .model('meeting.conference')
    .pick({ former: { ne: null }, event: { where: { state: 'confirmed', end: { gt: env.now() } } } }, ['former'], { order: [] });
  return new Set(links.flatMap(({ former }) => (former ?? []).map(({ operationKey }) => operationKey)));
}
