import { z } from 'zod';
import { addDays, civilDateOf, daysBetween, endOfDay, isCivilDate, type Preferences, weekdayOf } from '#core';

export const periodKinds = ['week', 'month', 'quarter', 'year', 'custom'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** Civil dates, the last one included, and the instants `[from, to)` at which they begin and end in the reader's zone. */
export type Span = { first: string; last: string; from: Date; to: Date };

export type Period = Span & {
  kind: PeriodKind;
  /** IANA. */
  timeZone: string;
  /** 1 = Monday … 7. */
  weekStart: number;
  /** The places of a chart over time. */
  every: 'day' | 'week' | 'month';
  /** Just as long (of the calendar), right before it. */
  before: Span;
};

const LONGEST_DAYS = 1_100;

/** What cannot be read counts as not said: a page shows something for any address. */
const civil = z.string().refine(isCivilDate).optional().catch(undefined);
export const periodQuery = z.object({ period: z.enum(periodKinds).optional().catch(undefined), from: civil, to: civil });
export type PeriodQuery = z.output<typeof periodQuery>;

const monthOf = (date: string, plus: number): string => {
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + plus;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
};

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** The first civil date of the stretch of the calendar that a date lies in. */
function firstOf(kind: Exclude<PeriodKind, 'custom'> | 'day', date: string, weekStart: number): string {
  if (kind === 'day') return date;
  if (kind === 'week') return addDays(date, -((weekdayOf(date) - weekStart + 7) % 7));
  return monthOf(date, -((Number(date.slice(5, 7)) - 1) % MONTHS[kind]));
}

const moved = (kind: Exclude<PeriodKind, 'custom'>, first: string, by: 1 | -1): string =>
  kind === 'week' ? addDays(first, 7 * by) : monthOf(first, MONTHS[kind] * by);

/** A day may begin at any time, and need not have 24 hours. */
export const spanOf = (first: string, last: string, timeZone: string): Span => ({
  first,
  last,
  from: endOfDay(addDays(first, -1), timeZone),
  to: endOfDay(last, timeZone),
});

const everyOf = (days: number): Period['every'] => (days <= 31 ? 'day' : days <= 100 ? 'week' : 'month');

/** What an address asks for; this month unless it says something. */
export function periodOf({ period = 'month', from, to }: PeriodQuery, preferences: Preferences, now: Date): Period {
  const { timeZone, weekStart } = preferences;
  const today = civilDateOf(now, timeZone);
  const whole = (kind: PeriodKind, first: string, last: string, before: Span): Period => ({
    ...spanOf(first, last, timeZone),
    kind,
    timeZone,
    weekStart,
    every: everyOf(daysBetween(first, last) + 1),
    before,
  });
  if (period === 'custom') {
    const last = to ?? today;
    const wanted = from ?? addDays(last, -29);
    const [a, b] = wanted <= last ? [wanted, last] : [last, wanted];
    const end = daysBetween(a, b) < LONGEST_DAYS ? b : addDays(a, LONGEST_DAYS - 1);
    return whole('custom', a, end, spanOf(addDays(a, -(daysBetween(a, end) + 1)), addDays(a, -1), timeZone));
  }
  const first = firstOf(period, from ?? today, weekStart);
  const previous = moved(period, first, -1);
  return whole(period, first, addDays(moved(period, first, 1), -1), spanOf(previous, addDays(first, -1), timeZone));
}

/** The first civil dates of the places of a chart; the first may lie before the period, where a week does. */
export function placesOf({ every, first, last, weekStart }: Period): string[] {
  const places: string[] = [];
  for (let at = firstOf(every, first, weekStart); at <= last; at = every === 'day' ? addDays(at, 1) : moved(every, at, 1)) places.push(at);
  return places;
}

/** The pairs of an address that lead to a period again. */
export const periodAddress = ({ kind, first, last }: Pick<Period, 'kind' | 'first' | 'last'>): string =>
  new URLSearchParams({ period: kind, from: first, ...(kind === 'custom' ? { to: last } : {}) }).toString();

/** The neighbours of a period in time. */
export function neighbours(period: Period): { earlier: string; later: string } {
  const { kind, first, last, before } = period;
  const length = daysBetween(first, last) + 1;
  return {
    earlier: periodAddress({ kind, first: before.first, last: before.last }),
    later: periodAddress({ kind, first: addDays(last, 1), last: addDays(last, length) }),
  };
}
