import { z } from 'zod';
import { type Env, email, fail, html, type Reply, redirect, route } from '#core';
import { saying } from '../../web/contract.ts';
import { AccountPage } from './account-page.tsx';
import { switchAccount } from './archive-account.ts';
import type { ConnectionCheck } from './connection-check.ts';
import { assertKeeper } from './keeper.ts';
import { type AccountRow, MAIN, openAccount } from './open-account.ts';
import { optionRoutes } from './option-routes.tsx';
import type { MeetingProvider } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';
import { ProvidersPage, type Shown } from './provider-pages.tsx';
import { readUse } from './read-use.ts';
import { refusedCall } from './refused-call.ts';
import { retryLink } from './retry-link.ts';
import { type AccountForm, saveAccount } from './save-account.ts';
import { testAccount } from './test-account.ts';

type MeetingsEnv = Env<'meetings'>;

const HERE = '/app/providers';
const place = z.object({ provider: z.string().max(60), account: z.string().max(40) });

const providersOf = (env: MeetingsEnv): [string, MeetingProvider][] =>
  [...env.implementations('meeting.provider')].sort(([, a], [, b]) => (a.title < b.title ? -1 : 1));

const pluginOf = (env: MeetingsEnv, key: string): string => env.implementer('meeting.provider', key).plugin;

/** Where the settings of a plugin are; undefined: it has none. */
const settingsOf = (env: MeetingsEnv, plugin: string): string | undefined =>
  env.catalog.settings().some((one) => one.plugin === plugin) ? `/app/settings/${plugin}` : undefined;

/** One that asks nobody and has nothing to set gives links out of itself. */
const canTest = (env: MeetingsEnv, key: string, { capabilities }: MeetingProvider): boolean =>
  capabilities.needsCredentials || settingsOf(env, pluginOf(env, key)) !== undefined;

/** The signed-in person's own address. */
async function ownAddress(env: MeetingsEnv): Promise<string> {
  const { principal } = env;
  const [person] = principal.kind === 'user' ? await env.service('base').people({ ids: [principal.person] }) : [];
  return person?.email ?? '';
}

/** Is what was tested something else than what is stored now? */
async function hasChanged(env: MeetingsEnv, key: string, provider: MeetingProvider, row: AccountRow | undefined): Promise<boolean> {
  if (!row?.tested) return false;
  try {
    const { account } = await openAccount(env, key, provider, AbortSignal.timeout(1_000), row.key === MAIN ? null : row.id);
    return account.id !== row.tested;
  } catch (error) {
    if (error instanceof ProviderFailure) return true;
    throw error;
  }
}

async function overview(env: MeetingsEnv): Promise<Shown[]> {
  const own = env.asPlugin();
  const rows = await env.model('meeting.account').find({}, { order: ['-active', 'name'] });
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
        accounts
          .filter(({ row }) => row?.active !== false)
          .map((account) => readUse(own, key, provider, { id: account.key === MAIN ? null : (account.row?.id ?? null), key: account.key })),
      );
      const count = (failed: boolean): number =>
        open.filter((one) => one.provider === key && (one.state === 'failed') === failed).reduce((sum, one) => sum + one.count, 0);
      return {
        key,
        provider,
        settings: settingsOf(env, pluginOf(env, key)),
        tests: canTest(env, key, provider),
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

async function accountPage(env: MeetingsEnv, at: z.output<typeof place>, more: AccountForm = {}): Promise<Reply> {
  const { provider, row } = await accountAt(env, at);
  const use =
    at.account === 'new' ? [] : await readUse(env.asPlugin(), at.provider, provider, { id: at.account === MAIN ? null : (row?.id ?? null), key: at.account });
  const own = env.asPlugin();
  return html(
    <AccountPage
      env={env}
      providerKey={at.provider}
      provider={provider}
      plugin={pluginOf(env, at.provider)}
      row={row}
      accountKey={at.account}
      use={use}
      refused={row?.state === 'parked' ? await refusedCall(own, at.provider, at.account) : undefined}
      changed={await hasChanged(own, at.provider, provider, row)}
      testAs={await ownAddress(env)}
      tests={canTest(env, at.provider, provider)}
      values={more.values ?? row?.values ?? {}}
      problem={more.problem}
      {...(more.faults ? { faults: more.faults } : {})}
    />,
    more.problem ? { status: 422 } : {},
  );
}

/** What a test has found, in a sentence. */
function verdict(env: MeetingsEnv, checks: readonly ConnectionCheck[]): string {
  const failed = checks.filter(({ ok }) => ok === false).length;
  if (failed === 1) return env.t('One check failed. It says what to do.');
  if (failed > 1) return env.t('{count} checks failed. Each says what to do.', { count: failed });
  if (checks.some(({ ok }) => ok === null)) return env.t('Nothing failed, but not everything was tested.');
  return env.t('Everything is in order.');
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
    handler: async (env: MeetingsEnv, { params, raw }) => {
      const { provider, row } = await accountAt(env, params);
      const saved = await saveAccount(env, { at: params, provider, row, raw });
      if ('problem' in saved) return accountPage(env, params, saved);
      return redirect(await saying(env, `${HERE}/${params.provider}/${saved.key}`, saved.said));
    },
  }),
  ...([true, false] as const).map((active) =>
    route({
      method: 'POST',
      path: `${HERE}/:provider/:account/${active ? 'restore' : 'archive'}`,
      auth: 'group:base.admin',
      summary: active ? 'Switches an account with a video service on again' : 'Switches an account with a video service off',
      params: place,
      handler: async (env: MeetingsEnv, { params }) => {
        const { row } = await accountAt(env, params);
        if (!row || row.key === MAIN) throw fail('NOT_FOUND');
        return redirect(await saying(env, `${HERE}/${params.provider}/${row.key}`, await switchAccount(env, row, active)));
      },
    }),
  ),
  route({
    method: 'POST',
    path: `${HERE}/:provider/:account/test`,
    auth: 'group:base.admin',
    summary: 'Tests the connection of an account with a video service',
    params: place,
    timeout: 60,
    limits: [{ name: 'meetings.provider-test', per: 'account', max: 20, window: 60 }],
    handler: async (env: MeetingsEnv, { params, raw }) => {
      const { row, provider } = await accountAt(env, params);
      if (!canTest(env, params.provider, provider)) throw fail('NOT_FOUND');
      const named = email().safeParse(raw['testAs'] ?? (await ownAddress(env)));
      const of = provider.capabilities.needsCredentials && named.success ? { host: { email: named.data } } : {};
      const checks = await testAccount(env.asPlugin(), params.provider, params.account === MAIN ? null : (row?.id ?? null), { reader: env, ...of });
      return redirect(await saying(env, `${HERE}/${params.provider}/${params.account}`, verdict(env, checks)));
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
