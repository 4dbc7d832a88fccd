import type { Env } from '#core';
import { POOL_HOST } from '../claims-of.ts';

/** In whose name of the pool each of these meetings is made: their claims say it. One statement; meetings without one are left out. */
export async function poolHostsOf(env: Env<'meetings'>, meetings: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const claims = await env
    .model('calendar.claim')
    .pick({ sourceModel: 'meeting.event', source: { in: [...meetings] }, kind: POOL_HOST }, ['source', 'resource']);
  return new Map(claims.map(({ source, resource }) => [source, resource]));
}
