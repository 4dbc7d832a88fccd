import type { Env } from '#core';
import { nextLink } from './link-state.ts';
import { queueCall } from './sync-conference.ts';
import { leaveRoomOf } from './take-room-away.ts';

/** The meeting is off or has another virtual room: the provider's meeting goes. */
export async function endConference(env: Env<'meetings'>, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').lock({ event: meeting, state: { ne: 'cancelled' } });
  if (!conference) return;
  const provider = env.implementations('meeting.provider').get(conference.provider);
  const { link, effects } = nextLink(conference, { kind: 'unwanted' });
  if (!provider || provider.capabilities.cancel === 'none') {
    await env.model('meeting.conference').update(conference.id, { state: 'cancelled', generation: conference.generation + 1 });
    return;
  }
  const changed = await env.model('meeting.conference').update(conference.id, { state: link.state, generation: link.generation });
  if (effects.length > 0) await queueCall(env, changed, conference.owner?.id ?? (await env.model('meeting.event').get(meeting)).host);
}

/** Before a meeting is deleted: what stands at the provider is taken away, whatever becomes of our record. */
export async function removeRoom(env: Env<'meetings'>, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').lock({ event: meeting, state: { ne: 'cancelled' } });
  if (!conference || (conference.externalId === null && conference.state !== 'creating' && conference.state !== 'cancelling')) return;
  await leaveRoomOf(env, conference, await env.model('meeting.event').get(meeting), conference.externalId);
}
