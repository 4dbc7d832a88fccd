import type { Env } from '#core';
import type { CalendarService } from './contract.ts';
import { readClaims } from './read-claims.ts';

/**
 * When each of the resources is taken: stretches that touch [from, to), ascending. One query however many resources and claims. Only plugins are told
 * which record holds a claim: they must show no more of it than the reader may see.
 */
export async function busy(env: Env<'calendar'>, { resources, from, to, ignore }: Parameters<CalendarService['busy']>[0]): ReturnType<CalendarService['busy']> {
  if (!(from < to)) return [];
  const claims = await readClaims(env, resources, { start: from, end: to }, ignore);
  const told = env.caller.kind === 'plugin';
  return claims
    .map(({ resource, during, setUp, cleanUp, source }) => ({
      resource,
      during,
      ...(setUp + cleanUp > 0 ? { setUp, cleanUp } : {}),
      ...(told ? { source } : {}),
    }))
    .sort((a, b) => a.during.start.getTime() - b.during.start.getTime());
}
