import { type Env, formatCivilDate } from '#core';
import { WeekdayHead } from '../../web/contract.ts';
import { calendarAddress } from './calendar-address.ts';
import { type CalendarRange, daysOf } from './calendar-range.ts';
import { entriesByDay } from './day-grid.tsx';
import { Entry } from './entry-look.tsx';
import type { CalendarData } from './read-calendar.ts';

/** Entries of a day in a month; the rest is a link to the day. */
const A_DAY = 4;

/** Whole weeks around a month. */
export function MonthGrid({ env, range, data }: { env: Env<'meetings'>; range: CalendarRange; data: CalendarData }) {
  const days = daysOf(range);
  const byDay = entriesByDay(env, data.shown);
  const weeks = Array.from({ length: days.length / 7 }, (_, index) => days.slice(index * 7, index * 7 + 7));
  return (
    <table class="month">
      <caption class="visually-hidden">{range.title}</caption>
      <WeekdayHead env={env} days={days.slice(0, 7)} />
      <tbody>
        {weeks.map((week) => (
          <tr>
            {week.map((day) => {
              const entries = byDay.get(day) ?? [];
              const address = calendarAddress({ view: 'day', day, chosen: data.chosen });
              return (
                <td class={day < range.first || day >= range.last ? 'outside' : undefined} data-month-day={day}>
                  <a class={day === range.today ? 'day today' : 'day'} href={address} aria-label={formatCivilDate(day, env.preferences, 'day')}>
                    {Number(day.slice(8))}
                  </a>
                  {entries.slice(0, A_DAY).map(({ entry, stretch }) => (
                    <Entry env={env} entry={entry} stretch={stretch} />
                  ))}
                  {entries.length > A_DAY ? <a href={address}>{env.t('{count} more', { count: entries.length - A_DAY })}</a> : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
