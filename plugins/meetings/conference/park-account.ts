import type { Env } from '#core';
import { keepers } from './keeper.ts';
import { type AccountRow, ensureAccount } from './open-account.ts';
import { type Keeper, tellKeepers } from './tell-keepers.ts';

/** The service refuses the credentials: nobody asks it again until a test of the account passes. Whoever can do something about it is told. */
export async function park(env: Env<'meetings'>, provider: string, account: string | null): Promise<void> {
  const known = await ensureAccount(env, provider, account);
  if (known.state === 'parked') return;
  const people = await keepers(env);
  const parked = await env.tx(async () => {
    const [row] = await env.model('meeting.account').lock({ id: known.id, state: 'ready' });
    if (!row) return false;
    await env.model('meeting.account').update(row.id, { state: 'parked', parkedAt: env.now() });
    await tellParked(env, row, people);
    return true;
  });
  if (parked) env.log.error({ provider, account: known.key }, 'provider account is parked: its credentials are refused');
}

/** For nobody: the account is in order again. */
export const tellParked = (env: Env<'meetings'>, row: AccountRow, people: readonly Keeper[]): Promise<void> =>
  tellKeepers(env, row, 'parked', people, (own, account) => ({
    summary: own.t('The service refuses the credentials of {account}; links wait', { account }),
    note: own.t('Open the account, do what the checks say, and test the connection.'),
  }));
