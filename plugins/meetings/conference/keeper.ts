import { type Env, fail } from '#core';

/** Managers of meetings and administrators look after links and video services. */
export const keeps = (env: Env<'meetings'>): boolean => env.inGroup('meetings.manager') || env.inGroup('base.admin');

/** @throws ACCESS_DENIED */
export function assertKeeper(env: Env<'meetings'>): void {
  if (!keeps(env)) throw fail('ACCESS_DENIED');
}

/** Administrators, who can enter new credentials, and managers of meetings, who would see the links wait; each once. */
export async function keepers(env: Env<'meetings'>) {
  const found = await Promise.all(['base.admin', 'meetings.manager'].map((group) => env.service('base').peopleInGroup({ group })));
  return [...new Map(found.flat().map((person) => [person.id, person])).values()];
}
