import type { Env } from '#core';
import { blocks, type ConnectionCheck } from './connection-check.ts';
import { type AccountRow, ensureAccount, MAIN, openAccount } from './open-account.ts';
import { tellParked } from './park-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { requestFor } from './request-for.ts';
import { noting } from './stored-checks.ts';
import { queueCall } from './sync-conference.ts';

const TEST_MS = 25_000;

/** `reader`: in whose language; `host`: whose rooms shall be made; that of a room that waits, or of the latest one, unless given. */
type Asked = { reader?: Env; host?: { email: string } | undefined };

/** Tries an account out and keeps what came out; where nothing keeps rooms from being made, what waited for it goes on. @returns the checks, in the language of `reader` */
export async function testAccount(
  env: Env<'meetings'>,
  provider: string,
  account: string | null,
  { reader = env, host }: Asked = {},
): Promise<ConnectionCheck[]> {
  const row = await ensureAccount(env, provider, account);
  const enabled = env.implementations('meeting.provider').has(provider);
  const notes = noting((enabled ? env.implementer('meeting.provider', provider) : env).withPreferences(reader.preferences));
  const { checks, tested } = await run(env, provider, account, { notes, host: host ?? (await latestHost(env, provider, account)) });
  await env.model('meeting.account').update(row.id, { testedAt: env.now(), checks: notes.store(checks), tested });
  if (!checks.some(blocks)) await resume(env, row);
  return checks;
}

/** In whose name a room waits to be made, or was made last: with this host it is seen whether rooms can be made at all. */
async function latestHost(env: Env<'meetings'>, key: string, account: string | null): Promise<{ email: string } | undefined> {
  const provider = env.implementations('meeting.provider').get(key);
  const [latest] = await env.model('meeting.conference').find({ provider: key, account }, { order: ['-waiting', '-createdAt'], limit: 1 });
  return latest && (latest.owner ?? (await requestFor(env, latest, provider))?.host ?? undefined);
}

type Run = { notes: ReturnType<typeof noting>; host: { email: string } | undefined };

async function run(
  env: Env<'meetings'>,
  key: string,
  account: string | null,
  { notes, host }: Run,
): Promise<{ checks: ConnectionCheck[]; tested: string | null }> {
  const { t } = notes.env;
  const provider = env.implementations('meeting.provider').get(key);
  let tested: string | null = null;
  if (!provider)
    return { checks: [{ name: 'plugin', ok: false, message: t('The plugin of this provider is not enabled.'), fix: t('Enable it under Apps.') }], tested };
  try {
    const context = await openAccount(env, key, provider, AbortSignal.timeout(TEST_MS), account);
    tested = context.account.id;
    return { checks: await provider.testConnection({ ...context, env: notes.env }, host), tested };
  } catch (error) {
    env.log.error(
      { provider: key, error: error instanceof ProviderFailure ? error.message : error instanceof Error ? error.name : 'unknown' },
      'a test of a provider failed',
    );
    return {
      checks: [{ name: 'test', ok: false, message: t('The test itself failed.'), fix: t('Look into the log for “a test of a provider failed”.') }],
      tested,
    };
  }
}

/** What waited for the account goes on. @returns how many links */
function resume(env: Env<'meetings'>, row: AccountRow): Promise<number> {
  return env.tx(async () => {
    if (row.state === 'parked') {
      await env.model('meeting.account').update(row.id, { state: 'ready', parkedAt: null });
      await tellParked(env, row, []);
    }
    const waiting = await env
      .model('meeting.conference')
      .update({ provider: row.provider, account: row.key === MAIN ? null : row.id, waiting: true }, { waiting: false, attempts: 0, retryAt: null });
    for (const conference of waiting) await queueCall(env, conference, conference.owner?.id ?? null, true);
    return waiting.length;
  });
}
