import { dayNumber } from './civil.ts';
import { offsetAt, transitionsBetween } from './offset.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const wallPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** What becomes of a wall time that the clock skips in spring. */
export type Gap =
  /** The offset before the gap holds (RFC 5545 §3.3.5): 02:30 is 03:30. For single events. */
  | 'before'
  /** The first instant after the gap: 02:30 is 03:00. For rotations, shifts and working hours. */
  | 'end'
  /** There is no such time. */
  | 'none';

export type WallOptions = { gap?: Gap; ambiguous?: 'first' };

/**
 * A wall reading as milliseconds (as if the zone were UTC) → epoch milliseconds. An ambiguous reading is its first occurrence, by search over
 * the offsets that hold around it: a date library's own answer can depend on the day on which it is asked.
 */
export function epochOfWall(wall: number, zone: string, gap: Gap = 'before'): number | undefined {
  const early = wall - 26 * HOUR;
  const late = wall + 26 * HOUR;
  // The clock is rarely changed within these two days; then the offset is the same at both ends.
  const first = offsetAt(early, zone);
  const changes = transitionsBetween(zone, early, late);
  if (changes.length === 0) return wall - first;
  let best: number | undefined;
  for (const offset of [first, ...changes.map((change) => change.after)]) {
    const candidate = wall - offset;
    if (offsetAt(candidate, zone) === offset && (best === undefined || candidate < best)) best = candidate;
  }
  if (best !== undefined) return best;
  const skipped = changes.find((change) => change.at + change.before <= wall && wall < change.at + change.after);
  if (!skipped || gap === 'none') return undefined;
  return gap === 'end' ? skipped.at : wall - skipped.before;
}

/**
 * Wall time in a zone → instant. `24:00` is the end of the day.
 * @param wall `YYYY-MM-DDTHH:MM[:SS]`, no offset
 * @returns undefined for what is no wall time, and inside a gap with `gap: 'none'`
 * @throws RangeError for a zone that is not IANA's
 */
export function instantOf(wall: string, zone: string, options: WallOptions = {}): Date | undefined {
  const parts = wallPattern.exec(wall);
  const day = parts?.[1] === undefined ? undefined : dayNumber(parts[1]);
  if (!parts || day === undefined) return undefined;
  const [hour, minute, second] = [Number(parts[2]), Number(parts[3]), Number(parts[4] ?? 0)];
  if (minute > 59 || second > 59 || hour > 24 || (hour === 24 && minute + second > 0)) return undefined;
  const epoch = epochOfWall(day * DAY + hour * HOUR + minute * 60_000 + second * 1000, zone, options.gap);
  return epoch === undefined ? undefined : new Date(epoch);
}

const shifted = (instant: Date, zone: string): string => new Date(instant.getTime() + offsetAt(instant.getTime(), zone)).toISOString();

/** `YYYY-MM-DDTHH:MM` on the clock of that zone. */
export const wallOf = (instant: Date, zone: string): string => shifted(instant, zone).slice(0, 16);

/** `YYYY-MM-DD` on the calendar of that zone. */
export const civilDateOf = (instant: Date, zone: string): string => shifted(instant, zone).slice(0, 10);

/** The day number on the calendar of that zone; see `civil.ts`. */
export const dayNumberAt = (epoch: number, zone: string): number => Math.floor((epoch + offsetAt(epoch, zone)) / DAY);

/** The first instant of a civil day (a day may begin at 01:00), or undefined where the zone skipped that day: Apia, 2011-12-30. */
export function startOfDay(civil: string, zone: string): Date | undefined {
  const day = dayNumber(civil);
  if (day === undefined) return undefined;
  const epoch = epochOfWall(day * DAY, zone, 'end');
  return epoch !== undefined && dayNumberAt(epoch, zone) === day ? new Date(epoch) : undefined;
}

/** The first instant after a civil day; for a skipped day the instant of the skip. @throws RangeError for what is no date */
export function endOfDay(civil: string, zone: string): Date {
  const day = dayNumber(civil);
  const epoch = day === undefined ? undefined : epochOfWall((day + 1) * DAY, zone, 'end');
  if (epoch === undefined) throw new RangeError(`not a date: ${JSON.stringify(civil)}`);
  return new Date(epoch);
}
