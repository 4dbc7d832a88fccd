import { addDays, civilDateOf, type Env, formatCivilDate, formatWeekday } from '#core';
import { Icon } from '../web/contract.ts';
import { monthGrid, monthOf } from './month.ts';
import { addressOf, type PageState } from './page-state.ts';

const DAY_MS = 86_400_000;
/** Fewer free starts than this on a day count as few. */
const FEW = 3;

/** The days of a month: which have free times, few or many, and for which a guest may wait. */
export function MonthGrid({ env, state, byDay, windowDays }: { env: Env; state: PageState; byDay: ReadonlyMap<string, Date[]>; windowDays: number }) {
  const { weekStart } = env.preferences;
  const grid = monthGrid(state.month, state.timeZone, weekStart);
  const today = civilDateOf(env.now(), state.timeZone);
  // 2024-01-01 was a Monday
  const heads = Array.from({ length: 7 }, (_, n) => {
    const day = addDays('2024-01-01', (weekStart - 1 + n) % 7);
    return { short: formatWeekday(day, env.preferences, 'short'), long: formatWeekday(day, env.preferences, 'long') };
  });
  const month = addressOf(state, { month: state.month });
  const waitable = new Set(state.taken.map((start) => civilDateOf(start, state.timeZone)));
  const isPast = grid.name <= monthOf(env.now(), state.timeZone);
  const isLast = grid.to.getTime() > env.now().getTime() + (windowDays + 1) * DAY_MS;
  return (
    <div class="booking-month">
      <div class="month-head">
        <h2 id="month" aria-live="polite">
          {formatCivilDate(`${state.month}-01`, env.preferences, 'month')}
        </h2>
        <div class="row">
          {isPast ? (
            <span class="button ghost" aria-hidden="true">
              <Icon name="chevron-left" />
            </span>
          ) : (
            <a class="button" rel="prev" href={addressOf(state, { month: grid.previous })} aria-label={env.t('Previous month')}>
              <Icon name="chevron-left" />
            </a>
          )}
          {isLast ? (
            <span class="button ghost" aria-hidden="true">
              <Icon name="chevron-right" />
            </span>
          ) : (
            <a class="button" rel="next" href={addressOf(state, { month: grid.next })} aria-label={env.t('Next month')}>
              <Icon name="chevron-right" />
            </a>
          )}
        </div>
      </div>
      <table class="month" aria-labelledby="month">
        <thead>
          <tr>
            {heads.map(({ short, long }) => (
              <th scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.weeks.map((week) => (
            <tr>
              {week.map((day) => {
                if (day === null) return <td />;
                const free = byDay.get(day)?.length ?? 0;
                const number = Number(day.slice(8));
                const now = day === today ? ' today' : '';
                if (free === 0 && waitable.has(day)) {
                  return (
                    <td>
                      <a
                        class={`day full${now}`}
                        href={`${month}&day=${day}#times`}
                        aria-label={`${formatCivilDate(day, env.preferences)}, ${env.t('nothing free, waiting list')}`}
                        aria-current={day === state.day ? 'date' : undefined}
                      >
                        {number}
                      </a>
                    </td>
                  );
                }
                if (free === 0) {
                  return (
                    <td>
                      <span class={`day none${now}`}>{number}</span>
                    </td>
                  );
                }
                const label = `${formatCivilDate(day, env.preferences)}, ${free < FEW ? env.t('few times left') : env.t('{count} free times', { count: free })}`;
                return (
                  <td>
                    <a
                      class={`day ${free < FEW ? 'few' : 'free'}${now}`}
                      href={`${month}&day=${day}#times`}
                      aria-label={label}
                      aria-current={day === state.day ? 'date' : undefined}
                    >
                      {number}
                    </a>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
