import type { Env } from '#core';

/** What the standing claims of a meeting carry and a change must keep: the host's pauses, and when a request lapses. */
export async function standingClaims(env: Env<'meetings'>, meeting: string): Promise<{ bufferBefore: number; bufferAfter: number; expiresAt?: Date }> {
  const claims = await env
    .model('calendar.claim')
    .find({ sourceModel: 'meeting.event', source: meeting }, { order: ['-bufferBefore', '-bufferAfter'], limit: 1 });
  const [claim] = claims;
  return { bufferBefore: claim?.bufferBefore ?? 0, bufferAfter: claim?.bufferAfter ?? 0, ...(claim?.expiresAt ? { expiresAt: claim.expiresAt } : {}) };
}
