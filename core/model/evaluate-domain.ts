import type { Principal } from '../principal.ts';
import { variableValue } from './compile-domain.ts';
import type { AnyDomain, Condition, Variable } from './domain.ts';

/** Three answers: a condition on a relation cannot be told from the row alone. */
export type Verdict = boolean | 'unknown';

const isVariable = (value: unknown): value is Variable => typeof value === 'object' && value !== null && '$var' in value;

const and = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes(false) ? false : verdicts.includes('unknown') ? 'unknown' : true);
const or = (verdicts: readonly Verdict[]): Verdict => (verdicts.includes(true) ? true : verdicts.includes('unknown') ? 'unknown' : false);
const not = (verdict: Verdict): Verdict => (verdict === 'unknown' ? 'unknown' : !verdict);

/** Numbers and instants by size, texts by code point (the database's C.UTF-8 order); null compares with nothing. */
function compare(a: unknown, b: unknown): number | undefined {
  if (a === null || a === undefined || b === null || b === undefined) return undefined;
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a === b ? 0 : a < b ? -1 : 1;
}

const same = (a: unknown, b: unknown): boolean => (a ?? null) === (b ?? null) || compare(a, b) === 0;

/** The meaning of a domain on one row, the same as `compileDomain` gives it in SQL. */
export function evaluateDomain(domain: AnyDomain, row: Readonly<Record<string, unknown>>, principal: Principal): Verdict {
  if (typeof domain === 'boolean') return domain;
  return and(
    Object.entries(domain).map(([key, condition]): Verdict => {
      if (condition === undefined) return true;
      if (key === '$and' && Array.isArray(condition)) return and(condition.map((one: AnyDomain) => evaluateDomain(one, row, principal)));
      if (key === '$or' && Array.isArray(condition)) return or(condition.map((one: AnyDomain) => evaluateDomain(one, row, principal)));
      if (key === '$not') return not(evaluateDomain(condition as AnyDomain, row, principal));
      return evaluateCondition(condition as Condition, row[key] ?? null, principal);
    }),
  );
}

function evaluateCondition(condition: Condition, value: unknown, principal: Principal): Verdict {
  const operators: Record<string, unknown> =
    condition === null || typeof condition !== 'object' || condition instanceof Date || isVariable(condition)
      ? { eq: condition }
      : (condition as Record<string, unknown>);
  return and(
    Object.entries(operators).map(([operator, operand]): Verdict => {
      const other = isVariable(operand) ? variableValue(operand, principal) : operand;
      const order = compare(value, other);
      switch (operator) {
        case 'eq':
          return other === undefined ? false : same(value, other);
        case 'ne':
          return other === undefined ? true : !same(value, other);
        case 'lt':
          return order !== undefined && order < 0;
        case 'lte':
          return order !== undefined && order <= 0;
        case 'gt':
          return order !== undefined && order > 0;
        case 'gte':
          return order !== undefined && order >= 0;
        case 'in':
          return Array.isArray(other) && other.some((one) => same(value, one));
        case 'notIn':
          return Array.isArray(other) && !other.some((one) => same(value, one));
        case 'like':
          return typeof value === 'string' && value.toLowerCase().includes(String(other).toLowerCase());
        case 'overlaps':
          return isRange(value) && isRange(other) && value.start < other.end && other.start < value.end;
        case 'contains':
          return isRange(value) && other instanceof Date && value.start <= other && other < value.end;
        default:
          return 'unknown';
      }
    }),
  );
}

const isRange = (value: unknown): value is { start: Date; end: Date } =>
  typeof value === 'object' && value !== null && 'start' in value && 'end' in value && value.start instanceof Date && value.end instanceof Date;
