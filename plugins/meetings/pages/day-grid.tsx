import { raw } from 'hono/html';
import { civilDateOf, type Env, formatWeekday, wallOf } from '#core';
import { calendarAddress } from './calendar-address.ts';
import { type CalendarRange, daysOf } from './calendar-range.ts';
import { Entry } from './entry-look.tsx';
import { byDays, clockOf, inLanes, type Stretch } from './on-day.ts';
import { planAddress } from './plan-address.ts';
import type { CalendarData, Shown } from './read-calendar.ts';

const PIXELS_AN_HOUR = 48;
const DAY_MS = 86_400_000;

type Placed = { entry: Shown; stretch: Stretch };

/** Entries by day with their part of it, by when that begins. */
export function entriesByDay(env: Env, shown: readonly Shown[]): Map<string, Placed[]> {
  const days = new Map<string, Placed[]>();
  for (const entry of shown)
    for (const { day, stretch } of byDays(entry, env.preferences.timeZone)) days.set(day, [...(days.get(day) ?? []), { entry, stretch }]);
  for (const entries of days.values()) entries.sort((a, b) => a.stretch.from - b.stretch.from || a.stretch.to - b.stretch.to);
  return days;
}

/** What takes a day from end to end stands above the hours, and does not push aside what has its hour. */
const isLong = ({ entry: { start, end }, stretch: { from, to } }: Placed): boolean => end.getTime() - start.getTime() >= DAY_MS || (from === 0 && to === 1_440);

/** The parts of a day outside working hours, between `first` and `last` (minutes). */
function closedParts(open: readonly Stretch[], first: number, last: number): Stretch[] {
  const closed: Stretch[] = [];
  let at = first;
  for (const { from, to } of open) {
    if (from > at) closed.push({ from: at, to: Math.min(from, last) });
    at = Math.max(at, to);
  }
  if (at < last) closed.push({ from: at, to: last });
  return closed;
}

/**
 * One day or seven by the hour: from seven to seven and as far around as there is something. Positions stand in a style element with the page's nonce, as the
 * policy for content asks. Empty hours lead to the form of a new meeting.
 */
export function DayGrid({ env, range, data, rooms }: { env: Env<'meetings'>; range: CalendarRange; data: CalendarData; rooms: readonly string[] }) {
  const { timeZone, language, hour12 } = env.preferences;
  const days = daysOf(range);
  const byDay = entriesByDay(env, data.shown);
  const stretches = days.flatMap((day) => (byDay.get(day) ?? []).flatMap((placed) => (isLong(placed) ? [] : [placed.stretch])));
  const first = Math.min(7, ...stretches.map(({ from }) => Math.floor(from / 60)));
  const last = Math.max(19, ...stretches.map(({ to }) => Math.ceil(to / 60)));
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const place = (minute: number): number => Math.round(((minute - first * 60) / 60) * PIXELS_AN_HOUR);
  const rules: string[] = [`.planner .hours,.planner .column{block-size:${hours.length * PIXELS_AN_HOUR}px}`];
  if (range.mode === 'day') rules.push('.planner{grid-template-columns:56px minmax(0,1fr)}');
  const openByDay = new Map<string, Stretch[]>();
  for (const stretch of data.open ?? [])
    for (const part of byDays(stretch, timeZone)) openByDay.set(part.day, [...(openByDay.get(part.day) ?? []), part.stretch]);
  const now = wallOf(env.now(), timeZone);
  const minuteNow = Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16));
  const clock = new Intl.DateTimeFormat(language, { hour: 'numeric', timeZone: 'UTC', hourCycle: hour12 ? 'h12' : 'h23' });
  const columns = days.map((day, column) => {
    const all = byDay.get(day) ?? [];
    const placed = inLanes(all.filter((one) => !isLong(one))).map(({ entry, stretch, lane, of }, index) => {
      const id = `e${column}-${index}`;
      const top = place(stretch.from);
      const height = Math.max(place(stretch.to) - top, 24);
      const [start, end] = [((lane / of) * 100).toFixed(3), (100 - ((lane + 1) / of) * 100).toFixed(3)];
      rules.push(`#${id}{inset-block-start:${top}px;block-size:${height - 2}px;inset-inline:${start}% ${end}%}`);
      return <Entry env={env} entry={entry} stretch={stretch} id={id} placed />;
    });
    const closed = data.open === undefined ? [] : closedParts(openByDay.get(day) ?? [], first * 60, last * 60);
    const shades = closed.map(({ from, to }, index) => {
      const id = `s${column}-${index}`;
      rules.push(`#${id}{inset-block-start:${place(from)}px;block-size:${place(to) - place(from)}px}`);
      return <span id={id} class="closed" />;
    });
    const isToday = day === civilDateOf(env.now(), timeZone) && minuteNow >= first * 60 && minuteNow < last * 60;
    if (isToday) rules.push(`#now{inset-block-start:${place(minuteNow)}px}`);
    return (
      <div class="one-day">
        <h2 class={day === range.today ? 'today' : undefined}>
          <a href={calendarAddress({ view: 'day', day, chosen: data.chosen })}>
            {formatWeekday(day, env.preferences, 'short')} {Number(day.slice(8))}
          </a>
        </h2>
        <div class="long">
          {all.filter(isLong).map(({ entry, stretch }) => (
            <Entry env={env} entry={entry} stretch={stretch} />
          ))}
        </div>
        <div class="column" data-day={day} data-first={first * 60} data-last={last * 60}>
          {shades}
          <div aria-hidden="true">
            {hours.map((hour) => (
              <a
                class="slot"
                href={planAddress(timeZone, day, hour * 60, hour * 60 + 60, rooms)}
                title={env.t('Plan a meeting at {time}', { time: clockOf(hour * 60) })}
                tabindex={-1}
                draggable="false"
              >
                <span>+</span>
              </a>
            ))}
          </div>
          {placed}
          {isToday ? <span id="now" class="now" data-now={minuteNow} /> : null}
        </div>
      </div>
    );
  });
  return (
    <div class="planner" data-planner data-hour={PIXELS_AN_HOUR}>
      <style nonce={env.request?.nonce}>{raw(rules.join(''))}</style>
      <div class="hours" aria-hidden="true">
        {hours.map((hour) => (
          <span>{clock.format(new Date(Date.UTC(2000, 0, 1, hour)))}</span>
        ))}
      </div>
      {columns}
    </div>
  );
}
