import { type Env, fail } from '#core';
import { AdminPage, EmptyState, LinkButton, Table } from '../web/contract.ts';
import { type DescribedField, describeModel, openModels } from './describe-model.ts';

const curl = (env: Env, rest: string): string => `curl -H 'Authorization: Bearer atr_…' \\\n  ${rest.replaceAll('{base}', env.baseUrl)}`;

/** How the API works, and every model that the reader may ask for. Finding needs no script. */
export function DocsPage({ env, search }: { env: Env<'api'>; search: string }) {
  const wanted = search.trim().toLowerCase();
  const found = openModels(env)
    .map((name) => ({ name, ...describeModel(env, name) }))
    .map((one) => ({ ...one, label: env.t(one.api.model.labelPlural) }))
    .filter(
      ({ name, label, fields }) => wanted === '' || [name, label, ...fields.map((field) => field.name)].some((text) => text.toLowerCase().includes(wanted)),
    );
  const may = ({ can }: (typeof found)[number]['api']): string =>
    [env.t('read'), ...(can.create ? [env.t('create')] : []), ...(can.update ? [env.t('change')] : []), ...(can.delete ? [env.t('delete')] : [])].join(', ');
  return (
    <AdminPage
      env={env}
      title={env.t('API reference')}
      subtitle={env.t('Everything here is what you may do yourself.')}
      actions={
        <>
          <LinkButton href="/api/openapi.json" icon="braces">
            {env.t('OpenAPI 3.1')}
          </LinkButton>
          <LinkButton href="/app/me/keys" icon="key-round" primary>
            {env.t('My API keys')}
          </LinkButton>
        </>
      }
    >
      <section class="section">
        <h2>{env.t('Models')}</h2>
        <form method="get" action="/api/docs" class="toolbar">
          <search>
            <input type="search" name="q" value={search} aria-label={env.t('Find a model or field')} placeholder={env.t('Find a model or field')} />
          </search>
        </form>
        {found.length === 0 ? (
          <EmptyState icon="search">{env.t('Nothing is called that.')}</EmptyState>
        ) : (
          <Table
            caption={env.t('Models')}
            head={[env.t('Model'), env.t('What it is'), env.t('You may'), env.t('Actions')]}
            rows={found.map(({ name, label, api, actions }) => [
              <a href={`/api/docs/${name}`}>
                <code class="nowrap">{name}</code>
              </a>,
              label,
              may(api),
              actions.map((action) => env.t(action.label)).join(', '),
            ])}
          />
        )}
      </section>
      <section class="section card">
        <h2>{env.t('Who asks')}</h2>
        <p>{env.t('Send a key with every request. Pages of this site may use the session of whoever is signed in instead.')}</p>
        <pre>{curl(env, `'{base}/api/v1/base.person?limit=5'`)}</pre>
      </section>
      <section class="section card">
        <h2>{env.t('Lists')}</h2>
        <p>{env.t('A filter is a domain as JSON. Pages follow each other by cursors; relations are put in place of ids by expand.')}</p>
        <pre>
          {curl(
            env,
            `-G '{base}/api/v1/base.person' \\\n  --data-urlencode 'filter={"name":{"like":"ann"}}' \\\n  -d order=-createdAt -d limit=50 -d total=true`,
          )}
        </pre>
        <Table
          caption={env.t('Conditions')}
          head={[env.t('Condition'), env.t('Example')]}
          rows={[
            [env.t('equal'), <code>{'{"active": true}'}</code>],
            [env.t('not equal, in a list'), <code>{'{"state": {"ne": "draft"}}, {"state": {"in": ["draft", "sent"]}}'}</code>],
            [env.t('smaller, larger'), <code>{'{"createdAt": {"gte": "2027-01-01T00:00:00Z"}}'}</code>],
            [env.t('contains a text'), <code>{'{"name": {"like": "ann"}}'}</code>],
            [env.t('overlaps a time, holds an instant'), <code>{'{"during": {"overlaps": {"start": "…", "end": "…"}}}'}</code>],
            [env.t('of a related record'), <code>{'{"host": {"where": {"name": "Ann"}}}, {"attendees": {"some": {}}}'}</code>],
            [env.t('and, or, not'), <code>{'{"$or": [{"state": "draft"}, {"$not": {"host": {"$var": "me"}}}]}'}</code>],
          ]}
        />
      </section>
      <section class="section card">
        <h2>{env.t('Writing')}</h2>
        <p>
          {env.t(
            'One record or up to 1,000 in one call: all or none. Send If-Match with the ETag that you read, and nobody’s change is lost; send an Idempotency-Key, and a repeated request is done once.',
          )}
        </p>
      </section>
      <section class="section card">
        <h2>{env.t('Refusals')}</h2>
        <p>
          {env.t(
            'Every refusal is a problem document (RFC 9457) with a code, and with issues for fields. What you may not see answers 404, as if it were not there.',
          )}
        </p>
        <pre>{'{\n  "code": "INPUT_INVALID",\n  "status": 422,\n  "issues": [{ "path": "pages", "message": "Use a whole number." }]\n}'}</pre>
      </section>
    </AdminPage>
  );
}

function FieldTable({ env, fields, caption }: { env: Env<'api'>; fields: readonly DescribedField[]; caption: string }) {
  return (
    <Table
      caption={caption}
      head={[env.t('Field'), env.t('Meaning'), env.t('In JSON'), env.t('Writing')]}
      rows={fields.map(({ name, label, help, type, leadsTo, nullable, needed, written }) => [
        <code class="nowrap">{name}</code>,
        help ? `${env.t(label)}: ${env.t(help)}` : env.t(label),
        <>
          {type}
          {nullable ? ` ${env.t('or null')}` : ''}
          {leadsTo ? (
            <>
              {' → '}
              <a href={`/api/docs/${leadsTo}`}>
                <code class="nowrap">{leadsTo}</code>
              </a>
            </>
          ) : null}
        </>,
        needed ? env.t('needed') : written ? env.t('yes') : env.t('no'),
      ])}
    />
  );
}

/** One model: its fields, its addresses, its actions. */
export function ModelPage({ env, name }: { env: Env<'api'>; name: string }) {
  const { api, fields, actions } = describeModel(env, name);
  if (!api.can.read) throw fail('ACCESS_DENIED');
  const base = `/api/v1/${name}`;
  const example = Object.fromEntries(fields.filter(({ needed }) => needed).map((field) => [field.name, '…']));
  const rows: [string, string][] = [
    [`GET ${base}`, env.t('list')],
    [`GET ${base}/group`, env.t('count by values')],
    [`GET ${base}/{id}`, env.t('read')],
    ...(api.can.create ? ([[`POST ${base}`, env.t('make one or many')]] as [string, string][]) : []),
    ...(api.can.update
      ? ([
          [`PATCH ${base}/{id}`, env.t('change')],
          [`PATCH ${base}`, env.t('change many alike')],
        ] as [string, string][])
      : []),
    ...(api.can.delete ? ([[`DELETE ${base}/{id}`, env.t('delete')]] as [string, string][]) : []),
    ...(actions.length > 0 ? ([[`GET ${base}/{id}/actions`, env.t('what can be done just now')]] as [string, string][]) : []),
    ...actions.map((action): [string, string] => [`POST ${base}/{id}/actions/${action.name}`, env.t(action.label)]),
  ];
  return (
    <AdminPage
      env={env}
      title={env.t(api.model.labelPlural)}
      subtitle={name}
      active="/api/docs"
      actions={
        <LinkButton href="/api/docs" icon="arrow-left">
          {env.t('API reference')}
        </LinkButton>
      }
    >
      <section class="section">
        <h2>{env.t('Fields')}</h2>
        <FieldTable env={env} fields={fields} caption={env.t('Fields')} />
      </section>
      <section class="section">
        <h2>{env.t('Addresses')}</h2>
        <Table
          caption={env.t('Addresses')}
          head={[env.t('Request'), env.t('What it does')]}
          rows={rows.map(([request, meaning]) => [<code class="nowrap">{request}</code>, meaning])}
        />
      </section>
      <section class="section card">
        <h2>{env.t('Try it')}</h2>
        <p>
          <a href={`${base}?limit=5`}>{env.t('The first five, with your session')}</a>
        </p>
        <pre>{curl(env, `'{base}${base}?limit=5'`)}</pre>
        {api.can.create ? <pre>{curl(env, `-H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(example)}' '{base}${base}'`)}</pre> : null}
      </section>
    </AdminPage>
  );
}
