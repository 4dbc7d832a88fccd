import type { Quota } from '../meetings/contract.ts';
import { settings } from './settings.ts';

/**
 * Zoom counts creates and changes by its user and day. With a pool, which user a meeting falls to is known only here, so the pool is counted as one; a user of the pool
 * whose day is used up is passed over.
 */
export function quotas(values: Readonly<Record<string, unknown>>): Quota[] {
  const { hosts, writesPerDay } = settings.schema.parse(values);
  const pooled = hosts.length > 0;
  return [
    {
      name: 'writes',
      title: 'Meetings made and changed per day',
      per: pooled ? 'account' : 'host',
      window: 'day',
      limit: writesPerDay * Math.max(1, hosts.length),
      counts: ['create', 'update'],
    },
  ];
}
