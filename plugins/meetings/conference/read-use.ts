import type { Env } from '#core';
import { openAccount } from './open-account.ts';
import type { MeetingProvider } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import type { Quota } from './quota.ts';
import { WHOLE_ACCOUNT, windowOf } from './reserve-call.ts';

/** How much of a limit is used in the window of now. `host` empty: of the whole account, or of nobody yet. `peak`: of a limit by the minute, the most of a minute today (UTC). */
export type Use = { quota: Quota; account: string; host: string; count: number; peak: number | undefined; until: Date };

const LENGTH_MS = { minute: 60_000, day: 86_400_000 };
const MOST_HOSTS = 20;
const MOST_MINUTES = 100;

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
  const of = { provider, account, quota: quota.name };
  const rows = await env.model('meeting.provider_use').find({ ...of, window }, { order: ['-count'], limit: MOST_HOSTS });
  const peaks = quota.window === 'minute' ? await peaksOf(env, of) : undefined;
  const counts = new Map(rows.map(({ host, count }) => [host, count]));
  const hosts = [...new Set([...counts.keys(), ...(peaks?.keys() ?? [])])].slice(0, MOST_HOSTS);
  return (hosts.length === 0 ? [WHOLE_ACCOUNT] : hosts).map((host) => ({
    quota,
    account,
    host: host === WHOLE_ACCOUNT ? '' : host,
    count: counts.get(host) ?? 0,
    peak: peaks && (peaks.get(host) ?? 0),
    until,
  }));
}

/** The fullest minute of today by host, the fullest first. */
async function peaksOf(env: Env<'meetings'>, of: { provider: string; account: string; quota: string }): Promise<Map<string, number>> {
  const today = new Date(Math.floor(env.now().getTime() / LENGTH_MS.day) * LENGTH_MS.day);
  const fullest = await env
    .model('meeting.provider_use')
    .pick({ ...of, window: { gte: today } }, ['host', 'count'], { order: ['-count'], limit: MOST_MINUTES });
  return new Map(fullest.reverse().map(({ host, count }) => [host, count]));
}
