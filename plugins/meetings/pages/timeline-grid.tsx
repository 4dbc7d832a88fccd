import { raw } from 'hono/html';
import { addDays, civilDateOf, type Env, formatCivilDate, formatWeekday, wallOf } from '#core';
import { Entry } from './entry-look.tsx';
import { byDays, clockOf, inLanes } from './on-day.ts';
import { planAddress } from './plan-address.ts';
import type { TimelineRoom } from './read-timeline.ts';

/** The hours that the picture shows, on the viewer's clock: from seven to seven, and as far around as something is. */
function shownHours(env: Env, rooms: readonly TimelineRoom[]): { first: number; last: number } {
  const stretches = rooms.flatMap(({ entries }) => entries.flatMap((entry) => byDays(entry, env.preferences.timeZone).map(({ stretch }) => stretch)));
  return {
    first: Math.min(7, ...stretches.map(({ from }) => Math.floor(from / 60))),
    last: Math.max(19, ...stretches.map(({ to }) => Math.ceil(to / 60))),
  };
}

/**
 * Rooms as rows; the hours of one day as columns, or seven days. A picture for the eye and the pointer: the table beneath says the same in words, so screen readers
 * and the keyboard pass it by.
 */
export function TimelineGrid({ env, day, days, rooms }: { env: Env<'meetings'>; day: string; days: number; rooms: readonly TimelineRoom[] }) {
  const { timeZone, language, hour12 } = env.preferences;
  const { first, last } = shownHours(env, rooms);
  const dates = Array.from({ length: days }, (_, index) => addDays(day, index));
  const span = (last - first) * 60;
  /** Percent from the start of the track. */
  const place = (index: number, minute: number): number => ((index + Math.min(Math.max((minute - first * 60) / span, 0), 1)) / days) * 100;
  const rules: string[] = [];
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const clock = new Intl.DateTimeFormat(language, { hour: 'numeric', timeZone: 'UTC', hourCycle: hour12 ? 'h12' : 'h23' });
  const now = wallOf(env.now(), timeZone);
  const today = dates.indexOf(civilDateOf(env.now(), timeZone));
  const minute = Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16));
  const shown = today >= 0 && minute >= first * 60 && minute < last * 60;
  if (shown) rules.push(`.now-mark{inset-inline-start:${place(today, minute).toFixed(3)}%}`);
  /** Site and floor of the row before: a new one gets a head. */
  const headOf = ({ site, floor }: TimelineRoom): string => [site, floor].filter(Boolean).join(' · ');
  const rows = rooms.map((room, row) => {
    const head = headOf(room);
    const before = rooms[row - 1];
    const edges = room.around
      .flatMap((edge) => byDays(edge, timeZone))
      .flatMap(({ day: on, stretch }, at) => {
        const index = dates.indexOf(on);
        if (index < 0 || stretch.to <= first * 60 || stretch.from >= last * 60) return [];
        const id = `e${row}-${at}`;
        rules.push(`#${id}{inset-inline:${place(index, stretch.from).toFixed(3)}% ${(100 - place(index, stretch.to)).toFixed(3)}%}`);
        return [<span id={id} class="around" title={env.t('Set-up and clean-up')} />];
      });
    const parts = room.entries.flatMap((entry) => byDays(entry, timeZone).flatMap(({ day: on, stretch }) => ({ entry, stretch, on })));
    let lanes = 1;
    const placed = dates.flatMap((date, index) =>
      inLanes(
        parts.filter(({ on }) => on === date),
        0,
      ).map(({ entry, stretch, lane, of }, at) => {
        const id = `r${row}-${index}-${at}`;
        lanes = Math.max(lanes, of);
        const [start, end] = [place(index, stretch.from), place(index, stretch.to)];
        rules.push(
          `#${id}{inset-inline:${start.toFixed(3)}% ${(100 - end).toFixed(3)}%;inset-block:${((lane / of) * 100).toFixed(1)}% ${(100 - ((lane + 1) / of) * 100).toFixed(1)}%}`,
        );
        return <Entry env={env} entry={entry} id={id} placed quiet />;
      }),
    );
    return (
      <>
        {head && (!before || headOf(before) !== head) ? <div class="timeline-group">{head}</div> : null}
        <div class="timeline-row">
          <div class="room">
            {room.name}
            <span class="muted">{[env.t('{count} seats', { count: room.capacity }), room.equipment].filter(Boolean).join(' · ')}</span>
          </div>
          <div class="track">
            {days === 1
              ? hours.map((hour) => (
                  <a
                    class="slot"
                    href={planAddress(timeZone, day, hour * 60, hour * 60 + 60, [room.id])}
                    title={env.t('Plan in {room} at {time}', { room: room.name, time: clockOf(hour * 60) })}
                    tabindex={-1}
                  >
                    <span>+</span>
                  </a>
                ))
              : dates.map((date) => (
                  <a
                    class="slot"
                    href={`/app/rooms/timeline?${new URLSearchParams({ day: date })}`}
                    title={formatCivilDate(date, env.preferences, 'day')}
                    tabindex={-1}
                  >
                    <span>+</span>
                  </a>
                ))}
            {edges}
            {placed}
            {shown ? <span class="now now-mark" /> : null}
          </div>
        </div>
      </>
    );
  });
  return (
    <div class="table-frame timeline-frame" aria-hidden="true">
      <style nonce={env.request?.nonce}>{raw(rules.join(''))}</style>
      <div class={days > 1 ? 'timeline seven' : 'timeline'}>
        <div class="timeline-head">
          <strong>{env.t('Room')}</strong>
          <div>
            {days === 1
              ? hours.map((hour) => <span>{clock.format(new Date(Date.UTC(2000, 0, 1, hour)))}</span>)
              : dates.map((date) => (
                  <span>
                    {formatWeekday(date, env.preferences, 'short')} {Number(date.slice(8))}
                  </span>
                ))}
            {shown ? <span class="now now-mark" /> : null}
          </div>
        </div>
        {rows}
      </div>
    </div>
  );
}
