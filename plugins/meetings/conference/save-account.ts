import { z } from 'zod';
import { civilDateOf, type Env, fail, type Incoming, isCivilDate } from '#core';
import { typed } from '../../web/contract.ts';
import { membersOf, readMembers } from './member-form.tsx';
import { type AccountRow, ensureAccount, MAIN } from './open-account.ts';
import type { MeetingProvider } from './provider-contract.ts';

type MeetingsEnv = Env<'meetings'>;

/** A form that was refused, as it is shown again. */
export type AccountForm = { values?: Record<string, unknown>; problem?: string; faults?: Record<string, string> };
type Refused = AccountForm & { problem: string };
type Saved = { key: string; said: string };

type Asked = {
  at: { provider: string; account: string };
  provider: MeetingProvider;
  row: AccountRow | undefined;
  raw: Incoming['raw'];
};

/** Stores what the form of an account holds: secrets sealed, and kept where nothing was entered. */
export async function saveAccount(env: MeetingsEnv, { at, provider, row, raw }: Asked): Promise<Refused | Saved> {
  const text = (name: string): string => typed(raw, name).trim();
  const expiresOn = text('accountExpiresOn');
  if (expiresOn !== '' && !isCivilDate(expiresOn)) return { values: { ...raw }, problem: env.t('Enter a date.') };
  const dates = { expiresOn: expiresOn === '' ? null : expiresOn };
  const past =
    expiresOn !== '' && expiresOn < civilDateOf(env.now(), env.preferences.timeZone) ? [env.t('The date is past: enter that of the new credentials.')] : [];
  if (at.account === MAIN) {
    const main = await ensureAccount(env.asPlugin(), at.provider, null);
    await env.model('meeting.account').update(main.id, dates);
    return { key: MAIN, said: [env.t('Saved.'), ...past].join(' ') };
  }
  if (!provider.account) throw fail('NOT_FOUND');
  const { schema, secrets } = provider.account;
  const members = membersOf(schema).filter(({ name }) => provider.accountMembers?.includes(name) ?? true);
  const sent = await readMembers(members, raw);
  const name = text('accountName');
  const kept = row ? await env.asPlugin().secrets.reveal('meeting.account', row.id, 'sealed') : null;
  const sealed: Record<string, unknown> = { ...(kept === null ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(kept))) };
  for (const secret of secrets) if (secret in sent) sealed[secret] = sent[secret];
  const values = Object.fromEntries(Object.entries(sent).filter(([member]) => !secrets.includes(member)));
  const faults: Record<string, string> = name === '' ? { accountName: env.t('Give it a name.') } : await takenName(env, at.provider, name, row);
  for (const [member, value] of Object.entries({ ...values, ...sealed })) {
    const read = schema.shape[member]?.safeParse(value);
    if (read && !read.success) faults[member] = env.t(read.error.issues[0]?.message ?? 'This cannot be used.');
  }
  for (const member of provider.accountNeeds ?? []) if (({ ...values, ...sealed }[member] ?? '') === '') faults[member] = env.t('This is needed.');
  if (Object.keys(faults).length > 0)
    return {
      values: { ...values, accountName: name, accountExpiresOn: expiresOn },
      problem: env.t('Please correct the marked fields.'),
      faults,
    };
  const stored = { name, values, sealed: JSON.stringify(sealed), ...dates };
  const key = row?.key ?? freshKey(env);
  if (row) await env.model('meeting.account').update(row.id, stored);
  else await env.model('meeting.account').create({ provider: at.provider, key, ...stored });
  return { key, said: [env.t('Saved. Test the connection next.'), ...past].join(' ') };
}

const freshKey = (env: MeetingsEnv): string =>
  env
    .random(6)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '0');

/** Two accounts of one service under one name could not be told apart where rooms choose. */
async function takenName(env: MeetingsEnv, provider: string, name: string, row: AccountRow | undefined): Promise<Record<string, string>> {
  const others = await env.model('meeting.account').pick({ provider, key: { ne: MAIN } }, ['name']);
  const taken = others.some((other) => other.id !== row?.id && other.name.toLowerCase() === name.toLowerCase());
  return taken ? { accountName: env.t('Another account of this service has this name.') } : {};
}
