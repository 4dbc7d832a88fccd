import { addDays, type Env, formatCivilDate } from '#core';
import { Icon } from '../../web/contract.ts';
import { looks, timesOf } from './entry-look.tsx';
import { byDays, clockOf, type Stretch } from './on-day.ts';
import { planAddress } from './plan-address.ts';
import type { TimelineRoom } from './read-timeline.ts';

/** Free stretches of a day between 8 and 18, at least half an hour long, inside the room's hours. */
function freeParts(taken: readonly Stretch[], open: readonly Stretch[] | undefined): Stretch[] {
  const free: Stretch[] = [];
  for (const { from, to } of open ?? [{ from: 8 * 60, to: 18 * 60 }]) {
    let at = from;
    for (const one of [...taken].sort((a, b) => a.from - b.from)) {
      if (one.from > at) free.push({ from: at, to: Math.min(one.from, to) });
      at = Math.max(at, one.to);
    }
    if (at < to) free.push({ from: at, to });
  }
  return free.filter(({ from, to }) => to - from >= 30);
}

/** The timeline in words: what takes each room, and when it is free, with the links to plan. */
export function TimelineTable({ env, day, days, rooms }: { env: Env<'meetings'>; day: string; days: number; rooms: readonly TimelineRoom[] }) {
  const { timeZone } = env.preferences;
  const dates = Array.from({ length: days }, (_, index) => addDays(day, index));
  return (
    <div class="table-frame" tabindex={0}>
      <table class="stacked">
        <caption class="visually-hidden">{env.t('Rooms: taken and free times')}</caption>
        <thead>
          <tr>
            <th scope="col">{env.t('Room')}</th>
            <th scope="col">{env.t('Taken')}</th>
            <th scope="col">{env.t('Free')}</th>
          </tr>
        </thead>
        {dates.map((date) => (
          <tbody>
            {days > 1 ? (
              <tr class="day-row">
                <th colspan={3} scope="rowgroup">
                  {formatCivilDate(date, env.preferences, 'day')}
                </th>
              </tr>
            ) : null}
            {rooms.map((room) => {
              const entries = room.entries.filter((entry) => byDays(entry, timeZone).some((part) => part.day === date));
              const partsOn = (ranges: readonly { start: Date; end: Date }[]): Stretch[] =>
                ranges.flatMap((one) => byDays(one, timeZone).flatMap((part) => (part.day === date ? [part.stretch] : [])));
              const free = freeParts(partsOn([...room.entries, ...room.around]), room.open === undefined ? undefined : partsOn(room.open));
              return (
                <tr>
                  <th scope="row">
                    <a href={`/app/meeting.room/${room.id}`}>{room.name}</a>
                    <span class="muted small"> {[room.site, room.floor].filter(Boolean).join(' · ')}</span>
                  </th>
                  <td data-label={env.t('Taken')}>
                    {entries.length === 0 ? (
                      '–'
                    ) : (
                      <ul class="plain">
                        {entries.map((entry) => (
                          <li class={looks[entry.state].look}>
                            <time datetime={entry.start.toISOString()}>{timesOf(env, entry)}</time>{' '}
                            {entry.id ? <a href={`/app/meeting.event/${entry.id}`}>{entry.title}</a> : entry.title}
                          </li>
                        ))}
                        {room.around.some((edge) => byDays(edge, timeZone).some((part) => part.day === date)) ? (
                          <li class="muted">
                            {env.t('with set-up and clean-up: {times}', {
                              times: partsOn(room.around)
                                .map(({ from, to }) => `${clockOf(from)} – ${clockOf(to)}`)
                                .join(', '),
                            })}
                          </li>
                        ) : null}
                      </ul>
                    )}
                  </td>
                  <td data-label={env.t('Free')}>
                    {free.length === 0 ? (
                      '–'
                    ) : (
                      <ul class="plain">
                        {free.map(({ from, to }) => (
                          <li>
                            <a href={planAddress(timeZone, date, from, Math.min(to, from + 60), [room.id])}>
                              <Icon name="plus" /> <span class="visually-hidden">{env.t('Plan in {room}:', { room: room.name })}</span> {clockOf(from)} –{' '}
                              {clockOf(to)}
                            </a>
                          </li>
                        ))}
                      </ul>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        ))}
      </table>
    </div>
  );
}
