import { z } from 'zod';
import { type Env, fail, html, redirect, route } from '#core';
import { EmptyState, Field, Icon, Notice, saying, Table, ticked } from '../../web/contract.ts';
import { type FormState, fresh, refusedState } from '../form-state.ts';
import { personPrincipal } from '../person-principal.ts';
import { concernedWords, modelChoices } from './concerned-words.ts';
import { domainWords } from './domain-words.ts';
import { mayWords } from './matrix-routes.tsx';
import { idParam } from './permission-forms.ts';
import { PermissionsPage, ROOT } from './permissions-page.tsx';
import { type Previewed, RuleForm, type RuleValues } from './rule-form.tsx';
import { formValues, newValues, type RuleBody, ruleBody, ruleOf, valuesOf } from './rule-values.ts';

const RULES = `${ROOT}/rules`;
/** In the list to try a rule out on. */
const MOST_PEOPLE = 200;

const labelOf = (env: Env<'base'>, model: string): string => (env.catalog.models().includes(model) ? env.t(env.catalog.model(model).label) : model);

async function RulesPage({ env }: { env: Env<'base'> }) {
  const rules = await env.access.rules();
  return (
    <PermissionsPage
      env={env}
      current="rules"
      title={env.t('Own rules')}
      subtitle={env.t('Own rules only ever take records away; they give no right that nobody had.')}
    >
      <form method="get" action={`${RULES}/new`} class="row">
        <Field label={env.t('New rule for')} name="model">
          <select id="model" name="model">
            {modelChoices(env).map(({ value, label }) => (
              <option value={value}>{label}</option>
            ))}
          </select>
        </Field>
        <button type="submit" class="button primary">
          <Icon name="plus" /> {env.t('New rule')}
        </button>
      </form>
      {rules.length === 0 ? (
        <EmptyState icon="filter">{env.t('There are no own rules. The apps’ own rules are under “Who may do what”.')}</EmptyState>
      ) : (
        <Table
          caption={env.t('Own rules')}
          head={[env.t('Rule'), env.t('Records'), env.t('Concerns'), env.t('Narrows'), env.t('Only where'), env.t('State'), env.t('Action')]}
          rows={rules.map((rule) => [
            <a href={`${RULES}/${rule.id}`}>{rule.name}</a>,
            labelOf(env, rule.model),
            concernedWords(env, rule),
            mayWords(env, rule.operations),
            rule.problem === undefined ? (
              domainWords(env, rule.model, rule.domain)
            ) : (
              <span class="state danger">
                <Icon name="circle-alert" /> {env.t('Does not fit any more, so it hides every record: {problem}', { problem: rule.problem })}
              </span>
            ),
            <span class={rule.active ? 'state ok' : 'state muted'}>
              <Icon name={rule.active ? 'circle-check' : 'circle'} /> {rule.active ? env.t('Active') : env.t('Off')}
            </span>,
            <form method="post" action={`${RULES}/${rule.id}/switch`}>
              <input type="hidden" name="active" value={rule.active ? 'false' : 'true'} />
              <button type="submit" class="button" aria-label={env.t(rule.active ? 'Turn off {name}' : 'Turn on {name}', { name: rule.name })}>
                {rule.active ? env.t('Turn off') : env.t('Turn on')}
              </button>
            </form>,
          ])}
        />
      )}
    </PermissionsPage>
  );
}

async function RulePage({
  env,
  id,
  values,
  person,
  previewed,
  state,
}: {
  env: Env<'base'>;
  id: string | undefined;
  values: RuleValues;
  person?: string;
  previewed?: Previewed | undefined;
  state: FormState;
}) {
  const people = await env.model('base.person').pick({ active: true, account: { ne: null } }, ['name'], { order: ['name'], limit: MOST_PEOPLE });
  const me = env.principal.kind === 'user' ? env.principal.person : '';
  return (
    <PermissionsPage env={env} current="rules" title={env.t('Rule for {label}', { label: labelOf(env, values.model) })}>
      {env.catalog.models().includes(values.model) ? (
        <RuleForm
          env={env}
          action={id === undefined ? `${RULES}/new` : `${RULES}/${id}`}
          values={values}
          people={people}
          person={person ?? people.find((one) => one.id !== me)?.id ?? me}
          previewed={previewed}
          state={state}
        />
      ) : (
        <Notice kind="warn">{env.t('The app that brought these records is away. The rule waits for it.')}</Notice>
      )}
      {id === undefined ? null : (
        <form method="post" action={`${RULES}/${id}/delete`} class="section">
          <div class="row">
            <button type="submit" class="button danger">
              {env.t('Delete the rule')}
            </button>
          </div>
        </form>
      )}
    </PermissionsPage>
  );
}

async function previewOn(env: Env<'base'>, id: string | undefined, values: RuleValues, person: string): Promise<Previewed | undefined> {
  const acting = z.uuid().safeParse(person).success ? await personPrincipal(env.asPlugin(), person) : null;
  if (!acting) return undefined;
  const { name } = await env.model('base.person').get(person);
  // a rule that is only tried out needs no name yet
  const draft = ruleOf(env, { ...values, name: values.name.trim() || '–', operations: values.operations.length > 0 ? values.operations : ['r'] });
  const { before, after } = await env.access.preview(id, draft, acting.principal);
  return { person, name, before, after };
}

async function submitted(env: Env<'base'>, id: string | undefined, body: RuleBody) {
  const values = formValues(body);
  if (body.do === 'more')
    return html(
      <RulePage
        env={env}
        id={id}
        values={{ ...values, lines: [...values.lines, { field: '', operator: 'is', value: '' }] }}
        person={body.person}
        state={fresh}
      />,
    );
  if (body.do === 'preview') {
    const previewed = await previewOn(env, id, values, body.person);
    return html(<RulePage env={env} id={id} values={values} person={body.person} previewed={previewed} state={fresh} />);
  }
  await env.access.saveRule(id, ruleOf(env, values));
  return redirect(await saying(env, RULES, env.t('The rule “{name}” is saved.', { name: values.name })));
}

async function refused(env: Env<'base'>, id: string | undefined, raw: unknown, error: Parameters<typeof refusedState>[1]) {
  const body = ruleBody.safeParse(raw);
  if (!env.inGroup('base.admin') || !body.success || !env.catalog.models().includes(body.data.model)) return redirect(RULES);
  return html(<RulePage env={env} id={id} values={formValues(body.data)} person={body.data.person} state={refusedState(env, error)} />, {
    status: error.status,
  });
}

export const permissionRulesRoutes = [
  route({
    method: 'GET',
    path: RULES,
    auth: 'group:base.admin',
    summary: 'The own rules',
    async handler(env: Env<'base'>) {
      return html(<RulesPage env={env} />);
    },
  }),
  route({
    method: 'GET',
    path: `${RULES}/new`,
    auth: 'group:base.admin',
    summary: 'The form for an own rule',
    query: z.object({ model: z.string().max(120) }),
    async handler(env: Env<'base'>, { query }) {
      if (!env.catalog.models().includes(query.model)) throw fail('NOT_FOUND');
      return html(<RulePage env={env} id={undefined} values={newValues(query.model)} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: `${RULES}/new`,
    auth: 'group:base.admin',
    summary: 'Makes an own rule, or tries it out',
    body: ruleBody,
    handler: (env: Env<'base'>, { body }) => submitted(env, undefined, body),
    onError: (env: Env<'base'>, request, error) => refused(env, undefined, request.raw, error),
  }),
  route({
    method: 'GET',
    path: `${RULES}/:id`,
    auth: 'group:base.admin',
    summary: 'An own rule',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      const rule = (await env.access.rules()).find(({ id }) => id === params.id);
      if (!rule) throw fail('NOT_FOUND');
      return html(<RulePage env={env} id={rule.id} values={valuesOf(rule)} state={fresh} />);
    },
  }),
  route({
    method: 'POST',
    path: `${RULES}/:id`,
    auth: 'group:base.admin',
    summary: 'Changes an own rule, or tries it out',
    params: idParam,
    body: ruleBody,
    handler: (env: Env<'base'>, { params, body }) => submitted(env, params.id, body),
    onError: (env: Env<'base'>, request, error) => refused(env, idParam.safeParse(request.params).data?.id, request.raw, error),
  }),
  route({
    method: 'POST',
    path: `${RULES}/:id/switch`,
    auth: 'group:base.admin',
    summary: 'Turns an own rule on or off',
    params: idParam,
    body: z.object({ active: ticked }),
    async handler(env: Env<'base'>, { params, body }) {
      await env.access.switch('rule', params.id, body.active);
      return redirect(await saying(env, RULES, body.active ? env.t('The rule is on.') : env.t('The rule is off.')));
    },
  }),
  route({
    method: 'POST',
    path: `${RULES}/:id/delete`,
    auth: 'group:base.admin',
    summary: 'Deletes an own rule',
    params: idParam,
    async handler(env: Env<'base'>, { params }) {
      await env.access.remove('rule', params.id);
      return redirect(await saying(env, RULES, env.t('The rule is deleted.')));
    },
  }),
];
