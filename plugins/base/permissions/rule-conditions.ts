import { type AnyDomain, type CatalogModel, type Env, fail, instantOf } from '#core';
import { words } from '../../web/contract.ts';

/** One line of the editor: a field (`host`, or `host.name` for a field of the record pointed at), an operator and a value as typed. */
export type ConditionLine = { readonly field: string; readonly operator: string; readonly value: string };

export const operators = ['is', 'is-not', 'contains', 'less', 'at-most', 'more', 'at-least', 'one-of', 'me', 'empty', 'filled'] as const;
type Operator = (typeof operators)[number];

export const operatorWords = (env: Env, operator: string): string => {
  const all: Record<Operator, string> = {
    is: env.t('is'),
    'is-not': env.t('is not'),
    contains: env.t('contains'),
    less: env.t('is less than, before'),
    'at-most': env.t('is at most'),
    more: env.t('is more than, after'),
    'at-least': env.t('is at least'),
    'one-of': env.t('is one of (a, b, c)'),
    me: env.t('is the acting person'),
    empty: env.t('is empty'),
    filled: env.t('is not empty'),
  };
  return Object.hasOwn(all, operator) ? all[operator as Operator] : operator;
};

type FieldInfo = CatalogModel['fields'][string];

const unfit = new Set(['json', 'bytes', 'secret', 'range', 'many']);

/** Fields that a line may be about, with those of records pointed at; labels for the list. */
export function fieldChoices(env: Env, model: string): readonly { value: string; label: string; group: string }[] {
  const { fields, label } = env.catalog.model(model);
  const title = (name: string, field: FieldInfo): string => env.t(field.options.label ?? words(name.replace(/([A-Z])/g, ' $1')));
  const own = Object.entries(fields).filter(([, field]) => !unfit.has(field.kind));
  return [
    ...own.map(([name, field]) => ({ value: name, label: title(name, field), group: env.t(label) })),
    ...own.flatMap(([name, field]) =>
      field.kind === 'ref' && field.options.target !== undefined
        ? Object.entries(env.catalog.model(field.options.target).fields)
            .filter(([inner, { kind }]) => !unfit.has(kind) && !['id', 'createdAt', 'updatedAt'].includes(inner))
            .map(([inner, one]) => ({ value: `${name}.${inner}`, label: `${title(name, field)} → ${title(inner, one)}`, group: title(name, field) }))
        : [],
    ),
  ];
}

function fieldOf(env: Env, model: string, path: string): { field: FieldInfo; wrap: (condition: AnyDomain) => AnyDomain; name: string } | undefined {
  const [first = '', second] = path.split('.', 2);
  const field = env.catalog.model(model).fields[first];
  if (!field || unfit.has(field.kind)) return undefined;
  if (second === undefined) return { field, name: first, wrap: (condition) => condition };
  const target = field.kind === 'ref' ? field.options.target : undefined;
  const inner = target === undefined ? undefined : env.catalog.model(target).fields[second];
  return inner && !unfit.has(inner.kind) ? { field: inner, name: second, wrap: (condition) => ({ [first]: { where: condition } }) } : undefined;
}

const wrong = (index: number, message: string) => fail('INPUT_INVALID', { issues: [{ path: `value-${index}`, message }] });

/** What was typed, as the field holds it: instants are in the viewer's zone, yes and no are written out. */
function typedValue(env: Env, field: FieldInfo, text: string, index: number): string | number | boolean {
  const value = text.trim();
  if (value === '') throw wrong(index, 'Type a value.');
  switch (field.kind) {
    case 'bool': {
      if (/^(yes|true|ja|1)$/i.test(value)) return true;
      if (/^(no|false|nein|0)$/i.test(value)) return false;
      throw wrong(index, 'Type yes or no.');
    }
    case 'int':
    case 'number': {
      const number = Number(value.replace(',', '.'));
      if (!Number.isFinite(number) || (field.kind === 'int' && !Number.isInteger(number))) throw wrong(index, 'Type a number.');
      return number;
    }
    case 'date':
      if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw wrong(index, 'Type a date such as 2027-03-09.');
      return value;
    case 'instant': {
      const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?$/.exec(value);
      const local = parts ? instantOf(`${parts[1]}T${parts[2] ?? '00:00'}`, env.preferences.timeZone) : undefined;
      if (local) return local.toISOString();
      const date = new Date(value);
      if (!/T.*(Z|[+-]\d\d:\d\d)$/.test(value) || Number.isNaN(date.getTime())) throw wrong(index, 'Type a date and time such as 2027-03-09 14:30.');
      return date.toISOString();
    }
    case 'choice': {
      const { choices = [] } = field.options;
      const found = choices.find((choice) => choice === value || env.t(words(choice)).toLowerCase() === value.toLowerCase());
      if (found === undefined) throw wrong(index, env.t('Choose one of: {choices}', { choices: choices.map((choice) => env.t(words(choice))).join(', ') }));
      return found;
    }
    default:
      return value;
  }
}

function conditionOf(env: Env, model: string, { field: path, operator, value }: ConditionLine, index: number): AnyDomain {
  const found = fieldOf(env, model, path);
  if (!found) throw fail('INPUT_INVALID', { issues: [{ path: `field-${index}`, message: 'Choose a field.' }] });
  const { field, name, wrap } = found;
  const one = () => typedValue(env, field, value, index);
  switch (operator) {
    case 'is':
      return wrap({ [name]: one() });
    case 'is-not':
      return wrap({ [name]: { ne: one() } });
    case 'contains': {
      if (!['text', 'longText', 'email', 'zone', 'choice'].includes(field.kind)) throw wrong(index, 'Only a text can contain something.');
      return wrap({ [name]: { like: value.trim() } });
    }
    case 'less':
      return wrap({ [name]: { lt: one() } });
    case 'at-most':
      return wrap({ [name]: { lte: one() } });
    case 'more':
      return wrap({ [name]: { gt: one() } });
    case 'at-least':
      return wrap({ [name]: { gte: one() } });
    case 'one-of':
      return wrap({
        [name]: {
          in: value
            .split(',')
            .filter((part) => part.trim() !== '')
            .map((part) => typedValue(env, field, part, index)),
        },
      });
    case 'me':
      if (field.options.target !== 'base.person' && name !== 'id') throw wrong(index, 'Only a field that points at a person can be the acting person.');
      return wrap({ [name]: { $var: 'me' } });
    case 'empty':
      return wrap({ [name]: null });
    case 'filled':
      return wrap({ [name]: { ne: null } });
    default:
      throw fail('INPUT_INVALID', { issues: [{ path: `operator-${index}`, message: 'Choose a condition.' }] });
  }
}

/** The lines as one domain. Lines without a field are left out; no lines at all: every record. @throws INPUT_INVALID beside the line */
export function domainOfLines(env: Env, model: string, join: 'all' | 'any', lines: readonly ConditionLine[]): AnyDomain {
  const parts = lines.map((line, index) => ({ line, index })).filter(({ line }) => line.field !== '');
  const conditions = parts.map(({ line, index }) => conditionOf(env, model, line, index));
  const [first] = conditions;
  if (first === undefined) return true;
  if (conditions.length === 1) return first;
  return join === 'all' ? { $and: conditions } : { $or: conditions };
}

const inverse: Readonly<Record<string, Operator>> = {
  eq: 'is',
  ne: 'is-not',
  like: 'contains',
  lt: 'less',
  lte: 'at-most',
  gt: 'more',
  gte: 'at-least',
  in: 'one-of',
};

function lineOf(part: AnyDomain, prefix: string): ConditionLine | undefined {
  if (typeof part === 'boolean') return undefined;
  const [entry, ...others] = Object.entries(part).filter(([, condition]) => condition !== undefined);
  if (!entry || others.length > 0 || entry[0].startsWith('$')) return undefined;
  const [name, condition] = entry;
  const field = prefix + name;
  if (condition === null) return { field, operator: 'empty', value: '' };
  if (typeof condition !== 'object') return { field, operator: 'is', value: typeof condition === 'boolean' ? (condition ? 'yes' : 'no') : String(condition) };
  if (condition instanceof Date || Array.isArray(condition)) return undefined;
  if ('$var' in condition) return condition.$var === 'me' ? { field, operator: 'me', value: '' } : undefined;
  const [inner, ...more] = Object.entries(condition);
  if (!inner || more.length > 0) return undefined;
  const [operator, operand] = inner;
  if (operator === 'where' && prefix === '' && typeof operand === 'object' && operand !== null) return lineOf(operand as AnyDomain, `${name}.`);
  if (operator === 'ne' && operand === null) return { field, operator: 'filled', value: '' };
  const back = inverse[operator];
  if (back === undefined) return undefined;
  if (Array.isArray(operand))
    return operand.every((one) => ['string', 'number'].includes(typeof one)) ? { field, operator: back, value: operand.join(', ') } : undefined;
  if (typeof operand === 'boolean') return { field, operator: back, value: operand ? 'yes' : 'no' };
  return typeof operand === 'string' || typeof operand === 'number' ? { field, operator: back, value: String(operand) } : undefined;
}

/** A saved domain as lines; undefined where lines cannot say it: then it is shown as JSON. */
export function linesOfDomain(domain: AnyDomain): { join: 'all' | 'any'; lines: readonly ConditionLine[] } | undefined {
  if (domain === true) return { join: 'all', lines: [] };
  if (domain === false) return undefined;
  const entries = Object.entries(domain).filter(([, condition]) => condition !== undefined);
  const [only] = entries;
  const list =
    entries.length === 1 && only && (only[0] === '$and' || only[0] === '$or') && Array.isArray(only[1]) ? (only[1] as readonly AnyDomain[]) : undefined;
  const parts = list ?? entries.map(([key, condition]): AnyDomain => ({ [key]: condition }));
  const lines = parts.map((part) => lineOf(part, ''));
  return lines.every((line) => line !== undefined) ? { join: list && only?.[0] === '$or' ? 'any' : 'all', lines } : undefined;
}
