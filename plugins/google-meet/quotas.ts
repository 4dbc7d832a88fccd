import type { Quota } from '../meetings/contract.ts';
import { settings } from './settings.ts';

/** Google counts every call, by project and by user, and lets administrators change both: so the limits are settings. */
export function quotas(values: Readonly<Record<string, unknown>>): Quota[] {
  const { callsPerMinute, callsPerHostPerMinute } = settings.schema.pick({ callsPerMinute: true, callsPerHostPerMinute: true }).parse(values);
  const counts = ['create', 'update', 'cancel', 'read'] as const;
  return [
    { name: 'project', title: 'Calls a minute', per: 'account', window: 'minute', limit: callsPerMinute, counts },
    { name: 'user', title: 'Calls a minute per host', per: 'host', window: 'minute', limit: callsPerHostPerMinute, counts },
  ];
}
