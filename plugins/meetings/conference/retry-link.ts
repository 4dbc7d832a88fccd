import type { Env } from '#core';
import { moveLink } from './move-link.ts';
import { queueCall, syncConference } from './sync-conference.ts';

/** Another try at once, besides one that may wait for its time. @returns whether there was anything to try */
export function retryLink(env: Env<'meetings'>, meeting: string): Promise<boolean> {
  return env.tx(async () => {
    const [known] = await env.model('meeting.conference').find({ event: meeting });
    if (!known) return false;
    const moved = await moveLink(env, known.id, { kind: 'retried' }, { attempts: 0, polls: 0, retryAt: null, waiting: false });
    if (!moved?.effects.some((effect) => effect.do === 'call')) return false;
    await env.discardDead(syncConference, { conference: known.id });
    await queueCall(env, moved.row, moved.row.owner?.id ?? null, true);
    return true;
  });
}
