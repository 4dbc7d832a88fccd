import { z } from 'zod';
import { type Env, fail, html, type Incoming, isCivilDate, type Reply, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { assertKeeper } from './keeper.ts';
import { membersOf, readMembers } from './member-form.tsx';
import { type AccountRow, ensureAccount, MAIN } from './open-account.ts';
import { optionRoutes } from './option-routes.tsx';
import type { MeetingProvider } from './provider-contract.ts';
import { AccountPage, ProvidersPage, type Shown } from './provider-pages.tsx';
import { readUse } from './read-use.ts';
import { retryLink } from './retry-link.ts';
import { testAccount } from './test-account.ts';

type MeetingsEnv = Env<'meetings'>;

const HERE = '/app/providers';
const place = z.object({ provider: z.string().max(60), account: z.string().max(40) });

const providersOf = (env: MeetingsEnv): [string, MeetingProvider][] =>
  [...env.implementations('meeting.provider')].sort(([, a], [, b]) => (a.title < b.title ? -1 : 1));

const pluginOf = (env: MeetingsEnv, key: string): string => env.implementer('meeting.provider', key).plugin;

async function overview(env: MeetingsEnv): Promise<Shown[]> {
  const own = env.asPlugin();
  const rows = await env.model('meeting.account').find({ active: true }, { order: ['name'] });
  const rooms = await env.model('meeting.virtual_room').group({ active: true }, ['provider']);
  const open = await own
    .model('meeting.conference')
    .group({ state: { in: ['queued', 'creating', 'pending', 'failed'] }, event: { where: { state: 'confirmed', end: { gt: env.now() } } } }, [
      'provider',
      'state',
    ]);
  return Promise.all(
    providersOf(env).map(async ([key, provider]): Promise<Shown> => {
      const known = rows.filter((row) => row.provider === key);
      const main = known.find((row) => row.key === MAIN);
      const further = known.filter((row) => row.key !== MAIN);
      const title = provider.capabilities.needsCredentials ? env.t('Account of the settings') : env.t('Without an account');
      const accounts = [{ name: title, key: MAIN, row: main }, ...further.map((row) => ({ name: row.name, key: row.key, row }))];
      const use = await Promise.all(
        accounts.map((account) => readUse(own, key, provider, { id: account.key === MAIN ? null : (account.row?.id ?? null), key: account.key })),
      );
      const count = (failed: boolean): number =>
        open.filter((one) => one.provider === key && (one.state === 'failed') === failed).reduce((sum, one) => sum + one.count, 0);
      return {
        key,
        provider,
        plugin: pluginOf(env, key),
        accounts,
        use: use.flat(),
        rooms: rooms.find((one) => one.provider === key)?.count ?? 0,
        waiting: count(false),
        failed: count(true),
      };
    }),
  );
}

/** The account of an address. @throws NOT_FOUND */
async function accountAt(
  env: MeetingsEnv,
  { provider: key, account }: z.output<typeof place>,
): Promise<{ provider: MeetingProvider; row: AccountRow | undefined }> {
  const provider = env.implementations('meeting.provider').get(key);
  const [row] = await env.model('meeting.account').find({ provider: key, key: account });
  if (!provider || (!row && account !== MAIN && account !== 'new') || (account === 'new' && !provider.account)) throw fail('NOT_FOUND');
  return { provider, row };
}

async function accountPage(
  env: MeetingsEnv,
  at: z.output<typeof place>,
  more: { values?: Record<string, unknown>; problem?: string; faults?: Record<string, string> } = {},
): Promise<Reply> {
  const { provider, row } = await accountAt(env, at);
  const use =
    at.account === 'new' ? [] : await readUse(env.asPlugin(), at.provider, provider, { id: at.account === MAIN ? null : (row?.id ?? null), key: at.account });
  return html(
    <AccountPage
      env={env}
      providerKey={at.provider}
      provider={provider}
      plugin={pluginOf(env, at.provider)}
      row={row}
      accountKey={at.account}
      use={use}
      values={more.values ?? row?.values ?? {}}
      problem={more.problem}
      {...(more.faults ? { faults: more.faults } : {})}
    />,
    more.problem ? { status: 422 } : {},
  );
}

/** Stores what the form holds: secrets sealed, and kept where nothing was entered. */
async function save(env: MeetingsEnv, at: z.output<typeof place>, raw: Incoming['raw']): Promise<Reply> {
  const { provider, row } = await accountAt(env, at);
  const text = (name: string): string => (typeof raw[name] === 'string' ? String(raw[name]).trim() : '');
  const expiresOn = text('accountExpiresOn');
  if (expiresOn !== '' && !isCivilDate(expiresOn)) return accountPage(env, at, { values: { ...raw }, problem: env.t('Enter a date.') });
  const dates = { expiresOn: expiresOn === '' ? null : expiresOn };
  if (at.account === MAIN) {
    const main = await ensureAccount(env.asPlugin(), at.provider, null);
    await env.model('meeting.account').update(main.id, dates);
    return redirect(await saying(env, `${HERE}/${at.provider}/${MAIN}`, env.t('Saved.')));
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
  const faults: Record<string, string> = name === '' ? { accountName: env.t('Give it a name.') } : {};
  for (const [member, value] of Object.entries({ ...values, ...sealed })) {
    const read = schema.shape[member]?.safeParse(value);
    if (read && !read.success) faults[member] = env.t(read.error.issues[0]?.message ?? 'This cannot be used.');
  }
  if (Object.keys(faults).length > 0)
    return accountPage(env, at, {
      values: { ...values, accountName: name, accountExpiresOn: expiresOn },
      problem: env.t('Please correct the marked fields.'),
      faults,
    });
  const stored = { name, values, sealed: JSON.stringify(sealed), ...dates };
  const key =
    row?.key ??
    env
      .random(6)
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '0');
  if (row) await env.model('meeting.account').update(row.id, stored);
  else await env.model('meeting.account').create({ provider: at.provider, key, ...stored });
  return redirect(await saying(env, `${HERE}/${at.provider}/${key}`, env.t('Saved. Test the connection next.')));
}

/** Video services, their accounts and limits: managers look, administrators change. */
export const providerRoutes = [
  ...optionRoutes,
  route({
    method: 'GET',
    path: HERE,
    auth: 'user',
    summary: 'Video services with their accounts, health and limits',
    handler: async (env: MeetingsEnv) => {
      assertKeeper(env);
      return html(<ProvidersPage env={env} shown={await overview(env)} />);
    },
  }),
  route({
    method: 'GET',
    path: `${HERE}/:provider/:account`,
    auth: 'user',
    summary: 'An account with a video service',
    params: place,
    handler: (env: MeetingsEnv, { params }) => {
      assertKeeper(env);
      return accountPage(env, params);
    },
  }),
  route({
    method: 'POST',
    path: `${HERE}/:provider/:account`,
    auth: 'group:base.admin',
    summary: 'Stores an account with a video service',
    params: place,
    handler: (env: MeetingsEnv, { params, raw }) => save(env, params, raw),
  }),
  route({
    method: 'POST',
    path: `${HERE}/:provider/:account/test`,
    auth: 'group:base.admin',
    summary: 'Tests the connection of an account with a video service',
    params: place,
    timeout: 60,
    limits: [{ name: 'meetings.provider-test', per: 'account', max: 20, window: 60 }],
    handler: async (env: MeetingsEnv, { params }) => {
      const { row } = await accountAt(env, params);
      const checks = await testAccount(env.asPlugin(), params.provider, params.account === MAIN ? null : (row?.id ?? null), env);
      const failed = checks.filter(({ ok }) => !ok).length;
      const said = failed === 0 ? env.t('Everything is in order.') : env.t('{count} checks failed. Each says what to do.', { count: failed });
      return redirect(await saying(env, `${HERE}/${params.provider}/${params.account}`, said));
    },
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/retry-link',
    auth: 'user',
    summary: 'Tries once more to make, change or remove the room of a meeting',
    params: z.object({ id: z.uuid() }),
    handler: async (env: MeetingsEnv, { params: { id } }) => {
      assertKeeper(env);
      await env.model('meeting.event').get(id);
      const tried = await retryLink(env.asPlugin(), id);
      return redirect(await saying(env, `/app/meeting.event/${id}`, tried ? env.t('It is tried again now.') : env.t('There is nothing to try.')));
    },
  }),
];
