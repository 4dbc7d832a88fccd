import type { Env } from '#core';
import { AdminPage, Form, FormActions, Icon, Instant, LinkButton, Notice, TextField } from '../../web/contract.ts';
import { Checks, ParkedNotice, Uses } from './account-parts.tsx';
import { MemberInputs, membersOf, takeFiles } from './member-form.tsx';
import { type AccountRow, accountTitle, MAIN } from './open-account.ts';
import type { MeetingProvider } from './provider-contract.ts';
import type { Use } from './read-use.ts';
import type { RefusedCall } from './refused-call.ts';

type MeetingsEnv = Env<'meetings'>;

const HERE = '/app/providers';

type AccountProps = {
  env: MeetingsEnv;
  providerKey: string;
  provider: MeetingProvider;
  plugin: string;
  row: AccountRow | undefined;
  accountKey: string;
  use: readonly Use[];
  /** Of a parked account. */
  refused?: RefusedCall | undefined;
  /** What was tested is not what is stored now. */
  changed: boolean;
  /** Whose rooms a test tries to make, unless somebody else is named. */
  testAs: string;
  /** There is something that can be tested. */
  tests: boolean;
  values: Readonly<Record<string, unknown>>;
  problem?: string | undefined;
  faults?: Readonly<Record<string, string>>;
};

/** One account: what the last test found, what to do about it, and (for administrators) its values. */
export function AccountPage(props: AccountProps) {
  const { env, providerKey, provider, plugin, row, accountKey, use, refused } = props;
  const admin = env.inGroup('base.admin');
  const fresh = accountKey === 'new';
  const title = fresh
    ? env.t('Further account: {provider}', { provider: provider.title })
    : accountTitle(env, { provider: providerKey, key: accountKey, name: row?.name ?? accountKey });
  return (
    <AdminPage env={env} title={title} active={HERE}>
      {row && !row.active ? <Notice kind="info">{env.t('This account is switched off: no virtual room can choose it.')}</Notice> : null}
      {row?.state === 'parked' ? <ParkedNotice env={env} call={refused} /> : null}
      {fresh ? null : <Connection {...props} admin={admin} />}
      {use.length > 0 ? (
        <section class="section card">
          <h2>{env.t('Use and limits')}</h2>
          <Uses env={env} use={use} />
        </section>
      ) : null}
      {admin && (provider.capabilities.needsCredentials || row?.expiresOn) ? <Values {...props} /> : null}
      {admin && row && accountKey !== MAIN ? (
        <form method="post" action={`${HERE}/${providerKey}/${accountKey}/${row.active ? 'archive' : 'restore'}`} class="section">
          <button type="submit">
            <Icon name={row.active ? 'archive' : 'rotate-ccw'} /> <span>{row.active ? env.t('Switch this account off') : env.t('Switch this account on')}</span>
          </button>
        </form>
      ) : null}
      {provider.account ? (
        <p class="section muted">
          <a href={`/app/apps/${plugin}`}>{env.t('Set-up steps and what goes wrong: the read-me of the app')}</a>
        </p>
      ) : null}
    </AdminPage>
  );
}

function Connection({ env, providerKey, provider, row, accountKey, changed, testAs, tests, admin }: AccountProps & { admin: boolean }) {
  const { needsCredentials, oldLinkWorks } = provider.capabilities;
  const hook = `${env.baseUrl}/hooks/${providerKey}/${accountKey}`;
  return (
    <section class="section card">
      <h2>{env.t('Connection')}</h2>
      {changed ? <Notice kind="warn">{env.t('The settings have changed since this test. Test again.')}</Notice> : null}
      {row?.checks ? (
        <Checks env={env} checks={row.checks} />
      ) : tests ? (
        <p>{env.t('It was not tested yet.')}</p>
      ) : (
        <p>{env.t('There is nothing to test: links are made here.')}</p>
      )}
      {row?.testedAt ? (
        <p class="muted">
          {env.t('Last test')}: <Instant env={env} at={row.testedAt} />
        </p>
      ) : null}
      {admin && tests ? (
        <form method="post" action={`${HERE}/${providerKey}/${accountKey}/test`} class="form">
          {needsCredentials ? (
            <TextField
              label={env.t('Test as')}
              name="testAs"
              type="email"
              value={testAs}
              help={env.t('For whom a room shall be made. The account may have an organizer or a list of hosts: then those are tested.')}
            />
          ) : null}
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Test connection')}
            </button>
          </div>
        </form>
      ) : null}
      {oldLinkWorks && needsCredentials ? (
        <p class="muted">
          {env.t('{provider} lets people in by the link of a meeting that was cancelled or has a new link: the service takes no link back.', {
            provider: provider.title,
          })}
        </p>
      ) : null}
      {provider.handleWebhook ? <HookAddress env={env} address={hook} /> : null}
    </section>
  );
}

/** Where the service sends its notices; one that it cannot reach is said. */
function HookAddress({ env, address }: { env: MeetingsEnv; address: string }) {
  const { protocol, hostname } = new URL(address);
  const inside = hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.|10\.|192\.168\.|\[::1\])/.test(hostname);
  return (
    <>
      <p class="muted">
        {env.t('Address for the service’s notices:')} <code>{address}</code>
      </p>
      <div class="row">
        <button type="button" data-copy={address} data-copied={env.t('Copied')}>
          <Icon name="copy" /> <span>{env.t('Copy address')}</span>
        </button>
      </div>
      {inside || protocol !== 'https:' ? (
        <Notice kind="warn">
          {env.t(
            'Services send notices to public addresses with https alone. Until this installation has one (ATRIUM_URL), changes and summaries are asked for.',
          )}
        </Notice>
      ) : null}
    </>
  );
}

function Values({ env, providerKey, provider, plugin, row, accountKey, values, problem, faults }: AccountProps) {
  const main = accountKey === MAIN;
  const all = provider.account ? membersOf(provider.account.schema) : [];
  const members = all.filter(({ name }) => provider.accountMembers?.includes(name) ?? true);
  return (
    <section class="section card">
      <Form action={`${HERE}/${providerKey}/${accountKey}`} problem={problem} upload={!main && takeFiles(members)} guarded>
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
              stored={accountKey !== 'new'}
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
  );
}
