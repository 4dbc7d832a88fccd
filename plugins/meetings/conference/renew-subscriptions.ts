import { z } from 'zod';
import { defineJob, type Env } from '#core';
import { type AccountRow, accountRow, ensureAccount, openAccount } from './open-account.ts';
import { ProviderFailure } from './provider-failure.ts';

type MeetingsEnv = Env<'meetings'>;

const RENEW_MS = 60_000;
const DAY_MS = 86_400_000;

/** What the provider keeps of its subscriptions; undefined: nothing yet. */
export async function subscriptionOf(env: MeetingsEnv, row: AccountRow): Promise<unknown> {
  const text = await env.secrets.reveal('meeting.account', row.id, 'subscription');
  return text === null ? undefined : JSON.parse(text);
}

type Renewal = {
  provider: string;
  account: string | null;
  /** Ids that the service has said to be in danger. */
  doubted?: readonly string[];
};

/** Lets a provider see to its subscriptions, for everybody in whose name rooms were made lately, and keeps what it gives back. */
export async function renewSubscriptions(env: MeetingsEnv, { provider: key, account, doubted = [] }: Renewal, signal: AbortSignal): Promise<void> {
  const provider = env.implementations('meeting.provider').get(key);
  if (!provider?.renewSubscriptions) return;
  const since = new Date(env.now().getTime() - 90 * DAY_MS);
  const links = await env
    .model('meeting.conference')
    .pick({ provider: key, account, owner: { ne: null }, updatedAt: { gt: since } }, ['owner'], { order: ['-updatedAt'], limit: 10_000 });
  const hosts = [...new Set(links.flatMap(({ owner }) => owner?.email ?? []))].map((email) => ({ email }));
  // who never made a room hears of nothing
  if (hosts.length === 0 && !(await accountRow(env, key, account))) return;
  const row = await ensureAccount(env, key, account);
  try {
    const context = await openAccount(env, key, provider, AbortSignal.any([signal, AbortSignal.timeout(RENEW_MS)]), account);
    const asked = { address: `${env.baseUrl}/hooks/${key}/${row.key}`, state: await subscriptionOf(env, row), hosts, doubted };
    const { state } = await provider.renewSubscriptions(context, asked);
    await env.model('meeting.account').update(row.id, { subscription: JSON.stringify(state ?? null) });
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    env.log.warn({ provider: key, account: row.key, class: error.kind, reason: error.message }, 'subscriptions were not renewed');
  }
}

/** Now instead of within the hour: the service has said that it will tell nothing more. One at a time for an account, as the state is read and written. */
export const renewNow = defineJob({
  name: 'meeting.renew-subscriptions',
  payload: z.object({ provider: z.string(), account: z.uuid().nullable(), doubted: z.array(z.string()) }),
  timeout: 90,
  run: (env: MeetingsEnv, renewal, { signal }) => renewSubscriptions(env, renewal, signal),
});
