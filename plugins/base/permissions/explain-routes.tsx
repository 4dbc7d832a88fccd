import { z } from 'zod';
import { type Env, type Explanation, html, type Operation, route } from '#core';
import { EmptyState, Field, Icon, Notice, Table, TextField } from '../../web/contract.ts';
import { personPrincipal } from '../person-principal.ts';
import { concernedWords, modelChoices } from './concerned-words.ts';
import { domainWords } from './domain-words.ts';
import { titleOfGroup } from './group-choices.tsx';
import { pathWords } from './matrix-routes.tsx';
import { PermissionsPage, ROOT } from './permissions-page.tsx';
import { verdictWords } from './verdict-words.ts';

const MOST_PEOPLE = 500;

const query = z.object({
  person: z.string().max(60).default(''),
  model: z.string().max(120).default(''),
  record: z.string().max(200).default(''),
  operation: z.enum(['read', 'create', 'update', 'delete']).catch('read'),
});

/** An id, or the address of a record's page from which one is taken. */
const idIn = (text: string): string | undefined => /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text.toLowerCase())?.[0];

function Truth({ env, holds, concerns }: { env: Env<'base'>; holds: boolean | undefined; concerns: boolean }) {
  if (!concerns) return <span class="muted">{env.t('other groups')}</span>;
  if (holds === undefined) return <span class="muted">{env.t('per record')}</span>;
  return (
    <span class={holds ? 'state ok' : 'state danger'}>
      <Icon name={holds ? 'check' : 'x'} /> {holds ? env.t('true here') : env.t('not true here')}
    </span>
  );
}

function Chain({ env, told, paths }: { env: Env<'base'>; told: Explanation; paths: ReadonlyMap<string, readonly string[]> }) {
  const kinds = { global: env.t('for everybody'), group: env.t('for groups'), admin: env.t('own rule') };
  const operations: Record<Operation, string> = { create: env.t('create'), read: env.t('read'), update: env.t('change'), delete: env.t('delete') };
  const hidden = told.fields.filter(({ visible }) => !visible);
  return (
    <>
      <section class="section">
        <h2>{env.t('1. The groups, and how each came')}</h2>
        <ul>
          {[...paths.values()].map((path) => (
            <li>{pathWords(env, path)}</li>
          ))}
        </ul>
      </section>
      <section class="section">
        <h2>{env.t('2. Does a table open it?')}</h2>
        {told.table.length === 0 ? (
          <EmptyState icon="lock">{env.t('Nobody’s table opens this.')}</EmptyState>
        ) : (
          <Table
            caption={env.t('2. Does a table open it?')}
            head={[env.t('Group'), env.t('From'), env.t('Has it')]}
            rows={told.table.map(({ group, plugin, applies }) => [
              titleOfGroup(env, group),
              plugin,
              <span class={applies ? 'state ok' : 'state muted'}>
                <Icon name={applies ? 'check' : 'x'} /> {applies ? env.t('yes') : env.t('no')}
              </span>,
            ])}
          />
        )}
      </section>
      <section class="section">
        <h2>{env.t('3. Do the rules let it through?')}</h2>
        <p class="help">{env.t('Rules for everybody and own rules must all be true; of the rules for the person’s groups, one.')}</p>
        {told.rules.length === 0 ? (
          <p class="muted">{env.t('No rule narrows this.')}</p>
        ) : (
          <Table
            caption={env.t('3. Do the rules let it through?')}
            head={[env.t('Rule'), env.t('Kind'), env.t('When'), env.t('Only where'), env.t('Here')]}
            rows={told.rules.map((rule) => [
              rule.name,
              rule.groups && rule.kind === 'group' ? rule.groups.map((group) => titleOfGroup(env, group)).join(', ') : kinds[rule.kind],
              operations[rule.operation],
              domainWords(env, told.model, rule.domain),
              <Truth env={env} holds={rule.holds} concerns={rule.concerns} />,
            ])}
          />
        )}
      </section>
      <section class="section">
        <h2>{env.t('4. Which fields are hidden?')}</h2>
        {hidden.length === 0 ? (
          <p class="muted">{env.t('None.')}</p>
        ) : (
          <Table
            caption={env.t('4. Which fields are hidden?')}
            head={[env.t('Field'), env.t('Why')]}
            rows={hidden.map(({ name, hiddenBy }) => [
              name,
              hiddenBy
                .map((by) =>
                  by.by === 'admin'
                    ? env.t('Hidden here from: {who}', { who: concernedWords(env, by) })
                    : env.t('The app shows it only to: {who}', { who: (by.groups ?? []).map((group) => titleOfGroup(env, group)).join(', ') }),
                )
                .join(' '),
            ])}
          />
        )}
      </section>
    </>
  );
}

async function ExplainPage({ env, asked }: { env: Env<'base'>; asked: z.output<typeof query> }) {
  const people = await env.model('base.person').pick({ active: true }, ['name'], { order: ['name'], limit: MOST_PEOPLE });
  const models = modelChoices(env);
  const person = z.uuid().safeParse(asked.person).success ? (await env.model('base.person').pick({ id: asked.person }, ['name']))[0] : undefined;
  const id = idIn(asked.record);
  const acting = person ? await personPrincipal(env.asPlugin(), person.id) : null;
  const ready = person !== undefined && env.catalog.models().includes(asked.model);
  const told = acting && ready ? await env.access.explain({ principal: acting.principal, model: asked.model, operation: asked.operation, id }) : undefined;
  const memberships = person ? await env.model('base.membership').pick({ person: person.id }, ['group']) : [];
  const label = models.find(({ value }) => value === asked.model)?.label ?? asked.model;
  return (
    <PermissionsPage
      env={env}
      current="explain"
      title={env.t('Why can somebody see this, or not?')}
      subtitle={env.t('The same steps as the platform takes, one by one.')}
    >
      <form method="get" class="form wide">
        <div class="columns">
          <Field label={env.t('Person')} name="person">
            <select id="person" name="person">
              {person && !people.some(({ id: one }) => one === person.id) ? (
                <option value={person.id} selected>
                  {person.name}
                </option>
              ) : null}
              {people.map(({ id: one, name }) => (
                <option value={one} selected={one === asked.person}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
          <Field label={env.t('Records')} name="model">
            <select id="model" name="model">
              {models.map(({ value, label: name }) => (
                <option value={value} selected={value === asked.model}>
                  {name}
                </option>
              ))}
              {asked.model !== '' && !models.some(({ value }) => value === asked.model) ? (
                <option value={asked.model} selected>
                  {asked.model}
                </option>
              ) : null}
            </select>
          </Field>
          <Field label={env.t('Wants to')} name="operation">
            <select id="operation" name="operation">
              {(
                [
                  ['read', env.t('Read')],
                  ['create', env.t('Create')],
                  ['update', env.t('Change')],
                  ['delete', env.t('Delete')],
                ] as const
              ).map(([value, name]) => (
                <option value={value} selected={value === asked.operation}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <TextField
          label={env.t('Record')}
          name="record"
          value={asked.record}
          maxlength={200}
          help={env.t('Its address or id; empty: records of this kind in general.')}
        />
        <div class="row">
          <button type="submit" class="button primary">
            {env.t('Explain')}
          </button>
        </div>
      </form>
      {ready && !acting ? <Notice kind="danger">{env.t('No: without an open account {name} cannot sign in.', { name: person.name })}</Notice> : null}
      {told && person ? (
        <>
          <Notice kind={told.verdict === true ? 'ok' : told.verdict === false ? 'danger' : 'info'}>{verdictWords(env, told, person.name, label)}</Notice>
          <Chain env={env} told={told} paths={env.access.paths(['user', 'base.user', ...memberships.map(({ group }) => group)])} />
        </>
      ) : null}
    </PermissionsPage>
  );
}

export const permissionExplainRoutes = [
  route({
    method: 'GET',
    path: `${ROOT}/explain`,
    auth: 'group:base.admin',
    summary: 'Why can somebody see this, or not?',
    query,
    async handler(env: Env<'base'>, { query: asked }) {
      return html(<ExplainPage env={env} asked={asked} />);
    },
  }),
];
