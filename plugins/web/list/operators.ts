import type { FieldInfo } from '../field-value.tsx';

/** What stands behind an operator: nothing, or what kind of input asks for it. */
export type OperatorInput = 'none' | 'text' | 'number' | 'date' | 'instant' | 'choice' | 'bool' | 'period';
export type Operator = { name: string; label: string; input: OperatorInput };

const set: readonly Operator[] = [
  { name: 'set', label: 'is filled in', input: 'none' },
  { name: 'unset', label: 'is empty', input: 'none' },
];
const period: Operator = { name: 'in', label: 'is in', input: 'period' };
const texts: readonly Operator[] = [
  { name: 'like', label: 'contains', input: 'text' },
  { name: 'unlike', label: 'does not contain', input: 'text' },
  { name: 'eq', label: 'is', input: 'text' },
  { name: 'ne', label: 'is not', input: 'text' },
];
const numbers: readonly Operator[] = [
  { name: 'eq', label: 'is', input: 'number' },
  { name: 'ne', label: 'is not', input: 'number' },
  { name: 'gte', label: 'is at least', input: 'number' },
  { name: 'lte', label: 'is at most', input: 'number' },
  { name: 'gt', label: 'is more than', input: 'number' },
  { name: 'lt', label: 'is less than', input: 'number' },
];
const dates = (input: 'date' | 'instant'): readonly Operator[] => [
  period,
  { name: 'on', label: 'is on', input: 'date' },
  { name: 'before', label: 'is before', input },
  { name: 'after', label: 'is after', input },
];

/** Stretches of the calendar that move with today. */
export const periods = [
  { name: 'today', label: 'today' },
  { name: 'yesterday', label: 'yesterday' },
  { name: 'tomorrow', label: 'tomorrow' },
  { name: 'week', label: 'this week' },
  { name: 'month', label: 'this month' },
  { name: 'year', label: 'this year' },
  { name: 'past7', label: 'the last 7 days' },
  { name: 'past30', label: 'the last 30 days' },
  { name: 'next7', label: 'the next 7 days' },
  { name: 'next30', label: 'the next 30 days' },
] as const;

const empties = (field: FieldInfo): readonly Operator[] => (field.options.required ? [] : set);

/** What a field can be asked for in a filter; nothing for kinds that hold no comparable value, and never for secrets. */
export function operatorsFor(field: FieldInfo): readonly Operator[] {
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'email':
    case 'zone':
      return [...texts, ...empties(field)];
    case 'choice':
      return [{ name: 'eq', label: 'is', input: 'choice' }, { name: 'ne', label: 'is not', input: 'choice' }, ...empties(field)];
    case 'bool':
      return [{ name: 'eq', label: 'is', input: 'bool' }];
    case 'int':
    case 'number':
      return [...numbers, ...empties(field)];
    case 'instant':
      return [...dates('instant'), ...empties(field)];
    case 'date':
      return [...dates('date'), ...empties(field)];
    case 'ref':
      return [{ name: 'like', label: 'contains', input: 'text' }, { name: 'eq', label: 'is', input: 'text' }, ...empties(field)];
    case 'uuid':
      return [{ name: 'eq', label: 'is', input: 'text' }];
    default:
      return [];
  }
}
