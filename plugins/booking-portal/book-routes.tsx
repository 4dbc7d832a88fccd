import { z } from 'zod';
import { civilDateOf, type Env, fail, html, type Incoming, isoWriter, json, redirect, route, zone } from '#core';
import { saying, typed } from '../web/contract.ts';
import { book } from './book.ts';
import { bookedAlready } from './booked-already.ts';
import { newVisit, pauseLeft, visitorOf } from './browser-pause.ts';
import { ChoosePage } from './choose-page.tsx';
import { closed } from './closed-page.tsx';
import { DetailsPage } from './details-page.tsx';
import { frameAncestors } from './embed/frames.ts';
import { fault } from './faults.ts';
import { findLink } from './find-link.ts';
import { type BookingBody, bookingBody, readExtras, startField } from './guest-form.ts';
import { hold, holdOf } from './hold.ts';
import { manageUrl, versionMark } from './manage-link.ts';
import { monthOf } from './month.ts';
import { openTimes } from './open-times.ts';
import { keptOf, pageState, zoneOf } from './page-state.ts';
import { withChoice } from './places/with-choice.ts';
import { asReader, type Wishes } from './reader.ts';
import { REFUSED, refusedOf } from './refused-domains.ts';
import { refusedForm } from './refused-form.tsx';
import { seatsLeft } from './seats/shared-meetings.ts';
import { settings } from './settings.ts';
import { notFree } from './start-check.ts';
import { bookingLimits, holdLimits, suspicion } from './suspicion.ts';
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

/** The language that the guest reads: the page's, handed on by the form. */
const languageOf = (env: PortalEnv, body: BookingBody): string =>
  body.language && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(body.language) ? body.language : env.preferences.language;

const wishesOf = (request: Pick<Incoming, 'header'>, chosen: Omit<Wishes, 'accept'>): Wishes => ({ ...chosen, accept: request.header('accept-language') });

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
      lang: z.string().max(12).optional(),
      visit: z.string().max(120).optional(),
      waiting: z.string().max(200).optional(),
    }),
    handler: async (visitor: PortalEnv, request) => {
      const { query } = request;
      const open = await findLink(visitor).then((found) => found && withChoice(visitor, found, query));
      if (!open) return closed(visitor);
      const env = asReader(visitor, open.link, wishesOf(request, query));
      const path = `/book/${request.params.token}`;
      // In a frame of another site no cookie comes back: the addresses of the page carry what stands for it.
      const framed = request.cookie('browser') === undefined && request.header('sec-fetch-dest') === 'iframe';
      const visit = query.visit ?? newVisit(env, open.link.id);
      const keep = { ...keptOf(open, query), ...(framed ? { visit } : {}) };
      const cookies = request.cookie('browser') ? [] : [{ name: 'browser', value: env.random(18), maxAge: 365 * 24 * HOUR }];
      // What this browser holds is free to whoever sits at it.
      const browser = visitorOf(env, open.link.id, request, query.visit);
      const asked = browser ? { ignoreHold: holdOf(open.link, browser) } : {};
      const start = typedStart(query.start);
      const timeZone = zoneOf(query.tz, open.link);
      const refused = start && !query.waiting ? await notFree(env, open.link, start, timeZone, asked) : undefined;
      if (start && (!refused || refused.alternatives.length > 0)) {
        const back = `${path}?${new URLSearchParams({ ...keep, tz: timeZone, month: monthOf(start, timeZone), day: civilDateOf(start, timeZone) })}#times`;
        return html(
          <DetailsPage
            env={env}
            open={open}
            path={path}
            keep={query.waiting ? { ...keep, waiting: query.waiting } : keep}
            start={start}
            timeZone={timeZone}
            values={query.waiting ? await waitingValues(env, open.link, query.waiting) : framed ? {} : { visit }}
            formKey={env.id()}
            back={back}
            {...refused}
          />,
          { cookies },
        );
      }
      const state = await pageState(env, open, query, { path, keep, asked });
      return html(<ChoosePage env={env} open={open} state={state} notice={refused?.problem} />, { cookies });
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
      const [writeStart, writeEnd] = [isoWriter(), isoWriter()];
      return json({
        slots: starts.map((start) => ({
          start: writeStart(start.getTime()),
          end: writeEnd(start.getTime() + length),
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
    body: z.object({
      start: startField(),
      minutes: z.coerce.number().int().optional(),
      place: z.string().max(20).optional(),
      tz: zone().optional(),
      visit: z.string().max(120).optional(),
    }),
    limits: holdLimits,
    maxBody: 2_048,
    handler: async (env: PortalEnv, request) => {
      const { body } = request;
      const open = await findLink(env, 'unnamed').then((found) => found && withChoice(env, found, body));
      if (!open) throw fail('NOT_FOUND');
      const browser = visitorOf(env, open.link.id, request, body.visit);
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
    handler: async (visitor: PortalEnv, request) => {
      const { body, raw } = request;
      const open = await findLink(visitor, 'unnamed').then((found) => found && withChoice(visitor, found, body));
      if (!open) throw fail('NOT_FOUND');
      const { link } = open;
      const env = asReader(visitor, link, wishesOf(request, { lang: body.language, clock: typed(raw, 'clock') }));
      if (body.website) env.noteSecurity('honeypot');
      const doubt = suspicion(env, link.id, request);
      if (doubt) throw doubt;
      const browser = visitorOf(env, link.id, request, body.visit);
      const made = await bookedAlready(env, link, { start: body.start, email: body.email, browser });
      if (made && request.wantsJson) throw fault('BOOKING_MADE', { extra: { manage: `${env.baseUrl}/booking/${made}` } });
      if (made) return redirect(await saying(env, `/booking/${made}`, env.t('You have booked this time already. Here it is.')));
      const wait = await pauseLeft(env, browser);
      if (wait > 0)
        throw fault('BOOKING_TOO_FAST', {
          detail: env.t('You booked just now. Please wait {seconds} seconds before the next booking.', { seconds: wait }),
          extra: { retryAfter: wait },
        });
      const timeZone = body.tz ?? link.timeZone;
      const { answers, others, phone, issues } = readExtras(env, link, raw);
      const refused = await refusedOf(env, [body.email, ...others.map(({ email }) => email)]);
      if (refused.length > 0) issues.push({ path: refused.includes(body.email) ? 'email' : 'others', message: REFUSED });
      if (issues.length > 0) throw fail('INPUT_INVALID', { issues });
      const booked = await book(env, link, {
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
        phone: link.chosen?.kind === 'phone-guest' ? phone : undefined,
        waiting: body.waiting ? await waitingOf(env, link, body.waiting) : undefined,
      });
      const mark = versionMark(env.asPlugin(), booked.booking, booked.version);
      if (!request.wantsJson) return redirect(`/booking/${booked.manage}`);
      return json(
        {
          id: booked.booking,
          state: booked.state,
          start: body.start.toISOString(),
          end: new Date(body.start.getTime() + link.durationMin * MINUTE_MS).toISOString(),
          timeZone,
          manage: manageUrl(env, booked.manage, mark),
        },
        { status: 201 },
      );
    },
    onError: async (visitor: PortalEnv, request, error) => {
      const { raw } = request;
      const open = await findLink(visitor).then((found) => found && withChoice(visitor, found, { minutes: typed(raw, 'minutes'), place: typed(raw, 'place') }));
      if (!open || error.status === 404) return closed(visitor);
      const wishes = wishesOf(request, { lang: typed(raw, 'language'), clock: typed(raw, 'clock') });
      return refusedForm(asReader(visitor, open.link, wishes), open, request, error);
    },
  }),
];
