import { raw } from 'hono/html';
import { type CalendarView, type Env, formatCivilDate, formatWeekday } from '#core';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import { calendarData, type Entry } from './calendar-data.ts';
import { type CalendarRange, calendarRange, daysOf, type Mode } from './calendar-range.ts';
import { viewAddress } from './view-address.ts';
import { ViewPage } from './view-page.tsx';

type DayProps = { env: Env; views: ModelViews; range: CalendarRange; byDay: ReadonlyMap<string, readonly Entry[]> };

/** Entries of a day's cell before "3 more" stands there. */
const MOST_IN_CELL = 4;

function EntryLink({ views, entry }: { views: ModelViews; entry: Entry }) {
  const inside = (
    <>
      {entry.time ? <time>{entry.time}</time> : null} <span>{entry.title}</span>
    </>
  );
  const hint = [entry.time, entry.title, entry.detail].filter(Boolean).join(' · ');
  return views.form ? (
    <a class={`entry ${entry.look}`} href={`/app/${views.model.name}/${entry.id}`} title={hint}>
      {inside}
    </a>
  ) : (
    <span class={`entry ${entry.look}`} title={hint}>
      {inside}
    </span>
  );
}

function Month({ env, views, range, byDay, more }: DayProps & { more: (day: string) => string }) {
  const days = daysOf(range);
  const month = range.first.slice(0, 7);
  return (
    <table class="month">
      <caption class="visually-hidden">{range.title}</caption>
      <thead>
        <tr>
          {days.slice(0, 7).map((day) => (
            <th scope="col">
              <abbr title={formatWeekday(day, env.preferences, 'long')}>{formatWeekday(day, env.preferences, 'short')}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: days.length / 7 }, (_, week) => (
          <tr>
            {days.slice(week * 7, week * 7 + 7).map((day) => {
              const entries = byDay.get(day) ?? [];
              return (
                <td class={day.startsWith(month) ? undefined : 'outside'}>
                  <time class={day === range.today ? 'day today' : 'day'} datetime={day} aria-current={day === range.today ? 'date' : undefined}>
                    <span aria-hidden="true">{Number(day.slice(8))}</span>
                    <span class="visually-hidden">{formatCivilDate(day, env.preferences, 'day')}</span>
                  </time>
                  {entries.slice(0, MOST_IN_CELL).map((entry) => (
                    <EntryLink views={views} entry={entry} />
                  ))}
                  {entries.length > MOST_IN_CELL ? <a href={more(day)}>{env.t('{count} more', { count: entries.length - MOST_IN_CELL })}</a> : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

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

function Week({ env, views, range, byDay }: DayProps) {
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

function Agenda({ env, views, range, byDay }: DayProps) {
  const days = daysOf(range).filter((day) => (byDay.get(day) ?? []).length > 0);
  if (days.length === 0) {
    return (
      <p class="card muted">
        <Icon name="calendar-off" /> {env.t('Nothing in these days.')}
      </p>
    );
  }
  return (
    <div class="agenda">
      {days.map((day) => (
        <section id={`day-${day}`}>
          <h2 class={day === range.today ? 'today' : undefined}>{formatCivilDate(day, env.preferences, 'medium')}</h2>
          <ul>
            {(byDay.get(day) ?? []).map((entry) => (
              <li>
                <EntryLink views={views} entry={entry} />
                {entry.detail ? <span class="muted">{entry.detail}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

const modes: readonly { mode: Mode; label: string }[] = [
  { mode: 'month', label: 'Month' },
  { mode: 'week', label: 'Week' },
  { mode: 'agenda', label: 'Agenda' },
];

/** Records on a calendar in the viewer's zone. Narrow screens get the agenda, whatever was chosen. */
export async function CalendarPage({
  env,
  views,
  calendar,
  state,
  query,
}: {
  env: Env;
  views: ModelViews;
  calendar: CalendarView;
  state: ListState;
  query: { mode?: string | undefined; day?: string | undefined };
}) {
  const { model } = views;
  const mode = modes.find((one) => one.mode === query.mode)?.mode ?? 'month';
  const range = calendarRange(env, mode, query.day);
  const { byDay, more, legend } = await calendarData(env, views, calendar, state, range);
  const address = (own: { mode?: Mode; day?: string }): string =>
    viewAddress(model.name, 'calendar', state, { mode: own.mode ?? mode, day: own.day ?? range.day });
  const parts = { env, views, range, byDay };
  const arrow = (day: string, icon: string, label: string) => (
    <a class="button" href={address({ day })} aria-label={label} title={label}>
      <Icon name={icon} />
    </a>
  );
  return (
    <ViewPage
      env={env}
      views={views}
      state={state}
      kind="calendar"
      own={{ mode, day: range.day }}
      tools={
        <>
          <span class="row">
            {arrow(range.before, 'chevron-left', env.t('Before'))}
            <a class="button" href={viewAddress(model.name, 'calendar', state, { mode })}>
              {env.t('Today')}
            </a>
            {arrow(range.after, 'chevron-right', env.t('After'))}
          </span>
          <h2 class="range">{range.title}</h2>
          <span class="grow" />
          <nav class="chips" aria-label={env.t('Calendar')}>
            {modes.map((one) => (
              <a class="chip" href={address({ mode: one.mode })} aria-current={one.mode === mode ? 'true' : undefined}>
                {env.t(one.label)}
              </a>
            ))}
          </nav>
        </>
      }
    >
      {more ? <Notice kind="warn">{env.t('There are too many records for one page: filters show others.')}</Notice> : null}
      {legend.length > 0 ? (
        <ul class="legend row">
          {legend.map(({ look, label }) => (
            <li>
              <span class={`swatch ${look}`} /> {label}
            </li>
          ))}
        </ul>
      ) : null}
      {mode === 'month' ? (
        <div class="wide-only table-frame">
          <Month {...parts} more={(day) => `${address({ mode: 'agenda', day })}#day-${day}`} />
        </div>
      ) : null}
      {mode === 'week' ? (
        <div class="wide-only table-frame">
          <Week {...parts} />
        </div>
      ) : null}
      <div class={mode === 'agenda' ? undefined : 'narrow-only'}>
        <Agenda {...parts} />
      </div>
    </ViewPage>
  );
}
