import type { Env } from '#core';
import { LinkButton, Table } from '../components/display.tsx';
import { AdminPage } from '../components/page.tsx';
import type { FieldInfo, RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';

const LONGEST = 2_000;

/** A value as it is stored, but no secret and no bytes. */
function raw(env: Env, field: FieldInfo, value: unknown): string {
  if (field.kind === 'secret') return env.t('not shown');
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return env.t('{count} bytes', { count: value.length });
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Ids, names and raw values of a record, as far as the viewer may see them. */
export async function RecordPage({ env, views, record }: { env: Env; views: ModelViews; record: RecordRow }) {
  const { model } = views;
  const external = await env.catalog.externalIds(model.name, { records: [record.id] });
  const back = views.form ? `/app/${model.name}/${record.id}` : `/app/${model.name}`;
  return (
    <AdminPage
      env={env}
      title={String(record[model.title] ?? env.t(model.label))}
      subtitle={env.t('Technical view')}
      active={`/app/${model.name}`}
      actions={
        <>
          <LinkButton href={back}>{env.t('Go back')}</LinkButton>
          <LinkButton href={`/app/technical/${model.name}`} icon="braces">
            {model.name}
          </LinkButton>
        </>
      }
    >
      <section class="section card">
        <dl class="facts">
          <div>
            <dt>{env.t('Id')}</dt>
            <dd>
              <code>{record.id}</code>
            </dd>
          </div>
          <div>
            <dt>{env.t('External id')}</dt>
            <dd>{external.length === 0 ? '–' : external.map(({ key }) => <code>{key}</code>)}</dd>
          </div>
          <div>
            <dt>{env.t('Model')}</dt>
            <dd>
              <code>{model.name}</code>
            </dd>
          </div>
          <div>
            <dt>{env.t('Plugin')}</dt>
            <dd>{model.plugin}</dd>
          </div>
        </dl>
      </section>
      <section class="section">
        <h2>{env.t('Fields')}</h2>
        <Table
          caption={env.t('Fields')}
          head={[env.t('Field'), env.t('Kind'), env.t('Plugin'), env.t('Value')]}
          rows={Object.entries(model.fields)
            .filter(([, { kind }]) => kind !== 'many')
            .map(([name, field]) => [<code>{name}</code>, field.kind, field.plugin, <code>{raw(env, field, record[name])}</code>])}
        />
      </section>
    </AdminPage>
  );
}
