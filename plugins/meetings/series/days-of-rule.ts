import { civilOfDay, dayNumber, weekdayOfDay } from '#core';
import type { Rule } from './rule.ts';

const dayOfDate = (year: number, month: number, day: number): number => Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
const daysInMonth = (year: number, month: number): number => dayOfDate(year, month + 1, 1) - dayOfDate(year, month, 1);

type Start = { day: number; year: number; month: number; date: number };

/** Days from `first` up to `last` that the rule's weekdays name; those counted from the front or the end count within this stretch. */
function weekdays(rule: Rule, first: number, last: number): number[] {
  const found: number[] = [];
  for (const { nth, day } of rule.byDay) {
    const ahead = first + ((day - weekdayOfDay(first) + 7) % 7);
    const behind = last - ((weekdayOfDay(last) - day + 7) % 7);
    if (nth > 0) found.push(ahead + (nth - 1) * 7);
    else if (nth < 0) found.push(behind + (nth + 1) * 7);
    else for (let at = ahead; at <= last; at += 7) found.push(at);
  }
  return found.filter((at) => at >= first && at <= last);
}

/** The days of one month that the rule names. */
function inMonth(rule: Rule, year: number, month: number, start: Start): number[] {
  const first = dayOfDate(year, month, 1);
  const length = daysInMonth(year, month);
  const dates = rule.byMonthDay.map((date) => (date > 0 ? date : length + 1 + date)).filter((date) => date >= 1 && date <= length);
  const named = rule.byDay.length > 0 ? weekdays(rule, first, first + length - 1) : undefined;
  if (rule.byMonthDay.length > 0) {
    const allowed = named && new Set(named);
    return dates.map((date) => first + date - 1).filter((day) => !allowed || allowed.has(day));
  }
  if (named) return named;
  // The 31st of a month that has none is left out, never moved (RFC 5545 §3.3.10).
  return start.date <= length ? [first + start.date - 1] : [];
}

function inYear(rule: Rule, year: number, start: Start): number[] {
  if (rule.byMonth.length > 0) return rule.byMonth.flatMap((month) => inMonth(rule, year, month, start));
  if (rule.byMonthDay.length > 0) return Array.from({ length: 12 }, (_, index) => inMonth(rule, year, index + 1, start)).flat();
  if (rule.byDay.length > 0) return weekdays(rule, dayOfDate(year, 1, 1), dayOfDate(year + 1, 1, 1) - 1);
  return inMonth(rule, year, start.month, start);
}

/** The days of the n-th period, and the day on which that period begins. */
function period(rule: Rule, start: Start, n: number): { begins: number; days: number[] } {
  const step = n * rule.interval;
  const monthOf = (day: number): number => Number(civilOfDay(day).slice(5, 7));
  const inMonths = (day: number): boolean => rule.byMonth.length === 0 || rule.byMonth.includes(monthOf(day));
  switch (rule.freq) {
    case 'DAILY': {
      const day = start.day + step;
      const date = Number(civilOfDay(day).slice(8));
      const length = daysInMonth(Number(civilOfDay(day).slice(0, 4)), monthOf(day));
      const dates = rule.byMonthDay.length === 0 || rule.byMonthDay.includes(date) || rule.byMonthDay.includes(date - length - 1);
      const weekday = rule.byDay.length === 0 || rule.byDay.some((one) => one.day === weekdayOfDay(day));
      return { begins: day, days: dates && weekday && inMonths(day) ? [day] : [] };
    }
    case 'WEEKLY': {
      const begins = start.day - ((weekdayOfDay(start.day) - rule.weekStart + 7) % 7) + step * 7;
      const wanted = rule.byDay.length > 0 ? rule.byDay.map(({ day }) => day) : [weekdayOfDay(start.day)];
      return { begins, days: wanted.map((day) => begins + ((day - rule.weekStart + 7) % 7)).filter(inMonths) };
    }
    case 'MONTHLY': {
      const index = start.year * 12 + start.month - 1 + step;
      const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
      const wanted = rule.byMonth.length === 0 || rule.byMonth.includes(month);
      return { begins: dayOfDate(year, month, 1), days: wanted ? inMonth(rule, year, month, start) : [] };
    }
    case 'YEARLY': {
      const year = start.year + step;
      return { begins: dayOfDate(year, 1, 1), days: inYear(rule, year, start) };
    }
  }
}

function chosen(days: readonly number[], positions: readonly number[]): number[] {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  if (positions.length === 0) return sorted;
  const picked = positions.flatMap((at) => (at > 0 ? sorted[at - 1] : sorted[sorted.length + at]) ?? []);
  return [...new Set(picked)].sort((a, b) => a - b);
}

/**
 * Civil days (see `dayNumber`) that the rule names, from the first on, ascending; COUNT and UNTIL are the caller's business. No zone is involved.
 * @param first `YYYY-MM-DD`; @param last the day number after which nothing is asked for
 * @throws RangeError for what is no date
 */
export function* daysOfRule(rule: Rule, first: string, last: number): Generator<number> {
  const day = dayNumber(first);
  if (day === undefined) throw new RangeError(`not a date: ${JSON.stringify(first)}`);
  const [year = 0, month = 1, date = 1] = first.split('-').map(Number);
  const start: Start = { day, year, month, date };
  for (let n = 0; ; n++) {
    const { begins, days } = period(rule, start, n);
    if (begins > last) return;
    for (const found of chosen(days, rule.bySetPos)) if (found >= day && found <= last) yield found;
  }
}
