import { fail } from '../errors.ts';
import { sqlType } from './ddl.ts';
import { quoted } from './names.ts';
import type { StoredField } from './row-codec.ts';

/** One part of an order; the last is always the id. Nulls stand last whichever way it runs. */
export type SortPart = { readonly field: StoredField; readonly descending: boolean };

/** Where a page ended: the last row's values of the order as texts (instants have milliseconds in the database too, so nothing is lost); the id last. */
export type PageMark = readonly (string | null)[];

export const markOf = (row: Readonly<Record<string, unknown>>, order: readonly SortPart[]): PageMark =>
  order.map(({ field: { name } }) => {
    const value = row[name];
    return value === null || value === undefined ? null : value instanceof Date ? value.toISOString() : String(value);
  });

/**
 * The condition of the rows behind a mark, in the order given: `a > x OR (a = x AND (b > y OR …))`, with the first part also said alone where no null
 * stands in the way, so that an index on it serves.
 * @param values binds so far; new ones are pushed
 * @throws INPUT_INVALID for a mark of another order
 */
export function afterMark(order: readonly SortPart[], mark: PageMark, values: unknown[]): string {
  const last = mark.at(-1);
  if (mark.length !== order.length || last === null)
    throw fail('INPUT_INVALID', { issues: [{ path: 'cursor', message: 'This cursor belongs to another list.' }] });
  const behind = (index: number): string => {
    const part = order[index];
    if (!part) return 'FALSE';
    const { field, descending } = part;
    const column = `t0.${quoted(field.column)}`;
    const value = mark[index] ?? null;
    const rest = index + 1 < order.length ? behind(index + 1) : 'FALSE';
    // nothing stands behind null but other nulls
    if (value === null) return rest === 'FALSE' ? 'FALSE' : `(${column} IS NULL AND ${rest})`;
    const bind = `$${values.push(value)}::text::${sqlType(field)}`;
    const further = `${column} ${descending ? '<' : '>'} ${bind}`;
    const optional = field.options.required ? '' : ` OR ${column} IS NULL`;
    if (rest === 'FALSE') return optional === '' ? further : `(${further}${optional})`;
    const exact = `(${further}${optional} OR (${column} = ${bind} AND ${rest}))`;
    return optional === '' ? `(${column} ${descending ? '<=' : '>='} ${bind} AND ${exact})` : exact;
  };
  return behind(0);
}
