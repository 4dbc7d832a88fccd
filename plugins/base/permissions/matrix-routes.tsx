import { z } from 'zod';
import { type EffectiveAccess, type Env, fail, html, type ModelAccess, route } from '#core';
import { EmptyState, Field, LinkButton, Notice, Table } from '../../web/contract.ts';
import { expandGroups } from '../expand-groups.ts';
import { personPrincipal } from '../person-principal.ts';
import { domainWords } from './domain-words.ts';
import { groupChoices, titleOfGroup } from './group-choices.tsx';
import { idParam } from './permission-forms.ts';
import { PermissionsPage, ROOT } from './permissions-page.tsx';
import { reviewCsv } from './review-csv.ts';

/** `cru` → the words, in the order of the letters. */
export const mayWords = (env: Env<'base'>, letters: string): string =>
  [
    letters.includes('c') ? env.t('create') : '',
    letters.includes('r') ? env.t('read') : '',
    letters.includes('u') ? env.t('change') : '',
    letters.includes('d') ? env.t('delete') : '',
  ]
    .filter(Boolean)
    .join(', ') || '–';

const merged = (operations: readonly string[]): string => [...'crud'].filter((letter) => operations.some((text) => text.includes(letter))).join('');

type Filter = { group: string; app: string; plugins: boolean };

/** Who came in how matters as much as the group: a plugin's own services are left out unless asked for. */
const groupsOf = (entry: ModelAccess, { group, plugins }: Filter, held: ReadonlySet<string>): readonly string[] => [
  ...new Set(entry.table.map((row) => row.group).filter((name) => (group === '' ? plugins || !name.startsWith('plugin:') : held.has(name)))),
];

function MatrixTable({ env, filter }: { env: Env<'base'>; filter: Filter }) {
  const held = expandGroups(['user', filter.group], env.catalog.groups());
  const entries = env.access.matrix().filter(({ plugin }) => filter.app === '' || plugin === filter.app);
  const rows = entries.flatMap((entry) =>
    groupsOf(entry, filter, held).map((group) => {
      const letters = merged(entry.table.filter((row) => row.group === group).map((row) => row.operations));
      const rules = entry.rules.filter((rule) => rule.groups === undefined || rule.groups.includes(group));
      return [
        <span title={entry.model}>{env.t(entry.label)}</span>,
        titleOfGroup(env, group),
        mayWords(env, letters),
        rules.length === 0 ? (
          '–'
        ) : (
          <ul>
            {rules.map((rule) => (
              <li>
                {mayWords(env, rule.operations)}: {domainWords(env, entry.model, rule.domain)}
              </li>
            ))}
          </ul>
        ),
      ];
    }),
  );
  if (rows.length === 0) return <EmptyState icon="lock">{env.t('Nothing is open here.')}</EmptyState>;
  return <Table caption={env.t('Who may do what')} head={[env.t('Records'), env.t('Group'), env.t('May'), env.t('Only where')]} rows={rows} />;
}

function RoutesTable({ env, filter }: { env: Env<'base'>; filter: Filter }) {
  const held = expandGroups(['user', filter.group], env.catalog.groups());
  const rows = env.access
    .routes()
    .filter(
      ({ plugin, auth }) =>
        (filter.app === '' || plugin === filter.app) && (filter.group === '' || auth === 'public' || auth === 'user' || held.has(auth.replace(/^group:/, ''))),
    )
    .map(({ method, path, auth, summary }) => [
      auth === 'public' ? env.t('Everybody') : auth === 'webhook' ? env.t('Other systems, signed') : titleOfGroup(env, auth.replace(/^group:/, '')),
      <code>
        {method} {path}
      </code>,
      summary,
    ]);
  return <Table caption={env.t('Pages and addresses')} head={[env.t('Who'), env.t('Address'), env.t('What')]} rows={rows} />;
}

async function OwnRules({ env }: { env: Env<'base'> }) {
  const rules = (await env.access.rules()).filter(({ active }) => active);
  if (rules.length === 0) return null;
  return (
    <Notice kind="info">
      {env.t('Own rules narrow this further:')} <a href={`${ROOT}/rules`}>{rules.map(({ name }) => name).join(', ')}</a>
    </Notice>
  );
}

function MatrixPage({ env, filter }: { env: Env<'base'>; filter: Filter }) {
  return (
    <PermissionsPage
      env={env}
      current="matrix"
      title={env.t('Who may do what')}
      subtitle={env.t('What no group opens is closed. Rules say to which records a right reaches.')}
      actions={
        <LinkButton href={`${ROOT}/review.csv`} icon="download">
          {env.t('Export for review')}
        </LinkButton>
      }
    >
      <form method="get" class="row">
        <Field label={env.t('Group')} name="group">
          <select id="group" name="group">
            <option value="">{env.t('All groups')}</option>
            {groupChoices(env).map(({ value, label }) => (
              <option value={value} selected={value === filter.group}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        <Field label={env.t('App')} name="app">
          <select id="app" name="app">
            <option value="">{env.t('All apps')}</option>
            {env.catalog.plugins().map(({ name, title }) => (
              <option value={name} selected={name === filter.app}>
                {env.t(title)}
              </option>
            ))}
          </select>
        </Field>
        <div class="field check">
          <label>
            <input type="checkbox" name="plugins" value="on" checked={filter.plugins} /> {env.t('Also what apps may do by themselves')}
          </label>
        </div>
        <button type="submit" class="button">
          {env.t('Show')}
        </button>
      </form>
      <OwnRules env={env} />
      <section class="section">
        <h2>{env.t('Records')}</h2>
        <MatrixTable env={env} filter={filter} />
      </section>
      <details class="section">
        <summary>{env.t('Pages and addresses')}</summary>
        <RoutesTable env={env} filter={filter} />
      </details>
    </PermissionsPage>
  );
}

/** How somebody came by a group: “Front desk → Meeting manager”. */
export const pathWords = (env: Env<'base'>, path: readonly string[]): string => path.map((name) => titleOfGroup(env, name)).join(' → ');

function effectiveRow(env: Env<'base'>, person: string, { model, may, narrowed }: EffectiveAccess) {
  return [
    <span title={model}>{env.t(env.catalog.model(model).label)}</span>,
    mayWords(env, may),
    narrowed === '' ? env.t('every record') : env.t('{operations}: only some', { operations: mayWords(env, narrowed) }),
    <a href={`${ROOT}/explain?person=${person}&model=${model}`} aria-label={env.t('Why? {label}', { label: env.t(env.catalog.model(model).label) })}>
      {env.t('Why?')}
    </a>,
  ];
}

export const permissionMatrixRoutes = [
  route({
    method: 'GET',
    path: `${ROOT}/matrix`,
    auth: 'group:base.admin',
    summary: 'Who may do what',
    query: z.object({ group: z.string().max(100).default(''), app: z.string().max(100).default(''), plugins: z.string().optional() }),
    async handler(env: Env<'base'>, { query }) {
      return html(<MatrixPage env={env} filter={{ group: query.group, app: query.app, plugins: query.plugins === 'on' }} />);
    },
  }),
  route({
    method: 'GET',
    path: `${ROOT}/people/:id`,
    auth: 'group:base.admin',
    summary: 'What one person may do',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      const person = await env.model('base.person').get(params.id);
      const memberships = await env.model('base.membership').pick({ person: person.id }, ['group']);
      const acting = await personPrincipal(env.asPlugin(), person.id);
      const paths = env.access.paths(['user', 'base.user', ...memberships.map(({ group }) => group)]);
      return html(
        <PermissionsPage
          env={env}
          current="groups"
          title={env.t('What {name} may do', { name: person.name })}
          actions={<LinkButton href={`/app/base.person/${person.id}/groups`}>{env.t('Change groups')}</LinkButton>}
        >
          {acting ? null : <Notice kind="warn">{env.t('Without an open account this person cannot sign in: nothing of this can be used.')}</Notice>}
          <section class="section">
            <h2>{env.t('Groups')}</h2>
            <ul>
              {[...paths.values()].map((path) => (
                <li>{pathWords(env, path)}</li>
              ))}
            </ul>
          </section>
          <section class="section">
            <h2>{env.t('Records')}</h2>
            {acting ? (
              <Table
                caption={env.t('What {name} may do', { name: person.name })}
                head={[env.t('Records'), env.t('May'), env.t('Which'), env.t('Explanation')]}
                rows={env.access.effective(acting.principal).map((one) => effectiveRow(env, person.id, one))}
              />
            ) : (
              <EmptyState icon="lock">{env.t('Nothing is open here.')}</EmptyState>
            )}
          </section>
        </PermissionsPage>,
      );
    },
  }),
  route({
    method: 'GET',
    path: `${ROOT}/review.csv`,
    auth: 'group:base.admin',
    summary: 'People, groups and effective rights, for an access review',
    async handler(env: Env<'base'>) {
      if (!env.can('base.membership', 'read')) throw fail('ACCESS_DENIED');
      return reviewCsv(env);
    },
  }),
];
