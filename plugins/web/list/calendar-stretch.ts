import { addDays, civilDateOf, type Env, endOfDay, startOfDay, weekdayOf } from '#core';
import type { Every } from './list-state.ts';

/** Civil dates, `to` not included. */
export type Stretch = { from: string; to: string };

const monthAfter = (civil: string, months: number): string => {
  const index = Number(civil.slice(0, 4)) * 12 + Number(civil.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;
};

const length: Record<Every, (from: string) => string> = {
  day: (from) => addDays(from, 1),
  week: (from) => addDays(from, 7),
  month: (from) => monthAfter(from, 1),
  quarter: (from) => monthAfter(from, 3),
  year: (from) => monthAfter(from, 12),
};

/** The stretch of the calendar that begins on that date. */
export const stretchFrom = (from: string, every: Every): Stretch => ({ from, to: length[every](from) });

/** A period that moves with today, in the viewer's zone and week; undefined for what is none. */
export function periodStretch(env: Env, name: string): Stretch | undefined {
  const today = civilDateOf(env.now(), env.preferences.timeZone);
  const monday = addDays(today, -((weekdayOf(today) - env.preferences.weekStart + 7) % 7));
  switch (name) {
    case 'today':
      return stretchFrom(today, 'day');
    case 'yesterday':
      return stretchFrom(addDays(today, -1), 'day');
    case 'tomorrow':
      return stretchFrom(addDays(today, 1), 'day');
    case 'week':
      return stretchFrom(monday, 'week');
    case 'month':
      return stretchFrom(`${today.slice(0, 7)}-01`, 'month');
    case 'year':
      return stretchFrom(`${today.slice(0, 4)}-01-01`, 'year');
    case 'past7':
      return { from: addDays(today, -6), to: addDays(today, 1) };
    case 'past30':
      return { from: addDays(today, -29), to: addDays(today, 1) };
    case 'next7':
      return { from: today, to: addDays(today, 7) };
    case 'next30':
      return { from: today, to: addDays(today, 30) };
    default:
      return undefined;
  }
}

/** The first instant of a civil date in the viewer's zone; of a date that the zone skipped, the instant of the skip. */
export const beginOf = (civil: string, zone: string): Date => startOfDay(civil, zone) ?? endOfDay(addDays(civil, -1), zone);
