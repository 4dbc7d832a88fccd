import { z } from 'zod';
import { type AdminRuleValues, domainFromJson, type Env, fail, html, type ListedRule, redirect, route } from '#core';
import { EmptyState, Field, Icon, Notice, saying, Table } from '../../web/contract.ts';
import { type FormState, fresh, refusedState } from '../form-state.ts';
import { personPrincipal } from '../person-principal.ts';
import { domainWords } from './domain-words.ts';
import { titleOfGroup } from './group-choices.tsx';
import { mayWords } from './matrix-routes.tsx';
import { idParam, several, ticked } from './permission-forms.ts';
import { PermissionsPage, ROOT } from './permissions-page.tsx';
import { domainOfLines, linesOfDomain } from './rule-conditions.ts';
import { MOST_LINES, type Previewed, RuleForm, type RuleValues } from './rule-form.tsx';

const RULES = `${ROOT}/rules`;
/** In the list to try a rule out on. */
const MOST_PEOPLE = 200;

export const concernedWords = (env: Env<'base'>, { groups, except }: { groups: readonly string[] | null; except: readonly string[] }): string => {
  const who = groups === null ? env.t('Everybody who is signed in') : groups.map((group) => titleOfGroup(env, group)).join(', ');
  return except.length === 0 ? who : env.t('{who}, but not {except}', { who, except: except.map((group) => titleOfGroup(env, group)).join(', ') });
};

const labelOf = (env: Env<'base'>, model: string): string => (env.catalog.models().includes(model) ? env.t(env.catalog.model(model).label) : model);

/** Models whose rows people may reach at all. */
export const modelChoices = (env: Env<'base'>): readonly { value: string; label: string }[] =>
  env.access
    .matrix()
    .filter(({ table }) => table.some(({ group }) => !group.startsWith('plugin:')))
    .map(({ model, label }) => ({ value: model, label: env.t(label) }))
    .sort((a, b) => a.label.localeCompare(b.label, env.preferences.language));

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

const valuesOf = (rule: ListedRule): RuleValues => {
  const lines = linesOfDomain(rule.domain);
  return {
    name: rule.name,
    model: rule.model,
    everybody: rule.groups === null,
    groups: rule.groups ?? [],
    except: rule.except,
    operations: [...rule.operations],
    join: lines?.join ?? 'all',
    lines: lines?.lines ?? [],
    json: lines ? '' : JSON.stringify(rule.domain, null, 2),
    active: rule.active,
  };
};

/** Administrators keep what they see unless the form says otherwise: nobody shuts themselves out by not thinking of it. */
const newValues = (model: string): RuleValues => ({
  name: '',
  model,
  everybody: true,
  groups: [],
  except: ['base.admin'],
  operations: ['r', 'u', 'd'],
  join: 'all',
  lines: [],
  json: '',
  active: true,
});

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

const text = z.string().max(5_000).default('');
const ruleBody = z.object({
  model: text,
  name: text,
  everybody: ticked,
  groups: several,
  except: several,
  operations: several,
  join: z.enum(['all', 'any']).catch('all'),
  field: several,
  operator: several,
  value: z
    .union([
      z.array(z.string().max(500)).max(100),
      z
        .string()
        .max(500)
        .transform((one) => [one]),
    ])
    .default([]),
  json: z.string().max(20_000).default(''),
  active: ticked,
  person: text,
  do: z.enum(['save', 'preview', 'more']).catch('save'),
});
type RuleBody = z.output<typeof ruleBody>;

const formValues = (body: RuleBody): RuleValues => ({
  name: body.name,
  model: body.model,
  everybody: body.everybody,
  groups: body.groups,
  except: body.except,
  operations: body.operations,
  join: body.join,
  lines: body.field
    .slice(0, MOST_LINES)
    .map((field, index) => ({ field, operator: body.operator[index] ?? 'is', value: body.value[index] ?? '' }))
    .filter(({ field, value }) => field !== '' || value !== ''),
  json: body.json.trim(),
  active: body.active,
});

const wrongJson = () => fail('INPUT_INVALID', { issues: [{ path: 'domain', message: 'This is no condition.' }] });

function jsonDomain(json: string): AdminRuleValues['domain'] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw wrongJson();
  }
  const parsed = domainFromJson.safeParse(value);
  if (!parsed.success) throw wrongJson();
  return parsed.data;
}

/** What is saved, of what the form says. @throws INPUT_INVALID */
function ruleOf(env: Env<'base'>, values: RuleValues): AdminRuleValues {
  if (!env.catalog.models().includes(values.model)) throw fail('NOT_FOUND');
  return {
    name: values.name,
    model: values.model,
    groups: values.everybody ? null : values.groups,
    except: values.except,
    operations: [...'crud'].filter((letter) => values.operations.includes(letter)).join(''),
    domain: values.json === '' ? domainOfLines(env, values.model, values.join, values.lines) : jsonDomain(values.json),
    active: values.active,
  };
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
