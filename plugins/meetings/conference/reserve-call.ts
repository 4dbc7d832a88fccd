import type { Env } from '#core';
import { ProviderFailure } from './provider-failure.ts';
import type { CountedOperation, Quota } from './quota.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const lengthOf = ({ window }: Quota): number => (window === 'day' ? DAY_MS : MINUTE_MS);

/** When the window began in which this instant lies: days at 00:00 UTC. */
export const windowOf = (quota: Quota, now: Date): Date => new Date(Math.floor(now.getTime() / lengthOf(quota)) * lengthOf(quota));

/** Stands for the host where a limit is one of the whole account: a field that is needed takes no empty text. */
export const WHOLE_ACCOUNT = '*';

type Call = { provider: string; account: string; host: string; operation: CountedOperation; quotas: readonly Quota[] };

/**
 * Counts a call in every quota that it belongs to, before it is made.
 * @throws ProviderFailure `quota.short` or `quota.long` with the beginning of the next window, where a limit is reached; then nothing is counted
 */
export function reserveCall(env: Env<'meetings'>, { provider, account, host, operation, quotas }: Call): Promise<void> {
  const counting = quotas.filter(({ counts }) => counts.includes(operation));
  if (counting.length === 0) return Promise.resolve();
  return env.tx(async () => {
    await env.lockKeys(counting.map((quota) => `meeting.provider_use:${provider}:${account}:${quota.name}:${quota.per === 'host' ? host : ''}`));
    for (const quota of counting) {
      const window = windowOf(quota, env.now());
      const place = { provider, account, quota: quota.name, host: quota.per === 'host' ? host || WHOLE_ACCOUNT : WHOLE_ACCOUNT, window };
      const [use] = await env.model('meeting.provider_use').find(place);
      if (use && use.count >= quota.limit)
        throw new ProviderFailure(quota.window === 'day' ? 'quota.long' : 'quota.short', `${operation}: our own count of "${quota.name}" is at its limit`, {
          retryAt: new Date(window.getTime() + lengthOf(quota)),
        });
      if (use) await env.model('meeting.provider_use').update(use.id, { count: use.count + 1 });
      else await env.model('meeting.provider_use').create({ ...place, count: 1 });
    }
  });
}
