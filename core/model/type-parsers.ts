import { parseInstant, parseRange } from './range-text.ts';

const array =
  (parse: (text: string) => unknown) =>
  (text: string): unknown[] => {
    // timestamps, dates, numbers and uuids hold neither commas nor braces nor backslashes
    const inner = text.slice(1, -1);
    return inner === '' ? [] : inner.split(',').map((part) => (part === 'NULL' ? null : parse(part.startsWith('"') ? part.slice(1, -1) : part)));
  };

const wide = (text: string): number | string => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};
const same = (text: string): string => text;

/**
 * How values of the wire become values of ours, by type oid; the same on every connection. `timestamptz` → Date, `int8` → number where it is safe and else text,
 * `numeric` → text, `date` → `YYYY-MM-DD`, `tstzrange` → `{start, end}`, json → parsed. Others as pg reads them (`bytea` → Buffer).
 */
export const typeParsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [20, wide],
  [21, Number],
  [23, Number],
  [25, same],
  [26, Number],
  [114, JSON.parse],
  [700, Number],
  [701, Number],
  [1043, same],
  [1082, same],
  [1182, array(same)],
  [1184, parseInstant],
  [1185, array(parseInstant)],
  [1016, array(wide)],
  [1700, same],
  [2950, same],
  [2951, array(same)],
  [3802, JSON.parse],
  [3910, parseRange],
]);
