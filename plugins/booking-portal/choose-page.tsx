import { civilDateOf, type Env, formatCivilDate, formatDate, formatTime, wallOf } from '#core';
import { Icon, Notice, PortalPage, ZoneSelect } from '../web/contract.ts';
import { bookingAssets, pageTitle, Summary } from './booking-summary.tsx';
import type { OpenLink } from './find-link.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { monthOf } from './month.ts';
import { MonthGrid } from './month-grid.tsx';
import { addressOf, type PageState } from './page-state.ts';
import { SeatsLeft } from './seats/seats-left.tsx';
import { pageStyle } from './style/page-style.tsx';
import { WaitingTimes } from './waiting/waiting-times.tsx';

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
          <a class="clock-switch" href={addressOf({ ...state, timeZone: host }, { month: state.month, day: state.day })}>
            <Icon name="globe" /> {env.t('Same as the host: {zone}', { zone: host.replaceAll('_', ' ') })}
          </a>
        )}
        <a
          class="clock-switch"
          href={addressOf({ ...state, keep: { ...state.keep, clock: env.preferences.hour12 ? '24' : '12' } }, { month: state.month, day: state.day })}
        >
          <Icon name="clock" /> {env.preferences.hour12 ? env.t('Show 24 hours') : env.t('Show am and pm')}
        </a>
      </div>
    </form>
  );
}

function Times({ env, state, starts, seats }: { env: Env; state: PageState; starts: readonly Date[]; seats: number }) {
  const parts = { morning: [] as Date[], afternoon: [] as Date[], evening: [] as Date[] };
  for (const start of starts) {
    const hour = Number(wallOf(start, state.timeZone).slice(11, 13));
    parts[hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening'].push(start);
  }
  const day = addressOf(state, { month: state.month, day: state.day });
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
    href: (minutes: number) => addressOf({ ...state, keep: { ...state.keep, minutes: String(minutes) } }, { month: state.month, day: state.day }),
  };
}

/** The same for its places. */
function placesOf({ link, places }: OpenLink, state: PageState) {
  if (places.length < 2 || state.keep.place === undefined) return undefined;
  return {
    chosen: link.chosen?.id,
    all: places,
    href: (place: string) => addressOf({ ...state, keep: { ...state.keep, place } }, { month: state.month, day: state.day }),
  };
}

/** The form for a time that is taken, or for any of the day. */
const waitAt = (state: PageState, start?: Date): string =>
  addressOf({ ...state, path: `${state.path}/wait` }, start ? { start: start.toISOString() } : { day: state.day });

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
                href={addressOf(state, { month: monthOf(state.nextFree, state.timeZone), day: civilDateOf(state.nextFree, state.timeZone) })}
              >
                {env.t('Next free: {day}', { day: formatDate(state.nextFree, state.timeZone, env.preferences, 'short') })}
              </a>
            </>
          ) : day && state.starts.length > 0 ? (
            <p>{env.t('This day has no free time any more. Please choose another one.')}</p>
          ) : state.month > monthOf(env.now(), state.timeZone) ? (
            <>
              <h2>{env.t('No free times in this month')}</h2>
              <a class="button primary" href={addressOf(state, {})}>
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
          href={(lang) => addressOf({ ...shown, keep: { ...shown.keep, lang } }, { month: shown.month, day: shown.day })}
        />
      )}
    </PortalPage>
  );
}
