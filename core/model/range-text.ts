import type { TimeRange } from './field.ts';

/** `[start, end)` as PostgreSQL reads it. */
export const toRangeText = ({ start, end }: TimeRange): string => `[${start.toISOString()},${end.toISOString()})`;

/** Reads `["2027-01-04 09:00:00+00","2027-01-04 10:00:00+00")`. @throws TypeError where a bound is missing */
export function fromRangeText(text: string): TimeRange {
  const match = /^\["?([^",]+)"?,"?([^",]+)"?\)$/.exec(text);
  if (!match?.[1] || !match[2]) throw new TypeError(`not a bounded half-open range: ${text}`);
  return { start: parseStamp(match[1]), end: parseStamp(match[2]) };
}

const parseStamp = (text: string): Date => new Date(`${text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')}`);
