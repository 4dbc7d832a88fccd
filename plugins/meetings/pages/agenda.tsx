import { type Env, formatCivilDate, wallOf } from '#core';
import { Icon } from '../../web/contract.ts';
import { type CalendarRange, daysOf } from './calendar-range.ts';
import { entriesByDay } from './day-grid.tsx';
import { looks, timesOn } from './entry-look.tsx';
import { planAddress } from './plan-address.ts';
import type { CalendarData } from './read-calendar.ts';

/** The same days as a list: everything that the grid says and does, in words, links and forms. */
export function Agenda({ env, range, data, rooms }: { env: Env<'meetings'>; range: CalendarRange; data: CalendarData; rooms: readonly string[] }) {
  const { timeZone } = env.preferences;
  const byDay = entriesByDay(env, data.shown);
  const every = range.mode === 'day' || range.mode === 'week';
  const days = daysOf({ from: range.first, to: range.last }).filter((day) => every || (byDay.get(day) ?? []).length > 0);
  return (
    <section class="agenda" aria-labelledby="agenda-title">
      <h2 id="agenda-title" class="visually-hidden">
        {env.t('As a list')}
      </h2>
      {days.length === 0 ? <p class="muted">{env.t('Nothing is planned.')}</p> : null}
      {days.map((day) => {
        const entries = byDay.get(day) ?? [];
        const from = Math.max(9 * 60, ...entries.filter(({ entry }) => entry.id !== null).map(({ stretch }) => stretch.to));
        return (
          <section id={`day-${day}`} aria-labelledby={`head-${day}`}>
            <div class="row">
              <h3 id={`head-${day}`} class={day === range.today ? 'today' : undefined}>
                {formatCivilDate(day, env.preferences, 'day')}
              </h3>
              <a
                class="add"
                href={planAddress(timeZone, day, Math.min(from, 23 * 60), Math.min(from, 23 * 60) + 60, rooms)}
                aria-label={env.t('Plan a meeting on {day}', { day: formatCivilDate(day, env.preferences, 'day') })}
              >
                <Icon name="plus" /> {env.t('Plan')}
              </a>
            </div>
            {entries.length === 0 ? <p class="muted">{env.t('Nothing is planned.')}</p> : null}
            <ul>
              {entries.map(({ entry, stretch }) => {
                const { look, icon, word } = looks[entry.state];
                const rest = [...entry.of, ...entry.rooms.filter((room) => !entry.of.includes(room))].join(', ');
                return (
                  <li class={`line ${look}`}>
                    <time datetime={entry.start.toISOString()}>{timesOn(env, entry, stretch)}</time>
                    <span class="what">
                      {entry.id ? <a href={`/app/meeting.event/${entry.id}`}>{entry.title}</a> : <span>{entry.title}</span>}
                      {rest ? <span class="muted">{rest}</span> : null}
                    </span>
                    <span class="how">
                      <Icon name={icon} /> {entry.state === 'busy' ? <span class="visually-hidden">{env.t(word)}</span> : env.t(word)}
                    </span>
                    {entry.id && entry.movable ? (
                      <a
                        class="move"
                        href={`/app/calendar/move?${new URLSearchParams({ meeting: entry.id, start: wallOf(entry.start, timeZone), end: wallOf(entry.end, timeZone), tz: timeZone })}`}
                        aria-label={env.t('Move {subject}', { subject: entry.title })}
                      >
                        {env.t('Move')}
                      </a>
                    ) : null}
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </section>
  );
}
