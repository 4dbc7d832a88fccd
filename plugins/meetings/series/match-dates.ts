import { addDays, daysBetween, type Row, wallOf } from '#core';
import type { SeriesPlan } from '../contract.ts';
import { expandRule, type Occurrence } from './expand-rule.ts';
import { ruleText } from './rule.ts';
import { datesBefore, storedRule } from './rule-ends.ts';

type Series = Row<'meetings', 'meeting.series'>;
type Meeting = Row<'meetings', 'meeting.event'>;

/** Where the changed dates begin: as many days and as far on the clock from the first of them as the edited date was moved. A date that was moved by hand and is left there moves nothing. */
export function newFirst(series: Series, edited: Meeting, cutFrom: string, plan: SeriesPlan): string {
  const before = wallOf(edited.start, series.timeZone);
  const after = wallOf(plan.start, plan.timeZone);
  if (before === after) return cutFrom;
  const days = daysBetween((edited.exception ? before : (edited.recurrence ?? before)).slice(0, 10), after.slice(0, 10));
  return `${addDays(cutFrom.slice(0, 10), days)}T${after.slice(11)}`;
}

/** The rule from a date on: what COUNT has left there. */
export function ruleFrom(series: Series, text: string, cutFrom: string): string {
  const rule = storedRule(series);
  if (rule.count === null || text !== ruleText(rule)) return text;
  return ruleText({ ...rule, count: Math.max(1, rule.count - datesBefore(rule, series.wallStart, cutFrom)) });
}

export type Matched = { moved: { date: Meeting; to: Occurrence }[]; added: Occurrence[]; dropped: Meeting[] };

/**
 * Which standing date becomes which of the new ones. Under the same rule by its place in the rule, so that what was left out stays left out; under another by order.
 */
export function matchDates(series: Series, dates: readonly Meeting[], cutFrom: string, wanted: readonly Occurrence[], sameRule: boolean): Matched {
  if (!sameRule) {
    const moved = dates.flatMap((date, index) => {
      const to = wanted[index];
      return to ? [{ date, to }] : [];
    });
    return { moved, added: wanted.slice(dates.length), dropped: dates.slice(wanted.length) };
  }
  const old = expandRule(storedRule(series), series.wallStart, series.timeZone, { before: series.through, most: 5_000 })
    .occurrences.map(({ wall }) => wall)
    .filter((wall) => wall >= cutFrom);
  const place = new Map(old.map((wall, index) => [wall, index]));
  const moved: Matched['moved'] = [];
  const dropped: Meeting[] = [];
  for (const date of dates) {
    const to = wanted[place.get(date.recurrence ?? '') ?? -1];
    if (to) moved.push({ date, to });
    else dropped.push(date);
  }
  return { moved, added: wanted.slice(old.length), dropped };
}
