import { type Env, formatTime, html, type Incoming, type Issue, type Reply } from '#core';
import { typed } from '../web/contract.ts';
import { ChoosePage } from './choose-page.tsx';
import { DetailsPage } from './details-page.tsx';
import type { OpenLink } from './find-link.ts';
import { readExtras } from './guest-form.ts';
import { keptOf, pageState, zoneOf } from './page-state.ts';
import { alternativesOf, notFree } from './start-check.ts';
import { workFor } from './suspicion.ts';
import { typedStart } from './typed-start.ts';

type PortalEnv = Env<'booking-portal'>;

/** A refusal as a route's page is given it. */
type Refusal = { code: string; status: number; title: string; detail: string; issues: readonly Issue[]; extra: Readonly<Record<string, unknown>> };

const MINUTE_MS = 60_000;

/** Why it was refused, in words that say what to do next. */
function problemOf(env: PortalEnv, error: Refusal, timeZone: string): string {
  const seconds = error.extra.retryAfter;
  if (error.code === 'RATE_LIMITED' && typeof seconds === 'number') {
    const minutes = Math.ceil(seconds / 60);
    const time = formatTime(new Date(env.now().getTime() + minutes * MINUTE_MS), timeZone, env.preferences);
    if (minutes <= 1) return env.t('Too many bookings from here. Please send the form again in a minute (at {time}).', { time });
    return env.t('Too many bookings from here. Please send the form again in {minutes} minutes (at {time}).', { minutes, time });
  }
  const said = env.t(error.detail || error.title);
  // Said to everybody who comes too late, so that it tells nothing of who was first.
  return error.code === 'BOOKING_SLOT_TAKEN' ? `${said} ${env.t('If it was you who booked it, a mail about it is in your mailbox.')}` : said;
}

/** The form once more with what was typed, all that is wrong with it, and what is free near the time that is not. */
export async function refusedForm(env: PortalEnv, open: OpenLink, request: Incoming, error: Refusal): Promise<Reply> {
  const { raw } = request;
  const reading = { clock: typed(raw, 'clock'), lang: typed(raw, 'lang') };
  const keep = keptOf(open, reading);
  const chosen = typedStart(typed(raw, 'start'));
  const wanted = chosen ?? typedStart(typed(raw, 'wanted'));
  const timeZone = zoneOf(typed(raw, 'tz'), open.link);
  const path = `/book/${request.params.token}`;
  if (!wanted) {
    const state = await pageState(env, open, { tz: timeZone }, { path, keep });
    return html(<ChoosePage env={env} open={open} state={state} notice={env.t(error.title)} />, { status: error.status });
  }
  // The body is refused before the link's own fields are looked at: what is wrong with those is said in the same breath.
  const extras = error.code === 'INPUT_INVALID' ? readExtras(env, open.link, raw).issues : [];
  const known = new Set(error.issues.map(({ path: where }) => where));
  const issues = [...error.issues, ...extras.filter(({ path: where }) => !known.has(where))].map(({ path: where, message }) => ({
    path: where,
    message: env.t(message),
  }));
  const values = Object.fromEntries(Object.entries(raw).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  return html(
    <DetailsPage
      env={env}
      open={open}
      path={path}
      keep={typed(raw, 'waiting') ? { ...keep, waiting: typed(raw, 'waiting') } : keep}
      start={wanted}
      timeZone={timeZone}
      values={values}
      formKey={env.id()}
      problem={problemOf(env, error, timeZone)}
      issues={issues}
      alternatives={chosen ? alternativesOf(error) : ((await notFree(env, open.link, wanted, timeZone))?.alternatives ?? [])}
      back={`${path}?${new URLSearchParams({ ...keep, tz: timeZone })}`}
      work={error.code === 'BOOKING_PROOF_NEEDED' ? workFor(env, open.link.id, request) : undefined}
    />,
    { status: error.status },
  );
}
