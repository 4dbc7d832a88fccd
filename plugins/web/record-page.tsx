import type { Child } from 'hono/jsx';
import type { Env, Issue, RecordAction } from '#core';
import { DescriptionList, LinkButton, StatusBar } from './components/display.tsx';
import { Form } from './components/form.tsx';
import { Icon } from './components/icon.tsx';
import { AdminPage } from './components/page.tsx';
import { FieldInput } from './field-input.tsx';
import { FieldValue, labelOf, type RecordRow, titlesFor } from './field-value.tsx';
import { actionsOn, editable, type ModelViews, nameOf } from './views-of.ts';

/** Buttons that do something: straight away where nothing is asked, else through a page with the question. */
function ActionButton({ env, base, action }: { env: Env; base: string; action: RecordAction }) {
  const look = `button ${action.style === 'primary' ? 'primary' : action.style === 'danger' ? 'danger' : ''}`;
  const label = (
    <>
      {action.icon ? <Icon name={action.icon} /> : null} <span>{env.t(action.label)}</span>
    </>
  );
  const id = base.split('/').at(-1) ?? '';
  if (action.link) {
    return (
      <a class={look} href={action.link(id)}>
        {label}
      </a>
    );
  }
  if (action.confirm || action.ask) {
    return (
      <a class={look} href={`${base}/do/${action.name}`}>
        {label}
      </a>
    );
  }
  return (
    <form method="post" action={`${base}/do/${action.name}`}>
      <button type="submit" class={look}>
        {label}
      </button>
    </form>
  );
}

/** A record to read: states, what can be done, its fields by section, the plugin's own panels. */
export async function ReadPage({ env, views, record }: { env: Env; views: ModelViews; record: RecordRow }) {
  const { model, form } = views;
  if (!form) return null;
  const base = `/app/${model.name}/${record.id}`;
  const names = form.sections.flatMap(({ fields }) => fields.map(nameOf));
  const titles = await titlesFor(env, model, [record], names);
  const panels = await Promise.all((form.panels ?? []).map((panel) => panel(env as Env<never>, record)));
  const status = form.status ? model.fields[form.status] : undefined;
  const actions = (
    <>
      {actionsOn(env, form, record).map((action) => (
        <ActionButton env={env} base={base} action={action} />
      ))}
      {!form.noEdit && env.can(model.name, 'update') ? (
        <LinkButton href={`${base}?edit=1`} icon="pencil">
          {env.t('Edit')}
        </LinkButton>
      ) : null}
      {!form.noDelete && env.can(model.name, 'delete') ? (
        <a class="button danger" href={`${base}/delete`}>
          <Icon name="trash-2" /> <span>{env.t('Delete')}</span>
        </a>
      ) : null}
    </>
  );
  return (
    <AdminPage
      env={env}
      title={String(record[model.title] ?? env.t(model.label))}
      subtitle={env.t(model.label)}
      active={`/app/${model.name}`}
      actions={actions}
    >
      {status && form.status ? <StatusBar env={env} states={status.options.choices ?? []} current={String(record[form.status])} /> : null}
      {form.sections.map((section) => {
        // A section in which nothing is written would only be in the way.
        const shown = section.fields.map(nameOf);
        if (shown.every((name) => record[name] === null || record[name] === undefined || record[name] === '')) return null;
        const entries = shown.flatMap((name) => {
          const field = model.fields[name];
          return field ? [{ label: labelOf(env, field, name), value: <FieldValue env={env} field={field} name={name} row={record} titles={titles} /> }] : [];
        });
        return (
          <section class="section card">
            {section.title ? <h2>{env.t(section.title)}</h2> : null}
            <DescriptionList entries={entries} />
          </section>
        );
      })}
      {panels as Child}
    </AdminPage>
  );
}

export type EditState = { problem: string | undefined; issues: readonly Issue[]; typed: Readonly<Record<string, unknown>> | undefined };

/** A record to write: the same sections with inputs, save on top and at the end. */
export async function EditPage({ env, views, record, state }: { env: Env; views: ModelViews; record: RecordRow | undefined; state: EditState }) {
  const { model, form } = views;
  if (!form) return null;
  const fields = new Map(editable(views));
  const sent = (name: string): string | undefined => {
    const value = state.typed?.[name];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? last : undefined;
  };
  const title = record ? String(record[model.title] ?? env.t(model.label)) : env.t('New: {what}', { what: env.t(model.label) });
  const sections = form.sections
    .map(({ title: heading, fields: names }) => ({ heading, names: names.map(nameOf).filter((name) => fields.has(name)) }))
    .filter(({ names }) => names.length > 0);
  return (
    <AdminPage env={env} title={title} active={`/app/${model.name}`}>
      <div class="card">
        <Form action={record ? `/app/${model.name}/${record.id}` : `/app/${model.name}/new`} problem={state.problem} guarded>
          {sections.map(({ heading, names }) => (
            <fieldset>
              {heading ? <legend>{env.t(heading)}</legend> : null}
              <div class="columns">
                {names.map((name) => {
                  const field = fields.get(name);
                  return field ? (
                    <FieldInput
                      env={env}
                      field={field}
                      name={name}
                      value={record?.[name]}
                      typed={sent(name)}
                      error={state.issues.find(({ path }) => path === name)?.message}
                    />
                  ) : null;
                })}
              </div>
            </fieldset>
          ))}
          <div class="row">
            <button type="submit" class="primary">
              {env.t('Save')}
            </button>
            <a class="button" href={record ? `/app/${model.name}/${record.id}` : `/app/${model.name}`}>
              {env.t('Discard')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}

/** The question before something that cannot simply be undone, with its consequence in words. */
export function AskPage({
  env,
  title,
  question,
  action,
  back,
  label,
  danger,
  problem,
  children,
}: {
  env: Env;
  title: string;
  question: string;
  action: string;
  back: string;
  label: string;
  danger: boolean;
  problem: string | undefined;
  children?: Child;
}) {
  return (
    <AdminPage env={env} title={title}>
      <div class="card">
        <Form action={action} problem={problem}>
          <p>{question}</p>
          {children}
          <div class="row">
            <button type="submit" class={danger ? 'danger' : 'primary'}>
              {label}
            </button>
            <a class="button" href={back}>
              {env.t('Go back')}
            </a>
          </div>
        </Form>
      </div>
    </AdminPage>
  );
}
