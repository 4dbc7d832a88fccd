import { type Env, formatCivilDate } from '#core';
import { AdminPage, EmptyState, Instant, LinkButton, State, Table } from '../../web/contract.ts';
import { Uses } from './account-parts.tsx';
import { blocks } from './connection-check.ts';
import type { AccountRow } from './open-account.ts';
import type { MeetingProvider } from './provider-contract.ts';
import type { Use } from './read-use.ts';

type MeetingsEnv = Env<'meetings'>;

const HERE = '/app/providers';

export type Shown = {
  key: string;
  provider: MeetingProvider;
  /** Where its settings are; a provider may have none. */
  settings: string | undefined;
  /** There is something that can be tested. */
  tests: boolean;
  accounts: { name: string; key: string; row: AccountRow | undefined }[];
  use: readonly Use[];
  rooms: number;
  waiting: number;
  failed: number;
};

/** An account of which the last test failed is none that is ready. */
const stateOf = ({ active, state, checks, testedAt }: AccountRow): string =>
  !active
    ? 'archived'
    : state === 'parked'
      ? state
      : checks?.some(blocks)
        ? 'failed'
        : checks?.some(({ ok }) => ok === false)
          ? 'warning'
          : testedAt === null || checks?.some(({ ok }) => ok === null)
            ? 'untested'
            : state;

type Line = { env: MeetingsEnv; provider: string; account: Shown['accounts'][number]; button: boolean; tests: boolean };

function AccountRowLine({ env, provider, account, button, tests }: Line) {
  const { row } = account;
  return [
    <a href={`${HERE}/${provider}/${account.key}`}>{account.name}</a>,
    row ? <State env={env} value={stateOf(row)} /> : '–',
    row?.testedAt ? <Instant env={env} at={row.testedAt} /> : env.t('Never'),
    row?.checks ? `${row.checks.filter(({ ok }) => ok).length} / ${row.checks.filter(({ ok }) => ok !== null).length}` : '–',
    row?.expiresOn ? formatCivilDate(row.expiresOn, env.preferences) : '–',
    ...(button
      ? [
          tests ? (
            <form method="post" action={`${HERE}/${provider}/${account.key}/test`}>
              <button type="submit">{env.t('Test connection')}</button>
            </form>
          ) : (
            '–'
          ),
        ]
      : []),
  ];
}

/** Every provider with its accounts, how it does, and how much of its limits is used. */
export function ProvidersPage({ env, shown }: { env: MeetingsEnv; shown: readonly Shown[] }) {
  const admin = env.inGroup('base.admin');
  return (
    <AdminPage env={env} title={env.t('Video services')} active={HERE}>
      {shown.length === 0 ? <EmptyState icon="video">{env.t('No video service is enabled. Enable one under Apps.')}</EmptyState> : null}
      {shown.map(({ key, provider, settings, tests, accounts, use, rooms, waiting, failed }) => (
        <section class="section card">
          <h2>{provider.title}</h2>
          <p class="muted">
            {env.t('Virtual rooms: {count}.', { count: rooms })} {waiting > 0 ? env.t('Links that wait: {count}.', { count: waiting }) : ''}{' '}
            {failed > 0 ? env.t('Links that could not be made: {count}.', { count: failed }) : ''}
          </p>
          <Table
            head={[
              env.t('Account'),
              env.t('State'),
              env.t('Last test'),
              env.t('Checks passed'),
              env.t('Credentials end on'),
              ...(admin ? [<span class="visually-hidden">{env.t('Test connection')}</span>] : []),
            ]}
            rows={accounts.map((account) => AccountRowLine({ env, provider: key, account, button: admin, tests }))}
          />
          <Uses env={env} use={use} names={new Map(accounts.map((account) => [account.key, account.name]))} />
          {admin ? (
            <div class="row">
              {settings ? (
                <LinkButton href={settings} icon="settings">
                  {env.t('Settings')}
                </LinkButton>
              ) : null}
              {provider.account ? (
                <LinkButton href={`${HERE}/${key}/new`} icon="plus">
                  {env.t('Further account')}
                </LinkButton>
              ) : null}
            </div>
          ) : null}
        </section>
      ))}
      {shown.some(({ provider }) => provider.account) ? null : (
        <p class="section muted">
          {env.t('Zoom, Google Meet and Microsoft Teams are apps of their own.')}{' '}
          {admin ? <a href="/app/apps?category=Conferencing">{env.t('Install one under Apps')}</a> : null}
        </p>
      )}
    </AdminPage>
  );
}
