import type { Env } from '#core';

/** Of these drafts those on which somebody who gives rooms away is to decide, and which are confirmed by that: their host has no more to do than to remind them. One statement. */
export async function waitingForRooms(env: Env<'meetings'>, meetings: readonly string[]): Promise<ReadonlySet<string>> {
  if (meetings.length === 0) return new Set();
  const asked = { event: { in: [...meetings] }, state: 'asked', confirms: true, until: { gt: env.now() } } as const;
  return new Set((await env.model('meeting.room_request').pick(asked, ['event'])).map(({ event }) => event));
}

export const waitsForRoom = async (env: Env<'meetings'>, meeting: string): Promise<boolean> => (await waitingForRooms(env, [meeting])).has(meeting);
