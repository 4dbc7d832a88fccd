import type { Env, TimeRange } from '#core';
import type { Resource } from './contract.ts';
import { claimsOn } from './read-claims.ts';

export const lockKey = (env: Env<'calendar'>, { kind, id }: Pick<Resource, 'kind' | 'id'>): string => `calendar:${env.org}:${kind}:${id}`;

/** One transaction at a time per resource from here on; keys are locked in one order, so nobody waits in a circle. */
export const lockResources = (env: Env<'calendar'>, resources: readonly Pick<Resource, 'kind' | 'id'>[]): Promise<void> =>
  env.lockKeys([...new Set(resources.map((resource) => lockKey(env, resource)))]);

/**
 * Takes lapsed holds out of the way. All that the same record held goes with them: a meeting must not keep half of what it needs.
 * @returns how many claims went
 */
export async function clearLapsed(env: Env<'calendar'>, resources: readonly Resource[], during: TimeRange): Promise<number> {
  const claims = env.model('calendar.claim');
  const now = env.now();
  const lapsed = (await claims.pick(claimsOn(resources, during), ['source', 'expiresAt'])).filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now);
  if (lapsed.length === 0) return 0;
  return claims.delete({ source: { in: [...new Set(lapsed.map(({ source }) => source))] }, expiresAt: { lte: now } });
}

/** First step of a booking: afterwards what is read of these resources stays true until the transaction ends. */
export async function guard(env: Env<'calendar'>, { resources, during }: { resources: readonly Resource[]; during: TimeRange }): Promise<void> {
  if (resources.length === 0) return;
  await lockResources(env, resources);
  await clearLapsed(env, resources, during);
}
