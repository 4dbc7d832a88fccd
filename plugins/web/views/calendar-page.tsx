import { type CalendarView, type Env, formatCivilDate } from '#core';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import { calendarData } from './calendar-data.ts';
import { type DayProps, EntryLink } from './calendar-entry.tsx';
import { calendarRange, daysOf, type Mode } from './calendar-range.ts';
import { Week } from './calendar-week.tsx';
import { viewAddress } from './view-address.ts';
import { ViewPage } from './view-page.tsx';
import { WeekdayHead } from './weekday-head.tsx';

/** Entries of a day's cell before "3 more" stands there. */
const MOST_IN_CELL = 4;

function Month({ env, views, range, byDay, more }: DayProps & { more: (day: string) => string }) {
  const days = daysOf(range);
  const month = range.first.slice(0, 7);
  return (
    <table class="month">
      <caption class="visually-hidden">{range.title}</caption>
      <WeekdayHead env={env} days={days.slice(0, 7)} />
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
