import { type Env, fail } from '#core';

/** Managers of meetings and administrators look after links and video services. */
export const keeps = (env: Env<'meetings'>): boolean => env.inGroup('meetings.manager') || env.inGroup('base.admin');

/** @throws ACCESS_DENIED */
export function assertKeeper(env: Env<'meetings'>): void {
  if (!keeps(env)) throw fail('ACCESS_DENIED');
}
