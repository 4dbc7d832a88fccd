import { type Env, fail } from '#core';

/** Who looks: the pages beneath `/app` are for signed-in people alone. @throws ACCESS_DENIED */
export function viewerOf(env: Env<'meetings'>): string {
  if (env.principal.kind !== 'user') throw fail('ACCESS_DENIED');
  return env.principal.person;
}

/** May change and cancel everybody's meetings. */
export const manages = (env: Env<'meetings'>): boolean => env.inGroup('meetings.manager') || env.inGroup('base.admin');
