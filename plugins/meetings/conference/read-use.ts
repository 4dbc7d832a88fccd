import type { Env } from '#core';
import { openAccount } from './open-account.ts';
import type { MeetingProvider } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import type { Quota } from './quota.ts';
import { WHOLE_ACCOUNT, windowOf } from './reserve-call.ts';

/** How much of a limit is used in the window of now. */
export type Use = { quota: Quota; account: string; host: string; count: number; until: Date };

const LENGTH_MS = { minute: 60_000, day: 86_400_000 };
const MOST_HOSTS = 20;

/** Runs as the plugin: limits may depend on an account's values. Those of hosts: who has used most first. */
export async function readUse(env: Env<'meetings'>, key: string, provider: MeetingProvider, account: { id: string | null; key: string }): Promise<Use[]> {
  if (!provider.quotas) return [];
  try {
    const context = await openAccount(env, key, provider, AbortSignal.timeout(5_000), account.id);
    const uses = await Promise.all(provider.quotas(context.account.values).map((quota) => useOf(env, key, account.key, quota)));
    return uses.flat();
  } catch (error) {
    if (error instanceof ProviderFailure) return [];
    throw error;
  }
}

async function useOf(env: Env<'meetings'>, provider: string, account: string, quota: Quota): Promise<Use[]> {
  const window = windowOf(quota, env.now());
  const until = new Date(window.getTime() + LENGTH_MS[quota.window]);
  const rows = await env.model('meeting.provider_use').find({ provider, account, quota: quota.name, window }, { order: ['-count'], limit: MOST_HOSTS });
  if (rows.length === 0 && quota.per === 'account') return [{ quota, account, host: '', count: 0, until }];
  return rows.map(({ host, count }) => ({ quota, account, host: host === WHOLE_ACCOUNT ? '' : host, count, until }));
}
