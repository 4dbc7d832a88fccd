import { addDays, civilDateOf, type Env, formatCivilDate, isCivilDate, startOfDay, weekdayOf } from '#core';

export const calendarViews = ['day', 'week', 'month', 'list'] as const;
export type CalendarMode = (typeof calendarViews)[number];

/** Civil dates on the viewer's calendar; `to` is not included. `first`…`last` (not included) is the month itself where whole weeks stand around it. */
export type CalendarRange = {
  mode: CalendarMode;
  day: string;
  from: string;
  to: string;
  first: string;
  last: string;
  before: string;
  after: string;
  title: string;
  today: string;
};

const monthFirst = (day: string): string => `${day.slice(0, 7)}-01`;
const nextMonth = (day: string): string => monthFirst(addDays(monthFirst(day), 31));

/** A day that was asked for, as far as there is such a day, else today. */
export function dayAsked(env: Env, asked: string | undefined): string {
  return asked !== undefined && isCivilDate(asked) && asked >= '1970-01-08' && asked < '2200-01-01' ? asked : civilDateOf(env.now(), env.preferences.timeZone);
}

/** What the calendar shows: a day, a week, whole weeks around a month, or a month as a list; weeks as the viewer counts them. */
export function calendarRange(env: Env, mode: CalendarMode, asked: string | undefined): CalendarRange {
  const { timeZone, weekStart } = env.preferences;
  const today = civilDateOf(env.now(), timeZone);
  const day = dayAsked(env, asked);
  const weekBegin = (civil: string): string => addDays(civil, -((weekdayOf(civil) - weekStart + 7) % 7));
  if (mode === 'day') {
    const to = addDays(day, 1);
    return { mode, day, from: day, to, first: day, last: to, before: addDays(day, -1), after: to, title: formatCivilDate(day, env.preferences), today };
  }
  if (mode === 'week') {
    const from = weekBegin(day);
    const to = addDays(from, 7);
    const title = `${formatCivilDate(from, env.preferences, 'medium')} – ${formatCivilDate(addDays(to, -1), env.preferences, 'medium')}`;
    return { mode, day, from, to, first: from, last: to, before: addDays(day, -7), after: addDays(day, 7), title, today };
  }
  const first = monthFirst(day);
  const last = nextMonth(day);
  const around = {
    mode,
    day,
    first,
    last,
    before: monthFirst(addDays(first, -1)),
    after: last,
    title: formatCivilDate(first, env.preferences, 'month'),
    today,
  };
  if (mode === 'list') return { ...around, from: first, to: last };
  return { ...around, from: weekBegin(first), to: addDays(weekBegin(addDays(last, -1)), 7) };
}

export function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The instant at which a civil day begins; of a day that the zone skipped, the next one's. */
export function beginOf(civil: string, timeZone: string): Date {
  for (let day = civil; ; day = addDays(day, 1)) {
    const begin = startOfDay(day, timeZone);
    if (begin) return begin;
  }
}
