import type { AnyDomain, Env } from '#core';
import { words } from '../../web/contract.ts';

const signs: Readonly<Record<string, string>> = {
  eq: '{field} is {value}',
  ne: '{field} is not {value}',
  lt: '{field} is less than {value}',
  lte: '{field} is at most {value}',
  gt: '{field} is more than {value}',
  gte: '{field} is at least {value}',
  in: '{field} is one of {value}',
  notIn: '{field} is none of {value}',
  like: '{field} contains {value}',
  overlaps: '{field} overlaps {value}',
  contains: '{field} contains {value}',
};

const known = Object.keys(signs);

function valueWords(env: Env, value: unknown): string {
  if (value === null) return env.t('empty');
  if (value === true) return env.t('yes');
  if (value === false) return env.t('no');
  if (typeof value === 'object' && '$var' in value) return value.$var === 'me' ? env.t('the acting person') : env.t('the record of the link');
  if (Array.isArray(value)) return value.map((one) => valueWords(env, one)).join(', ') || env.t('nothing');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? `“${value}”` : typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** A domain in words: “State is “draft” and Host is the acting person”. Fields by their labels, as far as the model knows them. */
export function domainWords(env: Env, model: string, domain: AnyDomain): string {
  if (domain === true) return env.t('every record');
  if (domain === false) return env.t('no record');
  const fields = env.catalog.models().includes(model) ? env.catalog.model(model).fields : {};
  const parts = Object.entries(domain).flatMap(([key, condition]): string[] => {
    if (condition === undefined) return [];
    if (key === '$and' || key === '$or') {
      const inner = (Array.isArray(condition) ? condition : []).map((one: AnyDomain) => domainWords(env, model, one));
      const joined = inner.join(key === '$and' ? ` ${env.t('and')} ` : ` ${env.t('or')} `);
      return [inner.length > 1 ? `(${joined})` : joined || env.t(key === '$and' ? 'every record' : 'no record')];
    }
    // the members below are checked by the compiler; words only look at their shape
    if (key === '$not') return [env.t('not ({condition})', { condition: domainWords(env, model, condition as AnyDomain) })];
    const field = fields[key];
    const label = env.t(field?.options.label ?? words(key.replace(/([A-Z])/g, ' $1')));
    if (condition === null || typeof condition !== 'object' || condition instanceof Date || '$var' in condition)
      return [env.t(signs.eq ?? '', { field: label, value: valueWords(env, condition) })];
    const target = field?.options.target ?? '';
    return Object.entries(condition).map(([operator, operand]) => {
      if (operator === 'readable') return env.t('{field} may be read', { field: label });
      if (operator === 'where') return env.t('{field}: {condition}', { field: label, condition: domainWords(env, target, operand as AnyDomain) });
      if (operator === 'some') return env.t('one of {field}: {condition}', { field: label, condition: domainWords(env, target, operand as AnyDomain) });
      if (operator === 'none') return env.t('none of {field}: {condition}', { field: label, condition: domainWords(env, target, operand as AnyDomain) });
      return env.t(signs[known.includes(operator) ? operator : 'eq'] ?? '', { field: label, value: valueWords(env, operand) });
    });
  });
  return parts.length === 0 ? env.t('every record') : parts.join(` ${env.t('and')} `);
}
