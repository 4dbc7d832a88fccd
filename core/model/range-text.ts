import type { TimeRange } from './field.ts';

const digits = (text: string, from: number, count: number): number => {
  let value = 0;
  for (let index = from; index < from + count; index++) value = value * 10 + text.charCodeAt(index) - 48;
  return value;
};

/**
 * Reads `2027-03-09 08:00:00[.123456]+00` as PostgreSQL writes it for a session in UTC; parts of a millisecond are cut off.
 * @throws RangeError for `infinity`, years outside of 0001–9999 and other zones.
 */
export function parseInstant(text: string): Date {
  const length = text.length;
  if (length < 22 || !text.endsWith('+00') || text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 32) throw new RangeError(`not an instant in UTC: ${text}`);
  let ms = 0;
  if (text.charCodeAt(19) === 46) {
    const count = Math.min(3, length - 23);
    ms = digits(text, 20, count) * (count === 1 ? 100 : count === 2 ? 10 : 1);
  }
  const year = digits(text, 0, 4);
  const time = Date.UTC(year, digits(text, 5, 2) - 1, digits(text, 8, 2), digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2), ms);
  const date = new Date(time);
  if (year < 100) date.setUTCFullYear(year);
  return date;
}

/** Reads `["2027-03-09 08:00:00+00","2027-03-09 09:00:00+00")`. @throws RangeError where a bound is missing. */
export function parseRange(text: string): TimeRange {
  const comma = text.indexOf(',');
  if (comma < 0) throw new RangeError(`not a stretch of time: ${text}`);
  return { start: parseInstant(unquote(text.slice(1, comma))), end: parseInstant(unquote(text.slice(comma + 1, -1))) };
}

const unquote = (text: string): string => (text.startsWith('"') ? text.slice(1, -1) : text);

/** The literal of a half-open stretch. */
export const toRangeText = ({ start, end }: TimeRange): string => `[${start.toISOString()},${end.toISOString()})`;
