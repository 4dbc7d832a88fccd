import type { Env } from '#core';

/** Ends the sessions of accounts at once; `except` stays. @returns how many ended. */
export async function endSessions(env: Env<'base'>, accounts: readonly string[], except?: string): Promise<number> {
  if (accounts.length === 0) return 0;
  return env
    .asPlugin()
    .model('base.session')
    .delete({ account: { in: accounts }, ...(except === undefined ? {} : { id: { ne: except } }) });
}
