import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Env, Row } from '#core';
import type { MeetingProvider, ProviderAccount, ProviderContext } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';

/** The account that a provider's settings hold. */
export const MAIN = 'main';

export type AccountRow = Row<'meetings', 'meeting.account'>;

const members = z.record(z.string(), z.unknown());

/** Changes with every value, so that a token of former credentials is nobody's any more; says nothing about them. */
const fingerprint = (key: string, values: Readonly<Record<string, unknown>>): string =>
  `${key}:${createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)}`;

/** What an administrator entered for a further account, its secrets open. */
async function ownValues(env: Env<'meetings'>, row: AccountRow): Promise<Record<string, unknown>> {
  const sealed = await env.secrets.reveal('meeting.account', row.id, 'sealed');
  return { ...row.values, ...(sealed === null ? {} : members.parse(JSON.parse(sealed))) };
}

/** The values of a further account: its own, and of the settings what the provider says is everybody's, secrets apart. @throws ProviderFailure `auth.permanent` */
async function furtherValues(env: Env<'meetings'>, own: Env<never>, provider: MeetingProvider, row: AccountRow): Promise<Record<string, unknown>> {
  if (!provider.account) return {};
  const { schema, secrets } = provider.account;
  const main: Readonly<Record<string, unknown>> = await own.settings(provider.account);
  const shared = provider.accountMembers === undefined ? [] : Object.keys(schema.shape).filter((name) => !provider.accountMembers?.includes(name));
  const inherited = Object.fromEntries(shared.filter((name) => !secrets.includes(name)).map((name) => [name, main[name]]));
  const read = schema.safeParse({ ...inherited, ...(await ownValues(env, row)) });
  if (!read.success) throw new ProviderFailure('auth.permanent', `the account "${row.key}" cannot be used: its values do not fit`);
  return read.data;
}

/**
 * With which a provider is called: its own env, its HTTP client where it asks for one, the account's values with their secrets open. Never logged or stored.
 * @param account a record's id; null: what the settings hold
 * @throws ProviderFailure `auth.permanent` where the account cannot be used
 */
export async function openAccount(
  env: Env<'meetings'>,
  key: string,
  provider: MeetingProvider,
  signal: AbortSignal,
  account: string | null = null,
): Promise<ProviderContext> {
  const own = env.implementer('meeting.provider', key);
  const http = provider.capabilities.needsCredentials ? own.http : undefined;
  const [row] = account === null ? [] : await env.model('meeting.account').find({ id: account });
  if (account !== null && !row) throw new ProviderFailure('auth.permanent', 'the account is gone');
  const values: ProviderAccount['values'] = row ? await furtherValues(env, own, provider, row) : provider.account ? await own.settings(provider.account) : {};
  const accountKey = row?.key ?? MAIN;
  return { env: own, http, signal, account: { id: fingerprint(accountKey, values), key: accountKey, name: row?.name ?? provider.title, values } };
}

/** Names the service too: `Zoom: Second account`, or what the service is called where it is the account of the settings. */
export function accountTitle(env: Env<'meetings'>, { provider, key, name }: Pick<AccountRow, 'provider' | 'key' | 'name'>): string {
  const title = env.implementations('meeting.provider').get(provider)?.title ?? provider;
  return key === MAIN ? title : `${title}: ${name}`;
}

/** The record that holds the state of an account; of `main` there may be none yet. */
export async function accountRow(env: Env<'meetings'>, provider: string, account: string | null): Promise<AccountRow | undefined> {
  const [row] = await env.model('meeting.account').find(account === null ? { provider, key: MAIN } : { id: account });
  return row;
}

/** … made where it is missing. */
export function ensureAccount(env: Env<'meetings'>, provider: string, account: string | null): Promise<AccountRow> {
  return env.tx(async () => {
    if (account === null) await env.lockKeys([`meeting.account:${provider}`]);
    const known = await accountRow(env, provider, account);
    if (known) return known;
    const title = env.implementations('meeting.provider').get(provider)?.title ?? provider;
    return env.model('meeting.account').create({ provider, key: MAIN, name: title });
  });
}
