import { civilOfDay, dayNumber, instantOf } from '#core';
import { daysOfRule } from './days-of-rule.ts';
import type { Rule } from './rule.ts';

/** One date of a series: when by the rule, on the clock of the series's zone (`YYYY-MM-DDTHH:MM`), and the instant that this is. */
export type Occurrence = { wall: string; start: Date };

export type Expansion = {
  occurrences: Occurrence[];
  /** The rule has no further date. */
  complete: boolean;
};

/**
 * The dates of a rule on the wall clock of a zone: 09:00 stays 09:00 in summer and winter. A time that the clock skips is as long after the skip as it would have been
 * (02:30 → 03:30, RFC 5545 §3.3.5), one that comes twice is the first.
 * @param wallStart `YYYY-MM-DDTHH:MM` of the first; a first day that the rule does not name is not an occurrence
 * @param limits `before`: civil date (excluded) up to which is asked; `most` occurrences at once. COUNT counts from the first on, however few are asked for.
 * @throws RangeError for a zone or a time that is none
 */
export function expandRule(rule: Rule, wallStart: string, timeZone: string, { before, most }: { before: string; most: number }): Expansion {
  const last = dayNumber(before);
  if (last === undefined) throw new RangeError(`not a date: ${JSON.stringify(before)}`);
  const time = wallStart.slice(11, 16);
  const occurrences: Occurrence[] = [];
  // UNTIL is an instant: a day's grace for zones, the instant decides.
  const end = rule.until === null ? Number.POSITIVE_INFINITY : Math.floor(rule.until.getTime() / 86_400_000) + 1;
  for (const day of daysOfRule(rule, wallStart.slice(0, 10), Math.min(last - 1, end))) {
    const wall = `${civilOfDay(day)}T${time}`;
    const start = instantOf(wall, timeZone);
    if (!start) throw new RangeError(`not a time: ${JSON.stringify(wall)}`);
    if (rule.until !== null && start > rule.until) return { occurrences, complete: true };
    if (occurrences.length === most) return { occurrences, complete: false };
    occurrences.push({ wall, start });
    if (rule.count !== null && occurrences.length === rule.count) return { occurrences, complete: true };
  }
  return { occurrences, complete: end <= last - 1 };
}
