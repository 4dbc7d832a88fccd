import type { Env } from '#core';
import { leaveFormer } from './former-rooms.ts';
import { nextLink } from './link-state.ts';
import { queueCall } from './sync-conference.ts';
import { leaveRoom, removableRoomOf } from './take-room-away.ts';

/** The meeting is off or has another virtual room: the provider's meeting goes. */
export async function endConference(env: Env<'meetings'>, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').lock({ event: meeting, state: { ne: 'cancelled' } });
  if (!conference) return;
  const provider = env.implementations('meeting.provider').get(conference.provider);
  await leaveFormer(env, conference.former);
  const { link, effects } = nextLink(conference, { kind: 'unwanted' });
  if (!provider || provider.capabilities.cancel === 'none') {
    await env.model('meeting.conference').update(conference.id, { state: 'cancelled', generation: conference.generation + 1, former: null });
    return;
  }
  const changed = await env.model('meeting.conference').update(conference.id, { state: link.state, generation: link.generation, former: null });
  if (effects.length > 0) await queueCall(env, changed, conference.owner?.id ?? (await env.model('meeting.event').get(meeting)).host);
}

/** Before a meeting is deleted: what stands at the provider is taken away, whatever becomes of our record. */
export async function removeRoom(env: Env<'meetings'>, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').lock({ event: meeting, state: { ne: 'cancelled' } });
  if (!conference) return;
  await leaveFormer(env, conference.former);
  if (conference.externalId === null && conference.state !== 'creating' && conference.state !== 'cancelling') return;
  const room = removableRoomOf(env, conference, await env.model('meeting.event').get(meeting), conference.externalId);
  if (room) await leaveRoom(env, room);
}
