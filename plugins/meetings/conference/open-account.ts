import { createHash } from 'node:crypto';
import type { Env } from '#core';
import type { MeetingProvider, ProviderAccount, ProviderContext } from './provider-contract.ts';

/** The account that a provider's settings hold. */
export const MAIN = 'main';

/** Changes with every value, so that a token of former credentials is nobody's any more; says nothing about them. */
export const fingerprint = (key: string, values: Readonly<Record<string, unknown>>): string =>
  `${key}:${createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)}`;

/** With which a provider is called: its own env, its HTTP client where it asks for one, the account's values with their secrets open. Never logged or stored. */
export async function openAccount(env: Env<'meetings'>, key: string, provider: MeetingProvider, signal: AbortSignal): Promise<ProviderContext> {
  const own = env.implementer('meeting.provider', key);
  const values: ProviderAccount['values'] = provider.account ? await own.settings(provider.account) : {};
  return {
    env: own,
    http: provider.capabilities.needsCredentials ? own.http : undefined,
    signal,
    account: { id: fingerprint(MAIN, values), key: MAIN, name: provider.title, values },
  };
}
