import { addDays, civilDateOf, type Env, endOfDay, formatCivilDate, formatTime, startOfDay } from '#core';
import { holidaysOf } from '../holidays/holidays-of.ts';
import { scheduleRanges } from '../schedule-ranges.ts';
import type { Schedule } from '../schedule-shape.ts';

const DAYS = 14;

type Props = { env: Env<'calendar'>; schedule: Schedule; timeZone: string; reasons?: (date: string) => string | undefined };

/** What working hours come to in the next two weeks, day by day on their own clock, so that a slip is seen at once. */
export function ComingDays({ env, schedule, timeZone, reasons }: Props) {
  const today = civilDateOf(env.now(), timeZone);
  const days = Array.from({ length: DAYS }, (_, index) => addDays(today, index));
  const names = new Map(
    schedule.holidays
      ? [...new Set(days.map((date) => Number(date.slice(0, 4))))].flatMap((year) =>
          holidaysOf(schedule.holidays ?? { country: '', region: '', working: [], own: [] }, year).map(({ date, name }): [string, string] => [date, name]),
        )
      : [],
  );
  return (
    <table class="coming">
      <caption class="visually-hidden">{env.t('Open in the next two weeks')}</caption>
      <tbody>
        {days.map((date) => {
          const zone = schedule.travel?.find(({ from, to }) => from <= date && (to === undefined || date <= to))?.timeZone ?? timeZone;
          const [from, to] = [startOfDay(date, zone)?.getTime(), endOfDay(date, zone).getTime()];
          const spans = from === undefined ? [] : scheduleRanges(schedule, timeZone, from, to);
          const holiday = names.get(date);
          const why = reasons?.(date) ?? (holiday === undefined ? undefined : env.t(holiday));
          return (
            <tr>
              <th scope="row">{formatCivilDate(date, env.preferences, 'short')}</th>
              <td>
                {spans.length === 0 ? (
                  <span class="muted">{env.t('Closed')}</span>
                ) : spans.length === 1 && spans[0]?.[0] === from && spans[0]?.[1] === to ? (
                  env.t('All day')
                ) : (
                  spans
                    .map(([start, end]) => `${formatTime(new Date(start), zone, env.preferences)} – ${formatTime(new Date(end), zone, env.preferences)}`)
                    .join(', ')
                )}
                {why ? <span class="muted"> · {why}</span> : null}
                {zone === timeZone ? null : <span class="muted"> · {zone.replaceAll('_', ' ')}</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
