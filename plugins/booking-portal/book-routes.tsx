import { z } from 'zod';
import { civilDateOf, type Env, fail, html, json, redirect, route, zone } from '#core';
import { book } from './book.ts';
import { browserOf, pauseLeft } from './browser-pause.ts';
import { ChoosePage } from './choose-page.tsx';
import { ClosedPage } from './closed-page.tsx';
import { DetailsPage } from './details-page.tsx';
import { frameAncestors } from './embed/frames.ts';
import { fault } from './faults.ts';
import { findLink, type OpenLink } from './find-link.ts';
import { type BookingBody, bookingBody, phoneFault, readOthers, startField } from './guest-form.ts';
import { hold, holdOf } from './hold.ts';
import { manageUrl, versionMark } from './manage-link.ts';
import { monthOf } from './month.ts';
import { openTimes } from './open-times.ts';
import { pageState, zoneOf } from './page-state.ts';
import { withChoice } from './places/with-choice.ts';
import { readAnswers } from './questions.ts';
import { REFUSED, refusedOf } from './refused-domains.ts';
import { seatsLeft } from './seats/shared-meetings.ts';
import { settings } from './settings.ts';
import { bookingLimits, holdLimits, suspicion, workFor } from './suspicion.ts';
import { typedStart } from './typed-start.ts';
import { waitingOf, waitingValues } from './waiting/waiting-link.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOUR = 3_600;
/** A slots answer covers this much at most. */
const LONGEST_MS = 62 * DAY_MS;

type PortalEnv = Env<'booking-portal'>;

export const portal = { kind: 'booking.link', param: 'token', optional: true };
const params = z.object({ token: z.string().max(200) });

const closed = (env: PortalEnv) => html(<ClosedPage env={env} />, { status: 404 });

const typed = (raw: Readonly<Record<string, unknown>>, name: string): string => (typeof raw[name] === 'string' ? raw[name] : '');

/** The language that the guest reads: the page's, handed on by the form. */
const languageOf = (env: PortalEnv, body: BookingBody): string =>
  body.language && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(body.language) ? body.language : env.preferences.language;

/** Kept in every address of the page: length and place, where there are several, and the clock, where one was chosen. */
const keptOf = ({ lengths, link, places }: OpenLink, clock: string | undefined): Record<string, string> => ({
  ...(lengths.length > 1 ? { minutes: String(link.durationMin) } : {}),
  ...(places.length > 1 && link.chosen ? { place: link.chosen.id } : {}),
  ...(clock === '12' || clock === '24' ? { clock } : {}),
});

/** With the clock that the guest chose on the page; that of the language else. */
const withClock = (env: PortalEnv, clock: string | undefined): PortalEnv =>
  clock === '12' || clock === '24' ? env.withPreferences({ hour12: clock === '12' }) : env;

export const bookRoutes = [
  route({
    method: 'GET',
    path: '/book/:token',
    auth: 'portal',
    portal,
    summary: 'The booking page of a link',
    frameAncestors,
    params,
    query: z.object({
      tz: z.string().max(80).optional(),
      month: z.string().max(10).optional(),
      day: z.string().max(10).optional(),
      start: z.string().max(40).optional(),
      minutes: z.string().max(6).optional(),
      place: z.string().max(20).optional(),
      clock: z.string().max(2).optional(),
      waiting: z.string().max(200).optional(),
    }),
    handler: async (visitor: PortalEnv, request) => {
      const { query } = request;
      const env = withClock(visitor, query.clock);
      const open = await findLink(env).then((found) => found && withChoice(env, found, query));
      if (!open) return closed(env);
      const path = `/book/${request.params.token}`;
      const keep = keptOf(open, query.clock);
      const cookies = request.cookie('browser') ? [] : [{ name: 'browser', value: env.random(18), maxAge: 365 * 24 * HOUR }];
      const start = typedStart(query.start);
      if (start) {
        const timeZone = zoneOf(query.tz, open.link);
        const back = `${path}?${new URLSearchParams({ ...keep, tz: timeZone, month: monthOf(start, timeZone), day: civilDateOf(start, timeZone) })}#times`;
        return html(
          <DetailsPage
            env={env}
            open={open}
            path={path}
            keep={query.waiting ? { ...keep, waiting: query.waiting } : keep}
            start={start}
            timeZone={timeZone}
            values={query.waiting ? await waitingValues(env, open.link, query.waiting) : {}}
            formKey={env.id()}
            back={back}
          />,
          {
            cookies,
          },
        );
      }
      // What this browser holds is free to whoever sits at it.
      const browser = browserOf(request);
      const asked = browser ? { ignoreHold: holdOf(open.link, browser) } : {};
      return html(<ChoosePage env={env} open={open} state={await pageState(env, open, query, { path, keep, asked })} />, { cookies });
    },
  }),
  route({
    method: 'GET',
    path: '/book/:token/slots',
    auth: 'portal',
    portal,
    api: true,
    summary: 'Free starts of a link, UTC',
    params,
    query: z.object({
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
      tz: zone().optional(),
      minutes: z.string().max(6).optional(),
      place: z.string().max(20).optional(),
    }),
    handler: async (env: PortalEnv, { query }) => {
      const open = await findLink(env, 'unnamed').then((found) => found && withChoice(env, found, query));
      if (!open) throw fail('NOT_FOUND');
      const now = env.now();
      const from = query.from ? new Date(query.from) : now;
      const to = query.to ? new Date(query.to) : new Date(from.getTime() + 31 * DAY_MS);
      if (to <= from || to.getTime() - from.getTime() > LONGEST_MS)
        throw fail('INPUT_INVALID', { issues: [{ path: 'to', message: 'Ask for up to 62 days after `from`.' }] });
      const timeZone = query.tz ?? open.link.timeZone;
      const starts = await openTimes(env, open.link, { from: from < now ? now : from, to, viewerTimeZone: timeZone });
      const left = await seatsLeft(env, open.link, { from, to, viewerTimeZone: timeZone });
      const length = open.link.durationMin * MINUTE_MS;
      return json({
        slots: starts.map((start) => ({
          start: start.toISOString(),
          end: new Date(start.getTime() + length).toISOString(),
          ...(left ? { seatsLeft: left.get(start.getTime()) ?? open.link.seats } : {}),
        })),
        timeZone,
        durationMin: open.link.durationMin,
        from: from.toISOString(),
        to: to.toISOString(),
      });
    },
  }),
  route({
    method: 'POST',
    path: '/book/:token/hold',
    auth: 'portal',
    portal,
    api: true,
    summary: 'Holds a time for this browser while its form is filled in',
    params,
    body: z.object({ start: startField(), minutes: z.coerce.number().int().optional(), place: z.string().max(20).optional(), tz: zone().optional() }),
    limits: holdLimits,
    maxBody: 2_048,
    handler: async (env: PortalEnv, request) => {
      const { body } = request;
      const open = await findLink(env, 'unnamed').then((found) => found && withChoice(env, found, body));
      if (!open) throw fail('NOT_FOUND');
      const browser = browserOf(request);
      const { formMinutes } = await env.settings(settings);
      // Whoever tries often holds nothing; booking is still possible.
      // A hold would keep the other guests of a shared time away.
      if (!browser || formMinutes === 0 || open.link.seats > 1 || request.doubts.size > 0) return json({ heldUntil: null });
      const heldUntil = await hold(env, open.link, { start: body.start, timeZone: body.tz ?? open.link.timeZone, browser, minutes: formMinutes });
      if (!heldUntil) throw fault('BOOKING_SLOT_TAKEN');
      return json({ heldUntil: heldUntil.toISOString(), seconds: formMinutes * 60 }, { status: 201 });
    },
  }),
  route({
    method: 'POST',
    path: '/book/:token',
    auth: 'portal',
    portal,
    api: true,
    summary: 'Books a time',
    frameAncestors,
    params,
    body: bookingBody,
    limits: bookingLimits,
    idempotent: true,
    maxBody: 16_384,
    handler: async (env: PortalEnv, request) => {
      const { body } = request;
      const open = await findLink(env, 'unnamed').then((found) => found && withChoice(env, found, body));
      if (!open) throw fail('NOT_FOUND');
      if (body.website) env.noteSecurity('honeypot');
      const doubt = suspicion(env, open.link.id, request);
      if (doubt) throw doubt;
      const browser = browserOf(request);
      const wait = await pauseLeft(env, browser);
      if (wait > 0)
        throw fault('BOOKING_TOO_FAST', {
          detail: env.t('You booked just now. Please wait {seconds} seconds before the next booking.', { seconds: wait }),
          extra: { retryAfter: wait },
        });
      const timeZone = body.tz ?? open.link.timeZone;
      const { answers, issues } = readAnswers(open.link.questions, request.raw);
      const { others, issues: unread } = readOthers(body.others, open.link.guestsAllowed, body.email);
      issues.push(...unread, ...phoneFault(open.link, body.phone));
      if (open.link.consent && body.consent !== 'true') issues.push({ path: 'consent', message: 'Please agree to this.' });
      const refused = await refusedOf(env, [body.email, ...others.map(({ email }) => email)]);
      if (refused.length > 0) issues.push({ path: refused.includes(body.email) ? 'email' : 'others', message: REFUSED });
      if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
      const booked = await book(env, open.link, {
        start: body.start,
        name: body.name,
        email: body.email,
        note: body.note || undefined,
        timeZone,
        language: languageOf(env, body),
        browser,
        held: body.held === '1',
        answers,
        others,
        phone: open.link.chosen?.kind === 'phone-guest' ? body.phone : undefined,
        waiting: body.waiting ? await waitingOf(env, open.link, body.waiting) : undefined,
      });
      const mark = versionMark(env.asPlugin(), booked.booking, booked.version);
      if (!request.wantsJson) return redirect(`/booking/${booked.manage}`);
      return json(
        {
          id: booked.booking,
          state: booked.state,
          start: body.start.toISOString(),
          end: new Date(body.start.getTime() + open.link.durationMin * MINUTE_MS).toISOString(),
          timeZone,
          manage: manageUrl(env, booked.manage, mark),
        },
        { status: 201 },
      );
    },
    onError: async (visitor: PortalEnv, request, error) => {
      const { raw } = request;
      const env = withClock(visitor, typed(raw, 'clock'));
      const open = await findLink(env).then((found) => found && withChoice(env, found, { minutes: typed(raw, 'minutes'), place: typed(raw, 'place') }));
      if (!open || error.status === 404) return closed(env);
      const keep = keptOf(open, typed(raw, 'clock'));
      const wanted = typedStart(typed(raw, 'start'));
      const timeZone = zoneOf(typed(raw, 'tz'), open.link);
      const path = `/book/${request.params.token}`;
      if (!wanted) {
        return html(<ChoosePage env={env} open={open} state={await pageState(env, open, { tz: timeZone }, { path, keep })} notice={env.t(error.title)} />, {
          status: error.status,
        });
      }
      const alternatives = (Array.isArray(error.extra.alternatives) ? (error.extra.alternatives as { start: string }[]) : []).map(
        ({ start }) => new Date(start),
      );
      const seconds = error.extra.retryAfter;
      const problem =
        error.status === 429 && typeof seconds === 'number'
          ? env.t('Too many bookings from here. Please wait {seconds} seconds and send the form again.', { seconds })
          : env.t(error.detail || error.title);
      const values = Object.fromEntries(Object.entries(raw).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
      const issues = error.issues.map(({ path: where, message }) => ({ path: where, message: env.t(message) }));
      const back = `${path}?${new URLSearchParams({ ...keep, tz: timeZone })}`;
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
          problem={problem}
          issues={issues}
          alternatives={alternatives}
          back={back}
          work={error.code === 'BOOKING_PROOF_NEEDED' || request.doubts.size > 0 ? workFor(env, open.link.id, request) : undefined}
        />,
        { status: error.status },
      );
    },
  }),
];
