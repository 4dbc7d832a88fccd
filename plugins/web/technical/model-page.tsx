import type { Env } from '#core';
import { LinkButton, Table } from '../components/display.tsx';
import { AdminPage } from '../components/page.tsx';

type Description = ReturnType<Env['catalog']['describe']>;
type Options = Description['fields'][number]['options'];

/** What is said of a field, in the words of the declaration. */
function marks(options: Options): string {
  const list = [
    options.required ? 'required' : '',
    options.readonly ? 'readonly' : '',
    options.personal ? 'personal' : '',
    options.hidden === undefined ? '' : options.hidden === true ? 'hidden' : `hidden: ${options.hidden.join(', ')}`,
    options.default === undefined ? '' : `default ${JSON.stringify(options.default)}`,
    options.min === undefined ? '' : `min ${options.min}`,
    options.max === undefined ? '' : `max ${options.max}`,
    options.choices ? options.choices.join(' | ') : '',
    options.onDelete ? `onDelete ${options.onDelete}` : '',
  ];
  return list.filter(Boolean).join(', ');
}

/** Fields, constraints, access, rules, views and hooks of a model, each with the plugin that declares it. */
export function ModelPage({ env, model }: { env: Env; model: Description }) {
  const known = new Set(env.catalog.models());
  const own = env.catalog.views(model.name).some(({ kind }) => kind === 'list') && env.can(model.name, 'read');
  const part = (title: string, head: readonly string[], rows: Parameters<typeof Table>[0]['rows']) =>
    rows.length === 0 ? null : (
      <section class="section">
        <h2>{title}</h2>
        <Table caption={title} head={head} rows={rows} />
      </section>
    );
  return (
    <AdminPage
      env={env}
      title={model.name}
      subtitle={`${env.t(model.label)} · ${env.t('Plugin')}: ${model.plugin} · ${env.t('Table')}: ${model.table}`}
      active="/app/technical"
      actions={
        <>
          <LinkButton href="/app/technical">{env.t('All models')}</LinkButton>
          {own ? (
            <LinkButton href={`/app/${model.name}`} icon="list">
              {env.t('Records')}
            </LinkButton>
          ) : null}
        </>
      }
    >
      {part(
        env.t('Fields'),
        [env.t('Field'), env.t('Kind'), env.t('Column'), env.t('Plugin'), env.t('Declared as')],
        model.fields.map(({ name, kind, column, plugin, options }) => [
          <code>{name}</code>,
          options.target && known.has(options.target) ? (
            <>
              {kind} → <a href={`/app/technical/${options.target}`}>{options.target}</a>
            </>
          ) : (
            kind
          ),
          column === null ? '–' : <code>{column}</code>,
          plugin,
          marks(options),
        ]),
      )}
      {part(
        env.t('Constraints and indexes'),
        [env.t('Kind'), env.t('Declared as')],
        model.constraints.map(({ kind, text }) => [kind, <code>{text}</code>]),
      )}
      {part(
        env.t('Access'),
        [env.t('Group'), env.t('May'), env.t('Plugin')],
        model.access.map(({ group, operations, plugin }) => [group, <code>{operations}</code>, plugin]),
      )}
      {part(
        env.t('Record rules'),
        [env.t('Rule'), env.t('Group'), env.t('For'), env.t('Condition'), env.t('Plugin')],
        model.rules.map(({ name, groups, operations, domain, plugin }) => [
          name,
          groups?.join(', ') ?? env.t('Everybody'),
          <code>{operations}</code>,
          <code>{JSON.stringify(domain)}</code>,
          plugin,
        ]),
      )}
      {part(
        env.t('Views'),
        [env.t('Kind'), env.t('Plugin')],
        model.views.map(({ kind, plugin }) => [kind, plugin]),
      )}
      {part(
        env.t('Hooks'),
        [env.t('Operation'), env.t('Plugin')],
        model.hooks.map(({ on, plugin }) => [on, plugin]),
      )}
    </AdminPage>
  );
}
