import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { EmptyState, Field, Form, Icon, saying, several, Table, ticked, words } from '../../web/contract.ts';
import { type FormState, fresh, issueAt, refusedState } from '../form-state.ts';
import { concernedWords, modelChoices } from './concerned-words.ts';
import { GroupBoxes } from './group-choices.tsx';
import { idParam } from './permission-forms.ts';
import { PermissionsPage, ROOT } from './permissions-page.tsx';

const FIELDS = `${ROOT}/fields`;

const fieldWords = (env: Env<'base'>, model: string, name: string): string => {
  const field = env.catalog.models().includes(model) ? env.catalog.model(model).fields[name] : undefined;
  return env.t(field?.options.label ?? words(name.replace(/([A-Z])/g, ' $1')));
};

type Values = { model: string; field: string; everybody: boolean; groups: readonly string[]; except: readonly string[] };

async function FieldsPage({ env, values, state }: { env: Env<'base'>; values: Values; state: FormState }) {
  const hides = await env.access.hides();
  const models = modelChoices(env);
  const known = env.catalog.models().includes(values.model);
  const label = new Map(models.map(({ value, label: name }) => [value, name]));
  return (
    <PermissionsPage
      env={env}
      current="fields"
      title={env.t('Hidden fields')}
      subtitle={env.t('What is hidden reads as empty, cannot be set, and cannot be searched, sorted or grouped by.')}
    >
      {hides.length === 0 ? (
        <EmptyState icon="eye-off">{env.t('No field is hidden here. Apps hide some of their own.')}</EmptyState>
      ) : (
        <Table
          caption={env.t('Hidden fields')}
          head={[env.t('Records'), env.t('Field'), env.t('Hidden from'), env.t('State'), env.t('Action')]}
          rows={hides.map((hide) => [
            label.get(hide.model) ?? hide.model,
            fieldWords(env, hide.model, hide.field),
            concernedWords(env, hide),
            <span class={hide.active ? 'state ok' : 'state muted'}>
              <Icon name={hide.active ? 'circle-check' : 'circle'} /> {hide.active ? env.t('Active') : env.t('Off')}
            </span>,
            <div class="row">
              <form method="post" action={`${FIELDS}/${hide.id}/switch`}>
                <input type="hidden" name="active" value={hide.active ? 'false' : 'true'} />
                <button type="submit" class="button">
                  {hide.active ? env.t('Turn off') : env.t('Turn on')}
                </button>
              </form>
              <form method="post" action={`${FIELDS}/${hide.id}/delete`}>
                <button type="submit" class="button">
                  {env.t('Delete')}
                </button>
              </form>
            </div>,
          ])}
        />
      )}
      <section class="section">
        <h2>{env.t('Hide a field')}</h2>
        <form method="get" class="row">
          <Field label={env.t('Records')} name="model">
            <select id="model" name="model">
              {models.map(({ value, label: name }) => (
                <option value={value} selected={value === values.model}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
          <button type="submit" class="button">
            {env.t('Choose')}
          </button>
        </form>
        {known ? (
          <Form action={FIELDS} problem={state.problem}>
            <input type="hidden" name="model" value={values.model} />
            <Field label={env.t('Field')} name="field" error={issueAt(state, 'field')}>
              <select id="field" name="field">
                {Object.keys(env.catalog.model(values.model).fields)
                  .filter((name) => !['id', 'createdAt', 'updatedAt'].includes(name))
                  .map((name) => (
                    <option value={name} selected={name === values.field}>
                      {fieldWords(env, values.model, name)}
                    </option>
                  ))}
              </select>
            </Field>
            <div class="field check">
              <label>
                <input type="checkbox" name="everybody" value="true" checked={values.everybody} /> {env.t('From everybody who is signed in')}
              </label>
            </div>
            <GroupBoxes env={env} name="groups" legend={env.t('Or only from these groups')} chosen={values.groups} error={issueAt(state, 'groups')} />
            <GroupBoxes env={env} name="except" legend={env.t('But not from these groups')} chosen={values.except} error={issueAt(state, 'except')} />
            <div class="row">
              <button type="submit" class="button primary">
                {env.t('Hide')}
              </button>
            </div>
          </Form>
        ) : null}
      </section>
    </PermissionsPage>
  );
}

const hideBody = z.object({ model: z.string().max(120), field: z.string().max(120), everybody: ticked, groups: several(200), except: several(200) });

export const permissionFieldsRoutes = [
  route({
    method: 'GET',
    path: FIELDS,
    auth: 'group:base.admin',
    summary: 'The fields that administrators hide',
    query: z.object({ model: z.string().max(120).default('') }),
    async handler(env: Env<'base'>, { query }) {
      return html(<FieldsPage env={env} values={{ model: query.model, field: '', everybody: true, groups: [], except: ['base.admin'] }} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: FIELDS,
    auth: 'group:base.admin',
    summary: 'Hides a field',
    body: hideBody,
    async handler(env: Env<'base'>, { body }) {
      if (!env.catalog.models().includes(body.model)) throw fail('NOT_FOUND');
      const { model, field, everybody, groups, except } = body;
      await env.access.saveHide({ model, field, groups: everybody ? null : groups, except, active: true });
      return redirect(await saying(env, FIELDS, env.t('The field is hidden now.')));
    },
    async onError(env: Env<'base'>, request, error) {
      const values = hideBody.safeParse(request.raw);
      if (!env.inGroup('base.admin') || !values.success) return redirect(FIELDS);
      return html(<FieldsPage env={env} values={values.data} state={refusedState(env, error)} />, { status: error.status });
    },
  }),
  route({
    method: 'POST',
    path: `${FIELDS}/:id/switch`,
    auth: 'group:base.admin',
    summary: 'Turns a hidden field on or off',
    params: idParam,
    body: z.object({ active: ticked }),
    async handler(env: Env<'base'>, { params, body }) {
      await env.access.switch('field', params.id, body.active);
      return redirect(FIELDS);
    },
  }),
  route({
    method: 'POST',
    path: `${FIELDS}/:id/delete`,
    auth: 'group:base.admin',
    summary: 'Shows a field again',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      await env.access.remove('field', params.id);
      return redirect(await saying(env, FIELDS, env.t('The field is shown again.')));
    },
  }),
];
