import { unscoped } from '../access/key-scope.ts';
import type { AccessPolicy } from '../access/policy.ts';
import type { Principal } from '../principal.ts';
import type { AnyDomain } from './domain.ts';
import { DomainError, instantOf, listOf, never, operandOf, operatorsOf, patternOf, stretchOf } from './domain-value.ts';
import { quoted } from './names.ts';
import { toRangeText } from './range-text.ts';
import type { Registry, ResolvedField, ResolvedModel } from './registry.ts';

export type DomainContext = {
  registry: Registry;
  policy: AccessPolicy;
  principal: Principal;
  /** Follow relations through the target's own read rules. The rules themselves are compiled without, or two models that point at each other would never end. */
  throughRules: boolean;
  /** Refuse fields that the principal may not see. Rules may use them. */
  guardFields: boolean;
  /** Other records are looked up row by row and never joined: where rows are walked in their order until there are enough. */
  rowByRow?: boolean;
};

/** Relations within relations; a filter from outside may not make the planner sweat. */
const deepest = 6;
/** Members of one domain, all levels counted together. */
const mostParts = 500;

/** One compilation: who, and the binds so far. `$1` is the organization. */
type Run = DomainContext & { readonly values: unknown[]; parts: number };
/** Where we are: the model, its alias, how many relations deep. */
type Place = { readonly model: ResolvedModel; readonly alias: string; readonly depth: number };

/**
 * Compiles a domain to a boolean SQL expression over the alias of the model's table. Two-valued like the evaluator: a comparison with null is not true, and NOT is
 * `IS NOT TRUE`. Never emits an empty conjunction or disjunction: true and false are literals. The text depends on the domain's shape and on the kind of principal,
 * not on values.
 * @param values binds so far, the organization first; new ones are pushed.
 * @throws DomainError
 */
export function compileDomain(context: DomainContext, model: ResolvedModel, domain: AnyDomain, alias: string, values: unknown[]): string {
  return compile({ ...context, values, parts: 0 }, { model, alias, depth: 0 }, domain);
}

function compile(run: Run, place: Place, domain: AnyDomain): string {
  if (domain === true) return 'TRUE';
  if (domain === false) return 'FALSE';
  const { model } = place;
  if (typeof domain !== 'object' || domain === null || Array.isArray(domain))
    throw new DomainError(model.name, 'id', 'is filtered by something that is no domain');
  const parts: string[] = [];
  const mark = run.values.length;
  for (const [key, condition] of Object.entries(domain)) {
    if (condition === undefined) continue;
    const before = run.values.length;
    run.parts += 1;
    if (run.parts > mostParts) throw new DomainError(model.name, key, 'stands in a filter with too many parts');
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(condition)) throw new DomainError(model.name, key, 'needs a list');
      const inner = condition.map((one: AnyDomain) => compile(run, place, one));
      parts.push(settled(run, before, key === '$and' ? conjunction(inner) : disjunction(inner)));
    } else if (key === '$not') {
      parts.push(negation(compile(run, place, condition as AnyDomain)));
    } else {
      const field = model.fields.get(key);
      if (!field || (run.guardFields && !run.policy.field(run.principal, model.name, key))) throw new DomainError(model.name, key, 'there is no such field');
      for (const [operator, operand] of operatorsOf(model.name, field, condition)) parts.push(compileOperator(run, place, field, operator, operand));
    }
  }
  return settled(run, mark, conjunction(parts));
}

/** PostgreSQL refuses a bind that the text does not name: where parts have come down to a literal, theirs go. */
function settled(run: Run, mark: number, text: string): string {
  if (text === 'TRUE' || text === 'FALSE') run.values.length = mark;
  return text;
}

export function conjunction(parts: readonly string[]): string {
  if (parts.includes('FALSE')) return 'FALSE';
  const real = parts.filter((part) => part !== 'TRUE');
  if (real.length === 0) return 'TRUE';
  return real.length === 1 ? (real[0] ?? 'TRUE') : `(${real.join(' AND ')})`;
}

function disjunction(parts: readonly string[]): string {
  if (parts.includes('TRUE')) return 'TRUE';
  const real = parts.filter((part) => part !== 'FALSE');
  if (real.length === 0) return 'FALSE';
  return real.length === 1 ? (real[0] ?? 'FALSE') : `(${real.join(' OR ')})`;
}

function negation(part: string): string {
  if (part === 'TRUE') return 'FALSE';
  if (part === 'FALSE') return 'TRUE';
  return `((${part}) IS NOT TRUE)`;
}

const comparisons: Readonly<Record<string, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** What a bind is cast to, so that PostgreSQL never guesses; text unless named. */
const casts: Partial<Record<ResolvedField['kind'], string>> = {
  ref: 'uuid',
  uuid: 'uuid',
  int: 'integer',
  number: 'double precision',
  bool: 'boolean',
  instant: 'timestamptz',
  date: 'date',
};

function compileOperator(run: Run, place: Place, field: ResolvedField, operator: string, operand: unknown): string {
  const { model, alias } = place;
  const name = model.name;
  if (operator === 'some' || operator === 'none') {
    const some = compileMany(run, place, field, operand as AnyDomain);
    return operator === 'some' ? some : negation(some);
  }
  if (field.column === null) throw new DomainError(name, field.name, 'needs "some" or "none"');
  const column = `${alias}.${quoted(field.column)}`;
  const cast = casts[field.kind] ?? 'text';
  const bind = (value: unknown, as = cast): string => `$${run.values.push(value instanceof Date ? value.toISOString() : value)}::${as}`;
  switch (operator) {
    case 'where':
      return compileRef(run, place, field, column, operand as AnyDomain);
    case 'readable':
      return compileRef(run, place, field, column, undefined);
    case 'eq': {
      const value = operandOf(name, field, operand, run.principal);
      return value === never ? 'FALSE' : value === null ? `${column} IS NULL` : `${column} = ${bind(value)}`;
    }
    case 'ne': {
      const value = operandOf(name, field, operand, run.principal);
      return value === never ? 'TRUE' : value === null ? `${column} IS NOT NULL` : `${column} IS DISTINCT FROM ${bind(value)}`;
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const value = operandOf(name, field, operand, run.principal);
      if (value === never || value === null) return 'FALSE';
      // by code point, whatever the database sorts by: the evaluator knows no other order
      return `${column}${cast === 'text' ? ' COLLATE "C"' : ''} ${comparisons[operator]} ${bind(value)}`;
    }
    case 'in':
    case 'notIn': {
      const { values, withNull } = listOf(name, field, operator, operand, run.principal);
      const list = values.map((value) => (value instanceof Date ? value.toISOString() : value));
      const found = disjunction([...(list.length > 0 ? [`${column} = ANY(${bind(list, `${cast}[]`)})`] : []), ...(withNull ? [`${column} IS NULL`] : [])]);
      return operator === 'in' ? found : negation(found);
    }
    case 'like': {
      const pattern = patternOf(name, field, operand);
      return pattern === undefined ? 'FALSE' : `${column} ILIKE ${bind(`%${pattern.replace(/[\\%_]/g, '\\$&')}%`, 'text')}`;
    }
    case 'overlaps': {
      const stretch = stretchOf(name, field, operand);
      return stretch ? `${column} && ${bind(toRangeText(stretch), 'tstzrange')}` : 'FALSE';
    }
    case 'contains':
      return `${column} @> ${bind(instantOf(name, field, operand), 'timestamptz')}`;
    default:
      throw new DomainError(name, field.name, `there is no condition "${operator}"`);
  }
}

/**
 * Which rows of the target the principal may read. Rules are compiled as they stand: relations in them lead through further rules only where they say `readable`
 * (the policy refuses circles of those).
 */
function readRules(run: Run, place: Place): string {
  if (!run.policy.allows(run.principal, place.model.name, 'read')) return 'FALSE';
  const inner: Run = { ...run, principal: unscoped(run.principal), throughRules: false, guardFields: false };
  const text = compile(inner, place, run.policy.rows(run.principal, place.model.name, 'read'));
  run.parts = inner.parts;
  return text;
}

function inside(place: Place, model: ResolvedModel): Place {
  if (place.depth >= deepest) throw new DomainError(place.model.name, 'id', 'is filtered through too many relations');
  return { model, alias: `t${place.depth + 1}`, depth: place.depth + 1 };
}

/** In filters nobody learns through a relation what may not be read directly. */
const within = (run: Run, place: Place, domain: AnyDomain): string =>
  conjunction([compile(run, place, domain), run.throughRules ? readRules(run, place) : 'TRUE']);

/** EXISTS, so that the planner may choose between one look-up per row and one hashed list for all. */
const exists = (run: Run, { model, alias }: Place, link: string, condition: string): string => {
  if (condition === 'FALSE') return 'FALSE';
  const parts = [...(model.global ? [] : [`${alias}.org_id = $1`]), link, ...(condition === 'TRUE' ? [] : [condition])];
  return `EXISTS (SELECT 1 FROM ${quoted(model.table)} AS ${alias} WHERE ${parts.join(' AND ')}${run.rowByRow ? ' OFFSET 0' : ''})`;
};

/** `domain` undefined: any record that the principal may read. */
function compileRef(run: Run, place: Place, field: ResolvedField, column: string, domain: AnyDomain | undefined): string {
  if (field.kind !== 'ref' || field.options.target === undefined)
    throw new DomainError(place.model.name, field.name, '"where" and "readable" need a ref field');
  const target = inside(place, run.registry.model(field.options.target));
  return exists(run, target, `${target.alias}.id = ${column}`, domain === undefined ? readRules(run, target) : within(run, target, domain));
}

function compileMany(run: Run, place: Place, field: ResolvedField, domain: AnyDomain): string {
  const { target: name, inverse } = field.options;
  if (field.kind !== 'many' || name === undefined || inverse === undefined)
    throw new DomainError(place.model.name, field.name, '"some" and "none" need a many field');
  const target = inside(place, run.registry.model(name));
  const back = target.model.fields.get(inverse)?.column;
  if (!back) throw new DomainError(place.model.name, field.name, 'its inverse is gone');
  return exists(run, target, `${target.alias}.${quoted(back)} = ${place.alias}.id`, within(run, target, domain));
}
