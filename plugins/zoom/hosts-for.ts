import { createHash } from 'node:crypto';
import { accountOf, type ConferenceRequest, type ProviderContext, ProviderFailure } from '../meetings/contract.ts';
import { settings } from './settings.ts';

/** The hosts of the pool in an order of the key's own: spread evenly over many keys, and always the same for one, so that a meeting is found where it was made. */
export const orderedPool = (pool: readonly string[], operationKey: string): string[] =>
  pool
    .map((host) => ({ host, rank: createHash('sha256').update(`${operationKey} ${host}`).digest('hex') }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ host }) => host);

/**
 * In whose name a meeting is made: the pool's hosts, the first choice first, or the meeting's own host.
 * @throws ProviderFailure `permanent` where there is neither
 */
export function hostsFor(context: ProviderContext, doing: string, { host, operationKey }: Pick<ConferenceRequest, 'host' | 'operationKey'>): string[] {
  const { hosts } = accountOf(context, settings);
  if (hosts.length > 0) return orderedPool(hosts, operationKey);
  if (!host) throw new ProviderFailure('permanent', `${doing}: the meeting has no host, and no hosts are set`);
  return [host.email.toLowerCase()];
}
