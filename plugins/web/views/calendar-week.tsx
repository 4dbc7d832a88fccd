import { raw } from 'hono/html';
import { formatCivilDate, formatWeekday } from '#core';
import type { Entry } from './calendar-data.ts';
import { type DayProps, EntryLink } from './calendar-entry.tsx';
import { daysOf } from './calendar-range.ts';

/** Entries of a day side by side where they overlap: the lane of each, and how many lanes there are. */
function lanes(entries: readonly Entry[]): { entry: Entry; lane: number; of: number }[] {
  const placed: { entry: Entry; lane: number; cluster: number }[] = [];
  let ends: number[] = [];
  let cluster = -1;
  for (const entry of entries) {
    const from = entry.from ?? 0;
    if (ends.every((end) => end <= from)) {
      ends = [];
      cluster += 1;
    }
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = Math.max(entry.to ?? from, from + 30);
    placed.push({ entry, lane, cluster });
  }
  const most = new Map<number, number>();
  for (const { lane, cluster: at } of placed) most.set(at, Math.max(most.get(at) ?? 0, lane + 1));
  return placed.map(({ entry, lane, cluster: at }) => ({ entry, lane, of: most.get(at) ?? 1 }));
}

const PIXELS_AN_HOUR = 44;

/** A week by the hour: from seven to seven, and as far around as there is something. */
export function Week({ env, views, range, byDay }: DayProps) {
  const days = daysOf(range);
  const timed = [...byDay.values()].flat().filter(({ from }) => from !== undefined);
  const first = Math.min(7, ...timed.map(({ from }) => Math.floor((from ?? 0) / 60)));
  const last = Math.max(19, ...timed.map(({ to }) => Math.ceil((to ?? 0) / 60)));
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const rules: string[] = [`.week .hours,.week .lane-day{block-size:${hours.length * PIXELS_AN_HOUR}px}`];
  const place = (minute: number): number => Math.round(((minute - first * 60) / 60) * PIXELS_AN_HOUR);
  const columns = days.map((day, column) => {
    const entries = byDay.get(day) ?? [];
    const placed = lanes(entries.filter(({ from }) => from !== undefined)).map(({ entry, lane, of }, index) => {
      const id = `e${column}-${index}`;
      const top = place(entry.from ?? 0);
      const height = Math.max(place(entry.to ?? 0) - top, 22);
      rules.push(
        `#${id}{inset-block-start:${top}px;block-size:${height - 2}px;inset-inline:${((lane / of) * 100).toFixed(3)}% ${(100 - ((lane + 1) / of) * 100).toFixed(3)}%}`,
      );
      return { id, entry };
    });
    return { day, whole: entries.filter(({ from }) => from === undefined), placed };
  });
  const clock = new Intl.DateTimeFormat(env.preferences.language, { hour: 'numeric', timeZone: 'UTC', hourCycle: env.preferences.hour12 ? 'h12' : 'h23' });
  return (
    <div class="week">
      <style nonce={env.request?.nonce}>{raw(rules.join(''))}</style>
      <div class="hours" aria-hidden="true">
        {hours.map((hour) => (
          <span>{clock.format(new Date(Date.UTC(2000, 0, 1, hour)))}</span>
        ))}
      </div>
      {columns.map(({ day, whole, placed }) => (
        <section aria-label={formatCivilDate(day, env.preferences, 'day')}>
          <h2 class={day === range.today ? 'today' : undefined}>
            {formatWeekday(day, env.preferences, 'short')} {Number(day.slice(8))}
          </h2>
          <div class="whole">
            {whole.map((entry) => (
              <EntryLink views={views} entry={entry} />
            ))}
          </div>
          <div class="lane-day">
            {placed.map(({ id, entry }) => (
              <div id={id} class="placed">
                <EntryLink views={views} entry={entry} />
              </div>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
