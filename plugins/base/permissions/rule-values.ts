import { z } from 'zod';
import { type AdminRuleValues, domainFromJson, type Env, fail, type ListedRule } from '#core';
import { several, ticked } from '../../web/contract.ts';
import { domainOfLines, linesOfDomain } from './rule-conditions.ts';
import { MOST_LINES, type RuleValues } from './rule-form.tsx';

/** What a saved rule fills the form with. */
export const valuesOf = (rule: ListedRule): RuleValues => {
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
export const newValues = (model: string): RuleValues => ({
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

const text = z.string().max(5_000).default('');
export const ruleBody = z.object({
  model: text,
  name: text,
  everybody: ticked,
  groups: several(200),
  except: several(200),
  operations: several(200),
  join: z.enum(['all', 'any']).catch('all'),
  field: several(200),
  operator: several(200),
  value: several(100, z.string().max(500)),
  json: z.string().max(20_000).default(''),
  active: ticked,
  person: text,
  do: z.enum(['save', 'preview', 'more']).catch('save'),
});
export type RuleBody = z.output<typeof ruleBody>;

/** What the form holds, as it was sent. */
export const formValues = (body: RuleBody): RuleValues => ({
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
export function ruleOf(env: Env<'base'>, values: RuleValues): AdminRuleValues {
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
