import type { Env, Issue, KeyScope } from '#core';
import { AdminPage, Checkbox, EmptyState, Field, Form, FormActions, Instant, LinkButton, Notice, State, Table, TextField } from '../web/contract.ts';
import { type Preset, presets, scopeChoices, scopeWords } from './key-scope-form.ts';

export type ListedKey = {
  id: string;
  person: string;
  name: string;
  start: string;
  scope: KeyScope;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const stateOf = (key: ListedKey, now: Date): string => (key.revokedAt ? 'revoked' : key.expiresAt <= now ? 'expired' : 'active');

/** My keys, or everybody's for administrators. `owners` names the people where there are several. */
export function KeysPage({ env, keys, owners, all }: { env: Env<'api'>; keys: readonly ListedKey[]; owners: ReadonlyMap<string, string>; all: boolean }) {
  const now = env.now();
  return (
    <AdminPage
      env={env}
      title={all ? env.t('API keys of everybody') : env.t('My API keys')}
      subtitle={env.t('A key lets a program do what you may do, as far as you open it.')}
      actions={
        <>
          {env.inGroup('base.admin') ? (
            <LinkButton href={all ? '/app/me/keys' : '/app/me/keys?all=1'} icon={all ? 'user' : 'users'}>
              {all ? env.t('My API keys') : env.t('Everybody’s keys')}
            </LinkButton>
          ) : null}
          <LinkButton href="/app/me/keys/new" icon="plus" primary>
            {env.t('New key')}
          </LinkButton>
        </>
      }
    >
      {keys.length === 0 ? (
        <EmptyState icon="key-round">{env.t('No keys yet. Make one for each program, so that each can be stopped by itself.')}</EmptyState>
      ) : (
        <Table
          caption={env.t('API keys')}
          head={[
            env.t('Name'),
            ...(all ? [env.t('Person')] : []),
            env.t('Begins with'),
            env.t('Opens'),
            env.t('State'),
            env.t('Last used'),
            env.t('Valid until'),
            <span class="visually-hidden">{env.t('Actions')}</span>,
          ]}
          rows={keys.map((key) => [
            key.name,
            ...(all ? [owners.get(key.person) ?? ''] : []),
            <code>{key.start}…</code>,
            scopeWords(env, key.scope),
            <State env={env} value={stateOf(key, now)} />,
            key.lastUsedAt ? <Instant env={env} at={key.lastUsedAt} /> : env.t('Never'),
            <Instant env={env} at={key.expiresAt} />,
            key.revokedAt ? (
              ''
            ) : (
              <a class="button danger" href={`/app/me/keys/${key.id}/revoke`}>
                {env.t('Revoke')}
              </a>
            ),
          ])}
        />
      )}
    </AdminPage>
  );
}

type NewKeyProps = {
  env: Env<'api'>;
  days: number;
  mostDays: number;
  problem?: string | undefined;
  issues?: readonly Issue[];
  raw?: Readonly<Record<string, unknown>>;
};

export function NewKeyPage({ env, days, mostDays, problem, issues = [], raw = {} }: NewKeyProps) {
  const issue = (path: string): string | undefined => issues.find((one) => one.path === path)?.message;
  const typed = (name: string): string | undefined => (typeof raw[name] === 'string' ? raw[name] : undefined);
  const opens = typed('opens') ?? 'read';
  const labels: Record<Preset, { label: string; help: string }> = {
    read: { label: env.t('Reading'), help: env.t('Everything that I may read, also what I may read later.') },
    all: { label: env.t('Everything I may do'), help: env.t('Read, write, delete and run actions, as far as I may.') },
    chosen: { label: env.t('Only what I choose below'), help: env.t('The safest: a program that needs rooms gets rooms.') },
  };
  const levels = [
    { value: 'none', label: env.t('closed') },
    { value: 'read', label: env.t('read') },
    { value: 'write', label: env.t('read and write') },
  ];
  return (
    <AdminPage env={env} title={env.t('New API key')} active="/app/me/keys">
      <div class="card">
        <Form action="/app/me/keys/new" problem={problem}>
          <div class="columns">
            <TextField
              label={env.t('Name')}
              name="name"
              value={typed('name')}
              help={env.t('Which program it is for.')}
              error={issue('name')}
              maxlength={80}
              required
              autofocus
            />
            <TextField
              label={env.t('Valid for (days)')}
              name="days"
              type="number"
              min={1}
              max={mostDays}
              value={typed('days') ?? String(days)}
              help={env.t('At most {days}.', { days: mostDays })}
              error={issue('days')}
              required
            />
          </div>
          <fieldset>
            <legend>{env.t('What the key opens')}</legend>
            {issue('scope') ? <p class="fault">{issue('scope')}</p> : null}
            {presets.map((preset) => (
              <div class="field check">
                <label>
                  <input type="radio" name="opens" value={preset} checked={opens === preset} aria-describedby={`opens-${preset}`} /> {labels[preset].label}
                </label>
                <p class="help" id={`opens-${preset}`}>
                  {labels[preset].help}
                </p>
              </div>
            ))}
          </fieldset>
          <details class="section" open={opens === 'chosen'}>
            <summary>{env.t('Choose')}</summary>
            <div class="columns">
              {scopeChoices(env).map(({ model, label, writes }) => (
                <Field label={label} name={`model:${model}`}>
                  <select id={`model:${model}`} name={`model:${model}`}>
                    {levels
                      .filter(({ value }) => writes || value !== 'write')
                      .map(({ value, label: words }) => (
                        <option value={value} selected={(typed(`model:${model}`) ?? 'none') === value}>
                          {words}
                        </option>
                      ))}
                  </select>
                </Field>
              ))}
            </div>
            <Checkbox label={env.t('Run actions on these')} name="actions" checked={typed('actions') === 'true'} />
          </details>
          <FormActions env={env} label={env.t('Make the key')} back="/app/me/keys" />
        </Form>
      </div>
    </AdminPage>
  );
}

/** The one page that shows the key. */
export function MadeKeyPage({ env, name, token, expiresAt }: { env: Env<'api'>; name: string; token: string; expiresAt: Date }) {
  return (
    <AdminPage env={env} title={env.t('The key “{name}”', { name })} active="/app/me/keys">
      <Notice kind="warn">{env.t('Copy it now: it is shown this once, and only its fingerprint is kept.')}</Notice>
      <div class="card">
        <Field label={env.t('API key')} name="key">
          <input id="key" type="text" value={token} readonly autocomplete="off" spellcheck={false} />
        </Field>
        <p>
          {env.t('Valid until')} <Instant env={env} at={expiresAt} />
        </p>
        <h2>{env.t('Try it')}</h2>
        <pre>{`curl -H 'Authorization: Bearer ${token}' \\\n  '${env.baseUrl}/api/v1/base.person?limit=5'`}</pre>
        <div class="row">
          <LinkButton href="/app/me/keys" primary>
            {env.t('I have copied it')}
          </LinkButton>
          <LinkButton href="/api/docs" icon="book-open">
            {env.t('API reference')}
          </LinkButton>
        </div>
      </div>
    </AdminPage>
  );
}

export function RevokePage({ env, id, name }: { env: Env<'api'>; id: string; name: string }) {
  return (
    <AdminPage env={env} title={env.t('Revoke “{name}”?', { name })} active="/app/me/keys">
      <div class="card">
        <Form action={`/app/me/keys/${id}/revoke`}>
          <p>{env.t('The program that uses it is locked out at once. A revoked key cannot be brought back.')}</p>
          <FormActions env={env} label={env.t('Revoke')} back="/app/me/keys" danger />
        </Form>
      </div>
    </AdminPage>
  );
}
