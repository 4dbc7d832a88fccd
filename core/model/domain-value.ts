import type { Principal } from '../principal.ts';
import type { Variable } from './domain.ts';
import type { TimeRange } from './field.ts';
import type { ResolvedField } from './registry.ts';

/** A domain that names a field that is not there or may not be seen, or compares it with something it cannot hold; the caller turns it into a clear error. */
export class DomainError extends Error {
  readonly field: string;
  constructor(model: string, field: string, reason: string) {
    super(`${model}.${field}: ${reason}`);
    this.name = 'DomainError';
    this.field = field;
  }
}

export const isVariable = (value: unknown): value is Variable => typeof value === 'object' && value !== null && '$var' in value;

/** The value of a variable for who acts; undefined: it matches nothing. */
export function variableValue(variable: Variable, principal: Principal): string | undefined {
  if (variable.$var === 'me') return principal.kind === 'user' ? principal.person : undefined;
  if (variable.$var === 'portal.record') return principal.kind === 'portal' ? principal.record : undefined;
  throw new TypeError(`there is no variable "${String(variable.$var)}"`);
}

/** Stands for a value that no row can hold: equal to nothing. */
export const never: unique symbol = Symbol('never');
export type Operand = string | number | boolean | Date | null | typeof never;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isUuid = (text: string): boolean => uuid.test(text.toLowerCase());

const isCivilDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

const withoutOperands: ReadonlySet<string> = new Set(['json', 'bytes', 'secret', 'range']);

/**
 * What stands in a domain, as the field holds it. The compiler and the evaluator both go through here, so they cannot differ.
 * @returns never for a text, id or choice that the field cannot hold
 * @throws DomainError where the kind of value is wrong.
 */
export function operandOf(model: string, field: ResolvedField, given: unknown, principal: Principal): Operand {
  const value = isVariable(given) ? (variableValue(given, principal) ?? never) : given;
  if (value === null || value === never) return value;
  const wrong = (wanted: string): DomainError => new DomainError(model, field.name, `is compared with ${wanted}`);
  if (withoutOperands.has(field.kind)) throw wrong('null alone');
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'zone':
    case 'choice':
    case 'email':
      if (typeof value !== 'string') throw wrong('a text');
      if (value.includes('\0') || !value.isWellFormed()) return never;
      return field.kind === 'email' ? value.toLowerCase() : value;
    case 'ref':
    case 'uuid': {
      if (typeof value !== 'string') throw wrong('an id');
      const id = value.toLowerCase();
      return uuid.test(id) ? id : never;
    }
    case 'bool':
      if (typeof value !== 'boolean') throw wrong('true or false');
      return value;
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 2_147_483_647) throw wrong('a whole number of at most 32 bits');
      return value;
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a number');
      return value;
    case 'instant': {
      const date = value instanceof Date ? value : typeof value === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value) : undefined;
      if (!date || Number.isNaN(date.getTime())) throw wrong('an instant');
      return date;
    }
    case 'date':
      if (typeof value !== 'string' || !isCivilDate(value)) throw wrong('a date such as 2027-03-09');
      return value;
    default:
      throw wrong('records of the other model');
  }
}

const isInstant = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime());

/** The operand of `overlaps`. An empty stretch shares no instant with anything: undefined. */
export function stretchOf(model: string, field: ResolvedField, given: unknown): TimeRange | undefined {
  if (field.kind !== 'range') throw new DomainError(model, field.name, '"overlaps" and "contains" need a stretch of time');
  if (
    typeof given !== 'object' ||
    given === null ||
    !('start' in given) ||
    !('end' in given) ||
    !isInstant(given.start) ||
    !isInstant(given.end) ||
    given.start > given.end
  ) {
    throw new DomainError(model, field.name, '"overlaps" needs a start and an end that is not before it');
  }
  return given.start < given.end ? { start: given.start, end: given.end } : undefined;
}

/** The operand of `contains`. */
export function instantOf(model: string, field: ResolvedField, given: unknown): Date {
  if (field.kind !== 'range') throw new DomainError(model, field.name, '"overlaps" and "contains" need a stretch of time');
  if (!isInstant(given)) throw new DomainError(model, field.name, '"contains" needs an instant');
  return given;
}

const texts: ReadonlySet<string> = new Set(['text', 'longText', 'zone', 'choice', 'email']);

/** The operand of `like`; undefined: no text holds it. */
export function patternOf(model: string, field: ResolvedField, given: unknown): string | undefined {
  if (!texts.has(field.kind)) throw new DomainError(model, field.name, '"like" needs a text field');
  if (typeof given !== 'string') throw new DomainError(model, field.name, '"like" needs a text');
  return given.includes('\0') || !given.isWellFormed() ? undefined : given;
}

/** Operators by name, whichever of the short forms was written. */
export function operatorsOf(model: string, field: ResolvedField, condition: unknown): [string, unknown][] {
  if (condition === null || typeof condition !== 'object' || condition instanceof Date || isVariable(condition)) return [['eq', condition]];
  if (Array.isArray(condition)) throw new DomainError(model, field.name, 'write { in: […] } for a list');
  return Object.entries(condition).filter(([, operand]) => operand !== undefined);
}

export function listOf(
  model: string,
  field: ResolvedField,
  operator: string,
  given: unknown,
  principal: Principal,
): { values: (string | number | boolean | Date)[]; withNull: boolean } {
  if (!Array.isArray(given)) throw new DomainError(model, field.name, `"${operator}" needs a list`);
  const operands = given.map((one) => operandOf(model, field, one, principal));
  return { values: operands.filter((one) => one !== null && one !== never), withNull: operands.includes(null) };
}
