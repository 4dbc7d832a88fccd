import { addDays, civilDateOf, type Env, formatCivilDate, isCivilDate, weekdayOf } from '#core';

export type Mode = 'month' | 'week' | 'agenda';
/** Civil dates in the viewer's zone; `to` is not included. `first` and `last` bound what the month or week itself is. */
export type CalendarRange = { mode: Mode; day: string; from: string; to: string; first: string; before: string; after: string; title: string; today: string };

const monthFirst = (day: string): string => `${day.slice(0, 7)}-01`;
const nextMonth = (day: string): string => monthFirst(addDays(monthFirst(day), 31));

/** What a calendar shows: whole weeks around a month, one week, or a month as an agenda; by the viewer's week. */
export function calendarRange(env: Env, mode: Mode, asked: string | undefined): CalendarRange {
  const { timeZone, weekStart } = env.preferences;
  const today = civilDateOf(env.now(), timeZone);
  const day = asked !== undefined && isCivilDate(asked) && asked >= '1900-01-01' && asked < '2200-01-01' ? asked : today;
  const weekBegin = (civil: string): string => addDays(civil, -((weekdayOf(civil) - weekStart + 7) % 7));
  if (mode === 'week') {
    const from = weekBegin(day);
    const to = addDays(from, 7);
    const title = `${formatCivilDate(from, env.preferences, 'medium')} – ${formatCivilDate(addDays(to, -1), env.preferences, 'medium')}`;
    return { mode, day, from, to, first: from, before: addDays(from, -7), after: to, title, today };
  }
  const first = monthFirst(day);
  const end = nextMonth(day);
  const title = formatCivilDate(first, env.preferences, 'month');
  const around = { day, first, before: monthFirst(addDays(first, -1)), after: end, title, today, mode };
  if (mode === 'agenda') return { ...around, from: first, to: end };
  return { ...around, from: weekBegin(first), to: addDays(weekBegin(addDays(end, -1)), 7) };
}

export function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
  return days;
}
