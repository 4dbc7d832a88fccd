import type { Principal } from '../principal.ts';
import type { AnyDomain } from './domain.ts';
import { DomainError, instantOf, listOf, never, type Operand, operandOf, operatorsOf, patternOf, stretchOf } from './domain-value.ts';
import type { TimeRange } from './field.ts';
import type { ResolvedField, ResolvedModel } from './registry.ts';

/** Three answers: what hangs on other records, or on a value that was not read, cannot be told from the row alone. */
export type Verdict = boolean | 'unknown';

const and = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes(false) ? false : verdicts.includes('unknown') ? 'unknown' : true);
const or = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes(true) ? true : verdicts.includes('unknown') ? 'unknown' : false);
const not = (verdict: Verdict): Verdict => (verdict === 'unknown' ? 'unknown' : !verdict);

/** Numbers and instants by size, texts by code point, false before true. */
function compare(a: unknown, b: unknown): number {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === 'string' && typeof b === 'string') return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

const same = (value: unknown, operand: Operand): boolean =>
  operand === null || value === null ? value === operand : operand !== never && compare(value, operand) === 0;

/** The meaning of a domain on one row as read, the same as `compileDomain` gives it in SQL. @throws DomainError */
export function evaluateDomain(model: ResolvedModel, domain: AnyDomain, row: Readonly<Record<string, unknown>>, principal: Principal): Verdict {
  if (typeof domain === 'boolean') return domain;
  return and(
    Object.entries(domain).map(([key, condition]): Verdict => {
      if (condition === undefined) return true;
      if (key === '$and' || key === '$or') {
        if (!Array.isArray(condition)) throw new DomainError(model.name, key, 'needs a list');
        const verdicts = condition.map((one: AnyDomain) => evaluateDomain(model, one, row, principal));
        return key === '$and' ? and(verdicts) : or(verdicts);
      }
      if (key === '$not') return not(evaluateDomain(model, condition as AnyDomain, row, principal));
      const field = model.fields.get(key);
      if (!field) throw new DomainError(model.name, key, 'there is no such field');
      return and(
        operatorsOf(model.name, field, condition).map(([operator, operand]) => evaluateOperator(model.name, field, operator, operand, row[key], principal)),
      );
    }),
  );
}

const relations: ReadonlySet<string> = new Set(['where', 'readable', 'some', 'none']);
const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

function evaluateOperator(model: string, field: ResolvedField, operator: string, operand: unknown, value: unknown, principal: Principal): Verdict {
  // a secret reads as null whether it is set or not
  if (relations.has(operator) || value === undefined || field.kind === 'secret') return 'unknown';
  switch (operator) {
    case 'eq':
      return same(value, operandOf(model, field, operand, principal));
    case 'ne':
      return !same(value, operandOf(model, field, operand, principal));
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const other = operandOf(model, field, operand, principal);
      if (value === null || other === null || other === never) return false;
      const order = compare(value, other);
      return operator === 'lt' ? order < 0 : operator === 'lte' ? order <= 0 : operator === 'gt' ? order > 0 : order >= 0;
    }
    case 'in':
    case 'notIn': {
      const { values, withNull } = listOf(model, field, operator, operand, principal);
      const found = value === null ? withNull : values.some((one) => same(value, one));
      return operator === 'in' ? found : !found;
    }
    case 'like': {
      const pattern = patternOf(model, field, operand);
      if (pattern === undefined || typeof value !== 'string') return false;
      // how other letters change their case is for the database to say
      return isAscii(value) && isAscii(pattern) ? value.toLowerCase().includes(pattern.toLowerCase()) : 'unknown';
    }
    case 'overlaps': {
      const stretch = stretchOf(model, field, operand);
      return stretch !== undefined && isStretch(value) && value.start < stretch.end && stretch.start < value.end;
    }
    case 'contains': {
      const instant = instantOf(model, field, operand);
      return isStretch(value) && value.start <= instant && instant < value.end;
    }
    default:
      throw new DomainError(model, field.name, `there is no condition "${operator}"`);
  }
}

const isStretch = (value: unknown): value is TimeRange =>
  typeof value === 'object' && value !== null && 'start' in value && 'end' in value && value.start instanceof Date && value.end instanceof Date;

/**
 * Which of the model's own values the domain looks at. A write that touches none of them cannot change what the domain says of the row
 * (conditions on other records hang on those records; on records of the same model, on all that is named there too).
 */
export function fieldsOfDomain(model: ResolvedModel, domain: AnyDomain, into = new Set<string>()): Set<string> {
  if (typeof domain === 'boolean') return into;
  for (const [key, condition] of Object.entries(domain)) {
    if (condition === undefined) continue;
    if ((key === '$and' || key === '$or') && Array.isArray(condition)) for (const one of condition as AnyDomain[]) fieldsOfDomain(model, one, into);
    else if (key === '$not') fieldsOfDomain(model, condition as AnyDomain, into);
    else {
      into.add(key);
      const field = model.fields.get(key);
      if ((field?.kind === 'ref' || field?.kind === 'many') && field.options.target === model.name && typeof condition === 'object' && condition !== null) {
        for (const name of model.fields.keys()) into.add(name);
      }
    }
  }
  return into;
}
