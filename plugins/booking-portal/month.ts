import { addDays, civilDateOf, daysBetween, endOfDay, weekdayOf } from '#core';

/** A month as a grid of weeks; cells outside the month are null. Dates are civil (`YYYY-MM-DD`). */
export type Month = { name: string; weeks: (string | null)[][]; previous: string; next: string; from: Date; to: Date };

const pad = (value: number): string => String(value).padStart(2, '0');

const shift = (month: string, by: number): string => {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const index = year * 12 + (number - 1) + by;
  return `${Math.floor(index / 12)}-${pad((index % 12) + 1)}`;
};

/** `2027-03`, of an instant on the clock of a zone. */
export const monthOf = (instant: Date, zone: string): string => civilDateOf(instant, zone).slice(0, 7);

/** @param name `YYYY-MM` @param weekStart 1 = Monday … 7 */
export function monthGrid(name: string, zone: string, weekStart: number): Month {
  const first = `${name}-01`;
  const next = shift(name, 1);
  const days: (string | null)[] = Array.from({ length: (weekdayOf(first) - weekStart + 7) % 7 }, () => null);
  const length = daysBetween(first, `${next}-01`);
  for (let day = 1; day <= length; day++) days.push(`${name}-${pad(day)}`);
  while (days.length % 7 !== 0) days.push(null);
  const weeks: (string | null)[][] = [];
  for (let at = 0; at < days.length; at += 7) weeks.push(days.slice(at, at + 7));
  return { name, weeks, previous: shift(name, -1), next, from: endOfDay(addDays(first, -1), zone), to: endOfDay(addDays(`${next}-01`, -1), zone) };
}

export const isMonth = (text: string | undefined): text is string => text !== undefined && /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text);
