import type { Env } from '#core';
import { poolHostsOf } from '../rooms/pool-host.ts';
import { startConference } from './start-conference.ts';
import { queueCall } from './sync-conference.ts';

/** Time or title changed: the provider is told; where it cannot change in place or derives the link, the link stays. */
export async function moveConference(env: Env<'meetings'>, meeting: string): Promise<void> {
  const [conference] = await env.model('meeting.conference').find({ event: meeting, state: { in: ['queued', 'creating', 'pending', 'ready', 'failed'] } });
  if (!conference) return;
  const provider = env.implementations('meeting.provider').get(conference.provider);
  if (!provider || provider.capabilities.create === 'derived') return;
  const event = await env.model('meeting.event').get(meeting);
  // Who stood for it is not free then: the room is made anew in the name of somebody else.
  if (conference.host !== null && (await poolHostsOf(env, [meeting])).get(meeting) !== conference.host) await startConference(env, event);
  else await queueCall(env, conference, conference.owner?.id ?? event.host);
}
