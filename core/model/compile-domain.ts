import type { AccessPolicy } from '../access/policy.ts';
import type { Principal } from '../principal.ts';
import type { AnyDomain, Condition, Variable } from './domain.ts';
import { quoted as quote } from './names.ts';
import { toRangeText } from './range-text.ts';
import type { Registry, ResolvedField, ResolvedModel } from './registry.ts';

/** SQL text and its values. The text depends on the domain's shape alone, never on values: it can be prepared. */
export type Compiled = { text: string; values: unknown[] };

export type DomainContext = {
  registry: Registry;
  policy: AccessPolicy;
  principal: Principal;
  /** Follow relations through the target's own read rules; the rules themselves are compiled without, or two models that point at each other would never end. */
  throughRules: boolean;
  /** Refuse fields that the principal may not see. Rules may use them. */
  guardFields: boolean;
};

/** The value of a variable for who acts; undefined: it matches nothing. */
export function variableValue(variable: Variable, principal: Principal): string | undefined {
  if (variable.$var === 'me') return principal.kind === 'user' ? principal.person : undefined;
  return principal.kind === 'portal' ? principal.record : undefined;
}

const isVariable = (value: unknown): value is Variable => typeof value === 'object' && value !== null && '$var' in value;

/** A domain that names a field that is not there or may not be seen; the caller turns it into a clear error. */
export class DomainError extends Error {
  readonly field: string;
  constructor(model: string, field: string, reason: string) {
    super(`${model}.${field}: ${reason}`);
    this.name = 'DomainError';
    this.field = field;
  }
}

/**
 * Compiles a domain to a boolean SQL expression over the alias of the model's table. Two-valued like the evaluator: a comparison with null is false, and NOT is
 * `IS NOT TRUE`. Never emits an empty conjunction or disjunction: true and false are literals.
 * @param values binds so far; new ones are pushed.
 */
export function compileDomain(context: DomainContext, model: ResolvedModel, domain: AnyDomain, alias: string, values: unknown[], depth = 0): string {
  if (domain === true) return 'TRUE';
  if (domain === false) return 'FALSE';
  const parts: string[] = [];
  for (const [key, condition] of Object.entries(domain)) {
    if (condition === undefined) continue;
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(condition)) throw new DomainError(model.name, key, 'needs a list');
      const inner = condition.map((one: AnyDomain) => compileDomain(context, model, one, alias, values, depth));
      parts.push(key === '$and' ? conjunction(inner) : disjunction(inner));
    } else if (key === '$not') {
      parts.push(negation(compileDomain(context, model, condition as AnyDomain, alias, values, depth)));
    } else {
      const field = model.fields.get(key);
      if (!field) throw new DomainError(model.name, key, 'there is no such field');
      if (context.guardFields && !context.policy.field(context.principal, model.name, key)) throw new DomainError(model.name, key, 'there is no such field');
      parts.push(compileCondition(context, model, field, condition as Condition, alias, values, depth));
    }
  }
  return conjunction(parts);
}

export function conjunction(parts: readonly string[]): string {
  if (parts.includes('FALSE')) return 'FALSE';
  const real = parts.filter((part) => part !== 'TRUE');
  if (real.length === 0) return 'TRUE';
  return real.length === 1 ? (real[0] ?? 'TRUE') : `(${real.join(' AND ')})`;
}

export function disjunction(parts: readonly string[]): string {
  if (parts.includes('TRUE')) return 'TRUE';
  const real = parts.filter((part) => part !== 'FALSE');
  if (real.length === 0) return 'FALSE';
  return real.length === 1 ? (real[0] ?? 'FALSE') : `(${real.join(' OR ')})`;
}

function negation(part: string): string {
  if (part === 'TRUE') return 'FALSE';
  if (part === 'FALSE') return 'TRUE';
  return `(${part}) IS NOT TRUE`;
}

const COMPARE: Record<string, string> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** What the bind is cast to, so that a list of one type is never guessed. */
const CAST: Partial<Record<ResolvedField['kind'], string>> = {
  ref: 'uuid',
  uuid: 'uuid',
  int: 'integer',
  number: 'double precision',
  bool: 'boolean',
  instant: 'timestamptz',
  date: 'date',
};

function compileCondition(
  context: DomainContext,
  model: ResolvedModel,
  field: ResolvedField,
  condition: Condition,
  alias: string,
  values: unknown[],
  depth: number,
): string {
  const cast = CAST[field.kind] ?? 'text';
  const column = field.column ? `${alias}.${quote(field.column)}` : '';
  const bind = (value: unknown, as = cast): string => `$${values.push(value)}::${as}`;
  const operators: Record<string, unknown> =
    condition === null || typeof condition !== 'object' || condition instanceof Date || isVariable(condition)
      ? { eq: condition }
      : (condition as Record<string, unknown>);

  const parts = Object.entries(operators).map(([operator, operand]): string => {
    if (operator === 'some' || operator === 'none') {
      const inside = compileMany(context, model, field, operand as AnyDomain, alias, values, depth);
      return operator === 'some' ? inside : negation(inside);
    }
    if (field.column === null) throw new DomainError(model.name, field.name, 'use "some" or "none"');
    if (operator === 'readable') return compileRef(context, model, field, undefined, column, values, depth);
    if (operator === 'where') return compileRef(context, model, field, operand as AnyDomain, column, values, depth);
    const value = isVariable(operand) ? variableValue(operand, context.principal) : operand;
    switch (operator) {
      case 'eq':
        if (value === undefined) return 'FALSE';
        return value === null ? `${column} IS NULL` : `${column} = ${bind(value)}`;
      case 'ne':
        if (value === undefined) return 'TRUE';
        return value === null ? `${column} IS NOT NULL` : `${column} IS DISTINCT FROM ${bind(value)}`;
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        return value === null || value === undefined ? 'FALSE' : `${column} ${COMPARE[operator]} ${bind(value)}`;
      case 'in':
      case 'notIn': {
        if (!Array.isArray(value)) throw new DomainError(model.name, field.name, `"${operator}" needs a list`);
        const real = value.filter((one) => one !== null);
        const some = value.length > real.length ? [`${column} IS NULL`] : [];
        const inside = disjunction([...(real.length > 0 ? [`${column} = ANY(${bind(real, `${cast}[]`)})`] : []), ...some]);
        return operator === 'in' ? inside : negation(inside);
      }
      case 'like':
        return `${column} ILIKE ${bind(`%${String(value).replace(/[\\%_]/g, '\\$&')}%`, 'text')}`;
      case 'overlaps':
        return `${column} && ${bind(toRangeText(value as { start: Date; end: Date }), 'tstzrange')}`;
      case 'contains':
        return `${column} @> ${bind(value, 'timestamptz')}`;
      default:
        throw new DomainError(model.name, field.name, `there is no condition "${operator}"`);
    }
  });
  return conjunction(parts);
}

/** Which rows of the target the principal may read. Rules are compiled as they stand: relations in them do not go through further rules unless they say `readable`. */
function rulesOf(context: DomainContext, target: ResolvedModel, alias: string, values: unknown[], depth: number): string {
  if (depth > 8) throw new DomainError(target.name, 'id', 'record rules point at each other in a circle');
  if (!context.policy.allows(context.principal, target.name, 'read')) return 'FALSE';
  const rules = context.policy.rows(context.principal, target.name, 'read');
  return compileDomain({ ...context, throughRules: false, guardFields: false }, target, rules, alias, values, depth);
}

/** In filters nobody learns through a relation what may not be read directly. */
const reachable = (context: DomainContext, target: ResolvedModel, alias: string, values: unknown[], depth: number): string =>
  context.throughRules ? rulesOf(context, target, alias, values, depth) : 'TRUE';

/** `domain` undefined: any record that the principal may read. */
function compileRef(
  context: DomainContext,
  model: ResolvedModel,
  field: ResolvedField,
  domain: AnyDomain | undefined,
  column: string,
  values: unknown[],
  depth: number,
): string {
  if (field.kind !== 'ref' || !field.options.target) throw new DomainError(model.name, field.name, '"where" and "readable" need a reference');
  const target = context.registry.model(field.options.target);
  const alias = `t${depth + 1}`;
  const inner =
    domain === undefined
      ? rulesOf(context, target, alias, values, depth + 1)
      : conjunction([compileDomain(context, target, domain, alias, values, depth + 1), reachable(context, target, alias, values, depth + 1)]);
  if (inner === 'FALSE') return 'FALSE';
  const scope = target.global ? '' : `${alias}.org_id = $1 AND `;
  return `${column} IN (SELECT ${alias}.id FROM ${quote(target.table)} AS ${alias} WHERE ${scope}${inner})`;
}

function compileMany(
  context: DomainContext,
  model: ResolvedModel,
  field: ResolvedField,
  domain: AnyDomain,
  alias: string,
  values: unknown[],
  depth: number,
): string {
  const { target: name, inverse } = field.options;
  if (field.kind !== 'many' || !name || !inverse) throw new DomainError(model.name, field.name, '"some" and "none" need a one-to-many field');
  const target = context.registry.model(name);
  const inner = `t${depth + 1}`;
  const back = target.fields.get(inverse)?.column ?? '';
  const where = conjunction([compileDomain(context, target, domain, inner, values, depth + 1), reachable(context, target, inner, values, depth + 1)]);
  if (where === 'FALSE') return 'FALSE';
  const scope = target.global ? '' : `${inner}.org_id = $1 AND `;
  return `${alias}.id IN (SELECT ${inner}.${quote(back)} FROM ${quote(target.table)} AS ${inner} WHERE ${scope}${inner}.${quote(back)} IS NOT NULL AND ${where})`;
}
