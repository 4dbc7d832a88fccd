import type { Env } from '#core';
import type { ConnectionCheck } from './connection-check.ts';
import { type AccountRow, ensureAccount, MAIN, openAccount } from './open-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { queueCall } from './sync-conference.ts';

const TEST_MS = 25_000;

/** Tries an account out and keeps what came out; where everything is well, what waited for it goes on. @returns the checks, in the language of `reader` */
export async function testAccount(env: Env<'meetings'>, provider: string, account: string | null, reader: Env = env): Promise<ConnectionCheck[]> {
  const row = await ensureAccount(env, provider, account);
  const checks = await run(env, provider, account, reader);
  await env.model('meeting.account').update(row.id, { testedAt: env.now(), checks });
  if (checks.every(({ ok }) => ok)) await resume(env, row);
  return checks;
}

async function run(env: Env<'meetings'>, key: string, account: string | null, reader: Env): Promise<ConnectionCheck[]> {
  const provider = env.implementations('meeting.provider').get(key);
  if (!provider)
    return [{ name: 'plugin', ok: false, message: reader.t('The plugin of this provider is not enabled.'), fix: reader.t('Enable it under Apps.') }];
  try {
    const context = await openAccount(env, key, provider, AbortSignal.timeout(TEST_MS), account);
    return await provider.testConnection({ ...context, env: context.env.withPreferences(reader.preferences) });
  } catch (error) {
    env.log.error(
      { provider: key, error: error instanceof ProviderFailure ? error.message : error instanceof Error ? error.name : 'unknown' },
      'a test of a provider failed',
    );
    return [{ name: 'test', ok: false, message: reader.t('The test itself failed.'), fix: reader.t('Look into the log for “a test of a provider failed”.') }];
  }
}

/** What waited for the account goes on. @returns how many links */
function resume(env: Env<'meetings'>, row: AccountRow): Promise<number> {
  return env.tx(async () => {
    if (row.state === 'parked') await env.model('meeting.account').update(row.id, { state: 'ready', parkedAt: null });
    const waiting = await env
      .model('meeting.conference')
      .update({ provider: row.provider, account: row.key === MAIN ? null : row.id, waiting: true }, { waiting: false, attempts: 0, retryAt: null });
    for (const conference of waiting) await queueCall(env, conference, conference.owner?.id ?? null, true);
    return waiting.length;
  });
}
