import type { Child } from 'hono/jsx';
import type { Env, Issue } from '#core';
import { Form } from '../components/form.tsx';
import { FormActions } from '../components/form-actions.tsx';
import { AdminPage } from '../components/page.tsx';
import { FieldInput } from '../field-input.tsx';
import type { RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import { clientCondition } from './client-condition.ts';
import { JoinedInput } from './joined-input.tsx';
import { defaultsOf, type Spot, sheetsOf, spotsOf } from './layout.ts';
import { valuesOf } from './save-form.ts';

export type EditState = {
  problem: string | undefined;
  issues: readonly Issue[];
  /** What was sent, or what the form begins with. */
  typed: Readonly<Record<string, unknown>> | undefined;
  back?: string | undefined;
};

/** Conditions around an input: switched by the server, and by the page's script as far as it can tell. */
function Conditional({ spot, fields, children }: { spot: Spot; fields: ReadonlySet<string>; children?: Child }) {
  const { conditions } = spot;
  const look = spot.wide ? 'spot wide' : 'spot';
  if (!conditions) return <div class={look}>{children}</div>;
  const when = Object.fromEntries(
    Object.entries(conditions).flatMap(([name, domain]) => {
      const known = clientCondition(domain, fields);
      return known === undefined ? [] : [[name, known]];
    }),
  );
  return (
    <fieldset class={look} data-when={JSON.stringify(when)} hidden={!spot.visible} disabled={!spot.writable}>
      {children}
    </fieldset>
  );
}

/** A record to write: the sections of all tabs with inputs, save on top and at the end. */
export async function EditPage({
  env,
  views,
  record,
  state,
  action,
}: {
  env: Env;
  views: ModelViews;
  record: RecordRow | undefined;
  state: EditState;
  /** Where it is sent, where that is not the record itself. */
  action?: string;
}) {
  const { model } = views;
  const sent = (name: string): string | undefined => {
    const value = state.typed?.[name];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? last : undefined;
  };
  const base = record ? `/app/${model.name}/${record.id}` : `/app/${model.name}/new`;
  const before = record ?? defaultsOf(views);
  const sheets = sheetsOf(env, views, { ...before, ...(state.typed ? valuesOf(env, views, record, state.typed).values : {}) });
  const inputs = ({ field }: Spot): boolean => field.options.readonly !== true && field.kind !== 'bytes';
  const fields = new Set(
    spotsOf(sheets)
      .filter(inputs)
      .map(({ name }) => name),
  );
  const parts = sheets.flatMap(({ name, title, parts: own }) =>
    own.map((part, index) => ({ ...part, title: part.title ?? (name !== '' && index === 0 ? title : undefined), spots: part.spots.filter(inputs) })),
  );
  const title = record ? String(record[model.title] ?? env.t(model.label)) : env.t('New: {what}', { what: env.t(model.label) });
  // A form that is sent elsewhere has no page to come back to from the search.
  const addresses = action ? undefined : { choices: `/app/${model.name}/choices`, step: `${base}/pick` };
  const back = state.back ?? (record ? base : `/app/${model.name}`);
  return (
    <AdminPage
      env={env}
      title={title}
      active={`/app/${model.name}`}
      styles={[{ plugin: 'web', file: 'record.css' }]}
      scripts={[{ plugin: 'web', file: 'record.js' }]}
      actions={
        <>
          <button type="submit" class="primary" form="record">
            {env.t('Save')}
          </button>
          <a class="button" href={back}>
            {env.t('Discard')}
          </a>
        </>
      }
    >
      <div class="card">
        <Form id="record" action={action ?? base} problem={state.problem} guarded>
          {state.back ? <input type="hidden" name="_back" value={state.back} /> : null}
          {parts
            .filter(({ spots }) => spots.length > 0)
            .map(({ title: heading, help, spots, folded }) => {
              const hidden = spots.every(({ visible }) => !visible);
              const inside = (
                <>
                  {help ? <p class="help">{env.t(help)}</p> : null}
                  <div class="columns">
                    {spots.map((spot) => (
                      <Conditional spot={spot} fields={fields}>
                        {spot.joins ? (
                          <JoinedInput env={env} spot={spot} joins={spot.joins} record={record?.id} typed={state.typed?.[spot.name]} addresses={addresses} />
                        ) : (
                          <FieldInput
                            env={env}
                            field={spot.field}
                            name={spot.name}
                            value={record?.[spot.name]}
                            typed={sent(spot.name)}
                            error={state.issues.find(({ path }) => path === spot.name)?.message}
                            help={spot.help}
                            required={spot.required}
                            choices={spot.choices}
                            {...(addresses ? { addresses } : {})}
                          />
                        )}
                      </Conditional>
                    ))}
                  </div>
                </>
              );
              return folded && heading ? (
                <details class="part" data-part hidden={hidden} open={spots.some(({ name }) => state.issues.some(({ path }) => path === name))}>
                  <summary>{env.t(heading)}</summary>
                  {inside}
                </details>
              ) : (
                <fieldset data-part hidden={hidden}>
                  {heading ? <legend>{env.t(heading)}</legend> : null}
                  {inside}
                </fieldset>
              );
            })}
          <FormActions env={env} label={env.t('Save')} back={back} discard />
        </Form>
      </div>
    </AdminPage>
  );
}
