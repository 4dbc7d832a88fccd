import { addDays, dayNumber, weekdayOf } from '#core';

/**
 * When a holiday is, each year anew. `on`: `MM-DD`. `easter`: days from that Sunday. `nth`: [which, weekday 1–7, month], -1 is the last; `unless` `MM-DD` is that weekday, then it is there.
 * `after`: the first such weekday on or after `MM-DD`. `observed` moves a weekend day: `monday` both to the Monday after, `nearest` Saturday to Friday and Sunday to Monday,
 * `sunday-after` Sunday alone to the Monday, `sunday-before` Sunday to the Saturday before, `next-free` to the next working day that no neighbour has taken.
 */
export type HolidayRule = (
  | { on: string; observed?: 'monday' | 'nearest' | 'sunday-after' | 'sunday-before' | 'next-free' }
  | { easter: number }
  | { nth: readonly [which: number, weekday: number, month: number]; unless?: readonly [weekday: number, on: string] }
  | { after: readonly [weekday: number, from: string] }
) & {
  /** English; the key of its translation. */
  name: string;
  /** Only in these regions; everywhere unless given. */
  in?: readonly string[];
  /** Not in these. */
  out?: readonly string[];
  /** First and last year. */
  since?: number;
  until?: number;
};

const two = (value: number): string => String(value).padStart(2, '0');
const on = (year: number, monthDay: string): string => `${year}-${monthDay}`;

/** Easter Sunday of the western churches (anonymous Gregorian algorithm). */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return `${year}-${two(Math.floor(sum / 31))}-${two((sum % 31) + 1)}`;
}

/** The first such weekday on or after a date. */
const following = (date: string, weekday: number): string => addDays(date, (weekday - weekdayOf(date) + 7) % 7);

function nthOf(year: number, [which, weekday, month]: readonly [number, number, number]): string {
  if (which > 0) return addDays(following(`${year}-${two(month)}-01`, weekday), (which - 1) * 7);
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`;
  return addDays(following(addDays(next, -7), weekday), 7 * (which + 1));
}

function moved(date: string, how: 'monday' | 'nearest' | 'sunday-after' | 'sunday-before', weekday: number): string {
  if (weekday === 7) return addDays(date, how === 'sunday-before' ? -1 : 1);
  if (weekday === 6 && how === 'monday') return addDays(date, 2);
  return weekday === 6 && how === 'nearest' ? addDays(date, -1) : date;
}

export type Holiday = { date: string; name: string };

/** The holidays of a year by these rules, ascending; the days on which they are kept, which may lie in a neighbouring year's first or last days. */
export function holidaysByRules(rules: readonly HolidayRule[], year: number, region: string): Holiday[] {
  const days: Holiday[] = [];
  const late: Holiday[] = [];
  for (const rule of rules) {
    if (rule.in && !rule.in.includes(region)) continue;
    if (rule.out?.includes(region)) continue;
    if (year < (rule.since ?? year) || year > (rule.until ?? year)) continue;
    const { name } = rule;
    if ('easter' in rule) days.push({ date: addDays(easterSunday(year), rule.easter), name });
    else if ('nth' in rule) {
      const instead = rule.unless && weekdayOf(on(year, rule.unless[1])) === rule.unless[0] ? on(year, rule.unless[1]) : undefined;
      days.push({ date: instead ?? nthOf(year, rule.nth), name });
    } else if ('after' in rule) days.push({ date: following(on(year, rule.after[1]), rule.after[0]), name });
    else {
      const date = on(year, rule.on);
      if (dayNumber(date) === undefined) continue;
      const weekday = weekdayOf(date);
      if (weekday < 6 || !rule.observed) days.push({ date, name });
      else if (rule.observed === 'next-free') late.push({ date, name });
      else days.push({ date: moved(date, rule.observed, weekday), name });
    }
  }
  // Two in a row at a weekend: each gets a working day of its own.
  const taken = new Set(days.map(({ date }) => date));
  for (const { date, name } of late.sort((a, b) => (a.date < b.date ? -1 : 1))) {
    let kept = date;
    while (weekdayOf(kept) > 5 || taken.has(kept)) kept = addDays(kept, 1);
    taken.add(kept);
    days.push({ date: kept, name });
  }
  return days.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}
