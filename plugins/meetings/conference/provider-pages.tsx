import { type Env, formatCivilDate } from '#core';
import { AdminPage, EmptyState, Form, FormActions, Icon, Instant, LinkButton, Notice, State, Table, TextField } from '../../web/contract.ts';
import type { ConnectionCheck } from './connection-check.ts';
import { MemberInputs, membersOf, takeFiles } from './member-form.tsx';
import { type AccountRow, MAIN } from './open-account.ts';
import type { MeetingProvider } from './provider-contract.ts';
import type { Use } from './read-use.ts';

type MeetingsEnv = Env<'meetings'>;

const HERE = '/app/providers';

export type Shown = {
  key: string;
  provider: MeetingProvider;
  plugin: string;
  accounts: { name: string; key: string; row: AccountRow | undefined }[];
  use: readonly Use[];
  rooms: number;
  waiting: number;
  failed: number;
};

function Checks({ env, checks }: { env: MeetingsEnv; checks: readonly ConnectionCheck[] }) {
  return (
    <ul class="checks">
      {checks.map(({ ok, message, fix }) => (
        <li>
          <span class={`state ${ok ? 'ok' : 'danger'}`}>
            <Icon name={ok ? 'circle-check' : 'circle-alert'} />
          </span>{' '}
          {message}
          {fix ? (
            <>
              <br />
              <span class="muted">
                {env.t('What to do:')} {fix}
              </span>
            </>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** `names`: of the accounts, where there are several. */
function Uses({ env, use, names }: { env: MeetingsEnv; use: readonly Use[]; names?: ReadonlyMap<string, string> }) {
  if (use.length === 0) return null;
  const several = names !== undefined && names.size > 1;
  return (
    <Table
      head={[env.t('Limit'), ...(several ? [env.t('Account')] : []), env.t('Host'), env.t('Used'), env.t('Starts anew')]}
      rows={use.map(({ quota, account, host, count, until }) => [
        env.t(quota.title),
        ...(several ? [names.get(account) ?? account] : []),
        host === '' ? '–' : host,
        <>
          <meter min={0} max={quota.limit} high={quota.limit * 0.8} value={count}>
            {count}
          </meter>{' '}
          <span class="nowrap">
            {count} / {quota.limit}
          </span>
        </>,
        <Instant env={env} at={until} />,
      ])}
    />
  );
}

/** An account of which the last test failed is none that is ready. */
const stateOf = ({ active, state, checks, testedAt }: AccountRow): string =>
  !active ? 'archived' : state === 'parked' ? state : checks?.some(({ ok }) => !ok) ? 'failed' : testedAt ? state : 'untested';

function AccountRowLine({ env, provider, account, admin }: { env: MeetingsEnv; provider: string; account: Shown['accounts'][number]; admin: boolean }) {
  const { row } = account;
  return [
    <a href={`${HERE}/${provider}/${account.key}`}>{account.name}</a>,
    row ? <State env={env} value={stateOf(row)} /> : '–',
    row?.testedAt ? <Instant env={env} at={row.testedAt} /> : env.t('Never'),
    row?.checks ? `${row.checks.filter(({ ok }) => ok).length} / ${row.checks.length}` : '–',
    row?.expiresOn ? formatCivilDate(row.expiresOn, env.preferences) : '–',
    ...(admin
      ? [
          <form method="post" action={`${HERE}/${provider}/${account.key}/test`}>
            <button type="submit">{env.t('Test connection')}</button>
          </form>,
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
      {shown.map(({ key, provider, plugin, accounts, use, rooms, waiting, failed }) => (
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
            rows={accounts.map((account) => AccountRowLine({ env, provider: key, account, admin }))}
          />
          <Uses env={env} use={use} names={new Map(accounts.map((account) => [account.key, account.name]))} />
          {admin ? (
            <div class="row">
              <LinkButton href={`/app/settings/${plugin}`} icon="settings">
                {env.t('Settings')}
              </LinkButton>
              {provider.account ? (
                <LinkButton href={`${HERE}/${key}/new`} icon="plus">
                  {env.t('Further account')}
                </LinkButton>
              ) : null}
            </div>
          ) : null}
        </section>
      ))}
    </AdminPage>
  );
}

type AccountProps = {
  env: MeetingsEnv;
  providerKey: string;
  provider: MeetingProvider;
  plugin: string;
  row: AccountRow | undefined;
  accountKey: string;
  use: readonly Use[];
  values: Readonly<Record<string, unknown>>;
  problem?: string | undefined;
  faults?: Readonly<Record<string, string>>;
};

/** One account: what the last test found, what to do about it, and (for administrators) its values. */
export function AccountPage({ env, providerKey, provider, plugin, row, accountKey, use, values, problem, faults }: AccountProps) {
  const admin = env.inGroup('base.admin');
  const fresh = accountKey === 'new';
  const main = accountKey === MAIN;
  const address = `${HERE}/${providerKey}/${accountKey}`;
  const all = provider.account ? membersOf(provider.account.schema) : [];
  const members = all.filter(({ name }) => provider.accountMembers?.includes(name) ?? true);
  const title = fresh
    ? env.t('Further account: {provider}', { provider: provider.title })
    : main
      ? provider.title
      : `${provider.title}: ${row?.name ?? accountKey}`;
  return (
    <AdminPage env={env} title={title} active={HERE}>
      {row?.state === 'parked' ? <Notice kind="danger">{env.t('The service refuses the credentials. Links wait until a test passes.')}</Notice> : null}
      {fresh ? null : (
        <section class="section card">
          <h2>{env.t('Connection')}</h2>
          {row?.checks ? <Checks env={env} checks={row.checks} /> : <p>{env.t('It was not tested yet.')}</p>}
          {row?.testedAt ? (
            <p class="muted">
              {env.t('Last test')}: <Instant env={env} at={row.testedAt} />
            </p>
          ) : null}
          {admin ? (
            <form method="post" action={`${address}/test`}>
              <button type="submit" class="primary">
                {env.t('Test connection')}
              </button>
            </form>
          ) : null}
          {provider.handleWebhook ? (
            <p class="muted">
              {env.t('Address for the service’s notices:')} <code>{`${env.baseUrl}/hooks/${providerKey}/${accountKey}`}</code>
            </p>
          ) : null}
        </section>
      )}
      {use.length > 0 ? (
        <section class="section card">
          <h2>{env.t('Use and limits')}</h2>
          <Uses env={env} use={use} />
        </section>
      ) : null}
      {admin && (provider.capabilities.needsCredentials || row?.expiresOn) ? (
        <section class="section card">
          <Form action={address} problem={problem} upload={!main && takeFiles(members)} guarded>
            {main ? (
              <p>
                <LinkButton href={`/app/settings/${plugin}`} icon="settings">
                  {env.t('Enter the credentials')}
                </LinkButton>
              </p>
            ) : (
              <>
                <TextField
                  label={env.t('Name')}
                  name="accountName"
                  value={String(values['accountName'] ?? row?.name ?? '')}
                  required
                  maxlength={80}
                  error={faults?.['accountName']}
                />
                <MemberInputs
                  env={env}
                  members={members}
                  values={values}
                  secrets={provider.account?.secrets ?? []}
                  stored={!fresh}
                  {...(faults ? { faults } : {})}
                />
              </>
            )}
            <TextField
              label={env.t('Credentials end on')}
              name="accountExpiresOn"
              type="date"
              value={String(values['accountExpiresOn'] ?? row?.expiresOn ?? '')}
              help={env.t('Administrators and managers of meetings are reminded 30, 7 and 1 days before.')}
            />
            <FormActions env={env} label={env.t('Save')} back={HERE} />
          </Form>
        </section>
      ) : null}
    </AdminPage>
  );
}
