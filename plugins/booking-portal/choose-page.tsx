import { addDays, civilDateOf, type Env, formatCivilDate, formatDate, formatTime, formatWeekday, wallOf } from '#core';
import { Icon, Notice, PortalPage, ZoneSelect } from '../web/contract.ts';
import { bookingAssets, pageTitle, Summary } from './booking-summary.tsx';
import type { OpenLink } from './find-link.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { monthGrid, monthOf } from './month.ts';
import { SeatsLeft } from './seats/seats-left.tsx';
import { pageStyle } from './style/page-style.tsx';
import { WaitingTimes } from './waiting/waiting-times.tsx';

const DAY_MS = 86_400_000;
/** Fewer free starts than this on a day count as few. */
const FEW = 3;

export type PageState = {
  /** The page's own address: `/book/<token>`, or the guest's reschedule page. */
  path: string;
  /** Kept in every link of the page: what was chosen there, the mark of a reschedule link (`v`). */
  keep: Record<string, string>;
  timeZone: string;
  /** `YYYY-MM`. */
  month: string;
  /** `YYYY-MM-DD`; the first free day unless chosen. */
  day: string | undefined;
  /** Free starts of the month, ascending. */
  starts: readonly Date[];
  /** Seats left at a start (epoch ms), where fewer than all are; undefined: it is not told. */
  left?: ReadonlyMap<number, number> | undefined;
  /** Starts of the month that are taken and that a guest may wait for. */
  taken: readonly Date[];
  /** The first free start after this month, when this month has none. */
  nextFree: Date | undefined;
};

const address = (state: PageState, query: Record<string, string | undefined>): string => {
  const params = new URLSearchParams({ ...state.keep, tz: state.timeZone });
  for (const [key, value] of Object.entries(query)) if (value !== undefined) params.set(key, value);
  return `${state.path}?${params}`;
};

/** @param host zone of the link */
function ZoneForm({ env, state, host }: { env: Env; state: PageState; host: string }) {
  return (
    <form method="get" action={state.path} class="zone-form">
      {Object.entries(state.keep).map(([key, value]) => (
        <input type="hidden" name={key} value={value} />
      ))}
      <input type="hidden" name="month" value={state.month} />
      <label for="tz">
        <Icon name="globe" /> {env.t('Your time zone')}
      </label>
      <div class="row">
        <ZoneSelect name="tz" value={state.timeZone} now={env.now()} />
        <button type="submit" data-without-script>
          {env.t('Show')}
        </button>
      </div>
      <div class="zone-links">
        {host === state.timeZone ? null : (
          <a class="clock-switch" href={address({ ...state, timeZone: host }, { month: state.month, day: state.day })}>
            <Icon name="globe" /> {env.t('Same as the host: {zone}', { zone: host.replaceAll('_', ' ') })}
          </a>
        )}
        <a
          class="clock-switch"
          href={address({ ...state, keep: { ...state.keep, clock: env.preferences.hour12 ? '24' : '12' } }, { month: state.month, day: state.day })}
        >
          <Icon name="clock" /> {env.preferences.hour12 ? env.t('Show 24 hours') : env.t('Show am and pm')}
        </a>
      </div>
    </form>
  );
}

function MonthGrid({ env, state, byDay, windowDays }: { env: Env; state: PageState; byDay: ReadonlyMap<string, Date[]>; windowDays: number }) {
  const { weekStart } = env.preferences;
  const grid = monthGrid(state.month, state.timeZone, weekStart);
  const today = civilDateOf(env.now(), state.timeZone);
  // 2024-01-01 was a Monday
  const heads = Array.from({ length: 7 }, (_, n) => {
    const day = addDays('2024-01-01', (weekStart - 1 + n) % 7);
    return { short: formatWeekday(day, env.preferences, 'short'), long: formatWeekday(day, env.preferences, 'long') };
  });
  const month = address(state, { month: state.month });
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
            <a class="button" rel="prev" href={address(state, { month: grid.previous })} aria-label={env.t('Previous month')}>
              <Icon name="chevron-left" />
            </a>
          )}
          {isLast ? (
            <span class="button ghost" aria-hidden="true">
              <Icon name="chevron-right" />
            </span>
          ) : (
            <a class="button" rel="next" href={address(state, { month: grid.next })} aria-label={env.t('Next month')}>
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

function Times({ env, state, starts, seats }: { env: Env; state: PageState; starts: readonly Date[]; seats: number }) {
  const parts = { morning: [] as Date[], afternoon: [] as Date[], evening: [] as Date[] };
  for (const start of starts) {
    const hour = Number(wallOf(start, state.timeZone).slice(11, 13));
    parts[hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening'].push(start);
  }
  const day = address(state, { month: state.month, day: state.day });
  const names = { morning: env.t('Morning'), afternoon: env.t('Afternoon'), evening: env.t('Evening') };
  return (
    <>
      {(['morning', 'afternoon', 'evening'] as const).map((name) => {
        const own = parts[name];
        return own.length === 0 ? null : (
          <section>
            <h3>{names[name]}</h3>
            <ul class="times">
              {own.map((start) => (
                <li>
                  <a class="button" href={`${day}&start=${encodeURIComponent(start.toISOString())}`}>
                    {formatTime(start, state.timeZone, env.preferences)}
                    {state.left ? <SeatsLeft env={env} count={state.left.get(start.getTime()) ?? seats} /> : null}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

/** Where a link has several lengths and the guest may still choose: the page for each, on the same day. */
function lengthsOf({ link, lengths }: OpenLink, state: PageState) {
  if (lengths.length < 2 || state.keep.minutes === undefined) return undefined;
  return {
    chosen: link.durationMin,
    all: lengths,
    href: (minutes: number) => address({ ...state, keep: { ...state.keep, minutes: String(minutes) } }, { month: state.month, day: state.day }),
  };
}

/** The same for its places. */
function placesOf({ link, places }: OpenLink, state: PageState) {
  if (places.length < 2 || state.keep.place === undefined) return undefined;
  return {
    chosen: link.chosen?.id,
    all: places,
    href: (place: string) => address({ ...state, keep: { ...state.keep, place } }, { month: state.month, day: state.day }),
  };
}

/** The form for a time that is taken, or for any of the day. */
const waitAt = (state: PageState, start?: Date): string =>
  address({ ...state, path: `${state.path}/wait` }, start ? { start: start.toISOString() } : { day: state.day });

/** Choose a time: what it is about, the month, the times of the day. */
export async function ChoosePage({ env, open, state, notice }: { env: Env; open: OpenLink; state: PageState; notice?: string | undefined }) {
  const byDay = new Map<string, Date[]>();
  for (const start of state.starts) {
    const day = civilDateOf(start, state.timeZone);
    const known = byDay.get(day);
    if (known) known.push(start);
    else byDay.set(day, [start]);
  }
  const [waited] = state.taken;
  const day = state.day ?? [...byDay.keys()][0] ?? (waited && !state.nextFree ? civilDateOf(waited, state.timeZone) : undefined);
  const shown = { ...state, day };
  const taken = state.taken.filter((start) => civilDateOf(start, state.timeZone) === day);
  const starts = day ? (byDay.get(day) ?? []) : [];
  return (
    <PortalPage env={env} {...pageStyle(env)} title={pageTitle(open)} bare {...bookingAssets}>
      {notice ? <Notice kind="info">{notice}</Notice> : null}
      <article class="card booking" data-zone={state.timeZone} data-chosen={'v' in state.keep || env.request?.url.searchParams.has('tz') ? '' : undefined}>
        <Summary env={env} open={open} lengths={lengthsOf(open, shown)} places={placesOf(open, shown)}>
          <ZoneForm env={env} state={shown} host={open.link.timeZone} />
        </Summary>
        <MonthGrid env={env} state={shown} byDay={byDay} windowDays={open.link.windowDays} />
        <section class="booking-times" id="times" tabindex={-1} aria-labelledby={day && starts.length > 0 ? 'day' : undefined}>
          {day && starts.length > 0 ? (
            <>
              <h2 id="day">{formatCivilDate(day, env.preferences, 'day')}</h2>
              <Times env={env} state={shown} starts={starts} seats={open.link.seats} />
            </>
          ) : day && taken.length > 0 ? (
            <>
              <h2>{formatCivilDate(day, env.preferences, 'day')}</h2>
              <p>{env.t('Nothing is free on this day.')}</p>
            </>
          ) : state.nextFree ? (
            <>
              <h2>{env.t('No free times in this month')}</h2>
              <a
                class="button primary"
                href={address(state, { month: monthOf(state.nextFree, state.timeZone), day: civilDateOf(state.nextFree, state.timeZone) })}
              >
                {env.t('Next free: {day}', { day: formatDate(state.nextFree, state.timeZone, env.preferences, 'short') })}
              </a>
            </>
          ) : day && state.starts.length > 0 ? (
            <p>{env.t('This day has no free time any more. Please choose another one.')}</p>
          ) : state.month > monthOf(env.now(), state.timeZone) ? (
            <>
              <h2>{env.t('No free times in this month')}</h2>
              <a class="button primary" href={address(state, {})}>
                {env.t('Show the first free day')}
              </a>
            </>
          ) : (
            <>
              <h2>{env.t('No free times')}</h2>
              <p class="muted">{env.t('Nothing is free in the days that can be booked. Please look again later, or ask the host.')}</p>
            </>
          )}
          {taken.length > 0 ? (
            <WaitingTimes env={env} taken={taken} whole={starts.length === 0} timeZone={state.timeZone} href={(start) => waitAt(shown, start)} />
          ) : null}
        </section>
      </article>
      {'v' in state.keep ? null : (
        <LanguageSwitch
          env={env}
          languages={open.link.languages}
          href={(lang) => address({ ...shown, keep: { ...shown.keep, lang } }, { month: shown.month, day: shown.day })}
        />
      )}
    </PortalPage>
  );
}
