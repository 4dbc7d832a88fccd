import type { Env } from '#core';
import { ensureAccount } from './open-account.ts';

/** The service refuses the credentials: nobody asks it again until a test of the account passes. */
export async function park(env: Env<'meetings'>, provider: string, account: string | null): Promise<void> {
  const row = await ensureAccount(env, provider, account);
  if (row.state === 'parked') return;
  await env.model('meeting.account').update(row.id, { state: 'parked', parkedAt: env.now() });
  env.log.error({ provider, account: row.key }, 'provider account is parked: its credentials are refused');
}
