import type { Env, Row } from '#core';
import { startConference } from './start-conference.ts';
import { tellLink } from './tell-link.ts';

/** So many tries in a row, about three minutes, and the other provider is asked. */
const PATIENCE = 3;

/**
 * Where the virtual room names another provider for the case that the first one fails: the meeting gets its link there. What the first one may have made after all is taken
 * away. @returns whether it was so
 */
export function standIn(env: Env<'meetings'>, conference: Row<'meetings', 'meeting.conference'>): Promise<boolean> {
  const { state, failure, attempts, insteadOf, provider } = conference;
  const hopeless = failure === 'permanent' || failure === 'auth.permanent' || attempts >= PATIENCE;
  if (!hopeless || insteadOf !== null || !['queued', 'creating', 'pending', 'failed'].includes(state)) return Promise.resolve(false);
  return env.tx(async () => {
    const [event] = await env.model('meeting.event').find({ id: conference.event, state: 'confirmed' });
    const [room] = event?.virtualRoom ? await env.model('meeting.virtual_room').find({ id: event.virtualRoom, provider }) : [];
    if (!event || !room?.fallback || room.fallback === provider || !env.implementations('meeting.provider').has(room.fallback)) return false;
    const started = await startConference(env, event, { room, instead: room.fallback });
    // one that derives its link is ready at once
    if (started?.conference.state === 'ready') await tellLink(env, started.conference);
    return true;
  });
}
