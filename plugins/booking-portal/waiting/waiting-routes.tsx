import { z } from 'zod';
import { civilDateOf, type Env, email, endOfDay, fail, html, isZone, json, redirect, route, startOfDay, textInput, zone } from '#core';
import { typed } from '../../web/contract.ts';
import { closed, noBooking } from '../closed-page.tsx';
import { frameAncestors } from '../embed/frames.ts';
import { fault } from '../faults.ts';
import { findLink, linkOf, NOBODY, type OpenLink } from '../find-link.ts';
import { openTimes, type Range } from '../open-times.ts';
import { keptOf } from '../page-state.ts';
import { withChoice } from '../places/with-choice.ts';
import { asReader, type Wishes } from '../reader.ts';
import { REFUSED, refusedOf } from '../refused-domains.ts';
import { startsByRule } from '../seats/shared-meetings.ts';
import { bookingLimits } from '../suspicion.ts';
import { typedStart } from '../typed-start.ts';
import { linkUrl } from '../views.tsx';
import { offerWaiting } from './offer-next.ts';
import { tellWaiting } from './tell-waiting.ts';
import { WAITING } from './waiting-link.ts';
import { OwnWaitingPage, WaitPage, WaitsPage } from './waiting-page.tsx';

type PortalEnv = Env<'booking-portal'>;

const params = z.object({ token: z.string().max(200) });
const ofLink = { kind: 'booking.link', param: 'token', optional: true };
const ofWaiting = { kind: WAITING, param: 'token', optional: true };
const choice = {
  minutes: z.string().max(6).optional(),
  place: z.string().max(20).optional(),
  lang: z.string().max(12).optional(),
  clock: z.string().max(2).optional(),
};
/** So many guests wait for one link at most. */
const MOST = 1_000;

type Wanted = { start: Date } | { day: string };

/** A time or a civil day, as it came in an address or a form. */
function wantedOf(start: string | undefined, day: string | undefined): Wanted | undefined {
  const at = typedStart(start);
  if (at) return { start: at };
  return day && /^(20|21)\d\d-\d\d-\d\d$/.test(day) && startOfDay(day, 'UTC') ? { day } : undefined;
}

/** Taken starts that suit; the link would offer them if they were free. */
async function takenOf(env: PortalEnv, { link }: OpenLink, wanted: Wanted, timeZone: string): Promise<{ taken: Date[]; open: boolean }> {
  const length = link.durationMin * 60_000;
  const [from, until] =
    'start' in wanted
      ? [wanted.start, wanted.start]
      : [startOfDay(wanted.day, timeZone) ?? env.now(), new Date((endOfDay(wanted.day, timeZone) ?? env.now()).getTime() - 1)];
  const range: Range = { from: from > env.now() ? from : env.now(), to: new Date(until.getTime() + length), viewerTimeZone: timeZone };
  const fits = (start: Date): boolean => start >= from && start <= until;
  const open = new Set((await openTimes(env, link, range)).filter(fits).map((start) => start.getTime()));
  const taken = (await startsByRule(env, link, range)).filter((start) => fits(start) && !open.has(start.getTime()));
  return { taken, open: open.size > 0 };
}

const waitLink = async (env: PortalEnv, query: { minutes?: string | undefined; place?: string | undefined }): Promise<OpenLink | undefined> => {
  const open = await findLink(env);
  return open?.link.waitlist ? withChoice(env, open, query) : undefined;
};

const pageOf = (env: PortalEnv, open: OpenLink, token: string, wanted: Wanted, timeZone: string, reading: Omit<Wishes, 'accept'>) => {
  const keep = keptOf(open, reading);
  const day = 'start' in wanted ? civilDateOf(wanted.start, timeZone) : wanted.day;
  const back = `/book/${token}?${new URLSearchParams({ ...keep, tz: timeZone, month: day.slice(0, 7), day })}#times`;
  return { env, open, path: `/book/${token}/wait`, keep, wanted, timeZone, back };
};

export const waitingRoutes = [
  route({
    method: 'GET',
    path: '/book/:token/wait',
    auth: 'portal',
    portal: ofLink,
    summary: 'The form of the waiting list of a link',
    frameAncestors,
    params,
    query: z.object({ ...choice, tz: z.string().max(80).optional(), start: z.string().max(40).optional(), day: z.string().max(10).optional() }),
    handler: async (visitor: PortalEnv, { params: { token }, query, header }) => {
      const open = await waitLink(visitor, query);
      const wanted = wantedOf(query.start, query.day);
      if (!open || !wanted) return closed(visitor);
      const env = asReader(visitor, open.link, { ...query, accept: header('accept-language') });
      const timeZone = query.tz && isZone(query.tz) ? query.tz : open.link.timeZone;
      return html(<WaitPage {...pageOf(env, open, token, wanted, timeZone, query)} values={{}} />);
    },
  }),
  route({
    method: 'POST',
    path: '/book/:token/wait',
    auth: 'portal',
    portal: ofLink,
    api: true,
    summary: 'Puts a guest on the waiting list for a time that is taken, or for a day',
    frameAncestors,
    params,
    body: z.object({
      ...choice,
      tz: zone().optional(),
      /** Either a time or a day. */
      start: z.iso.datetime({ offset: true }).optional(),
      day: z.iso.date().optional(),
      name: textInput({ max: 120, min: 1 }),
      email: email(),
      language: z.string().max(12).optional(),
      website: z.string().max(500).optional(),
    }),
    limits: bookingLimits,
    maxBody: 4_096,
    handler: async (visitor: PortalEnv, request) => {
      const { body, wantsJson } = request;
      const open = await waitLink(visitor, body);
      const wanted = wantedOf(body.start, body.day);
      if (!open || !wanted) throw fail('NOT_FOUND');
      const env = asReader(visitor, open.link, { lang: body.language, clock: body.clock, accept: request.header('accept-language') });
      if (body.website) {
        env.noteSecurity('honeypot');
        throw fault('BOOKING_SLOT_UNKNOWN');
      }
      if ((await refusedOf(env, [body.email])).length > 0) throw fail('INPUT_INVALID', { issues: [{ path: 'email', message: REFUSED }] });
      const timeZone = body.tz ?? open.link.timeZone;
      const { taken, open: free } = await takenOf(env, open, wanted, timeZone);
      const [first, last] = [taken[0], taken.at(-1)];
      if (free || !first || !last) throw fault(free ? 'BOOKING_WAITLIST_FREE' : 'BOOKING_SLOT_UNKNOWN');
      const plugin = env.asPlugin();
      const { link } = open;
      await env.tx(async () => {
        await plugin.lockKeys([`booking.wait:${link.id}`]);
        const list = plugin.model('booking.waiting');
        const own = { link: link.id, email: body.email, from: first, until: last, state: { in: ['waiting' as const, 'offered' as const] } };
        // Whoever asks twice is told the same and written to once: nobody learns who waits.
        if ((await list.count(own)) > 0) return;
        if ((await list.count({ link: link.id, state: 'waiting' })) >= MOST) throw fault('BOOKING_WAITLIST_FULL');
        const language = body.language && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(body.language) ? body.language : env.preferences.language;
        const waiting = await list.create({
          link: link.id,
          name: body.name,
          email: body.email,
          from: first,
          until: last,
          minutes: link.durationMin,
          place: link.chosen?.id ?? null,
          timeZone,
          language,
        });
        await tellWaiting(plugin, link, waiting, 'waitlist');
        // It may have become free while the form was sent.
        await plugin.enqueue(offerWaiting, { link: link.id }, { key: `booking.offer:${link.id}` });
      });
      if (wantsJson) return json({ state: 'waiting' }, { status: 202 });
      const { back } = pageOf(env, open, request.params.token, wanted, timeZone, body);
      return html(<WaitsPage env={env} back={back} />);
    },
    onError: async (visitor: PortalEnv, request, error) => {
      const { raw } = request;
      const open = await waitLink(visitor, { minutes: typed(raw, 'minutes'), place: typed(raw, 'place') });
      const wanted = wantedOf(typed(raw, 'start'), typed(raw, 'day'));
      if (!open || !wanted || error.status === 404) return closed(visitor);
      const reading = { lang: typed(raw, 'language'), clock: typed(raw, 'clock') };
      const env = asReader(visitor, open.link, { ...reading, accept: request.header('accept-language') });
      const timeZone = isZone(typed(raw, 'tz')) ? typed(raw, 'tz') : open.link.timeZone;
      const issues = error.issues.map(({ path, message }) => ({ path, message: env.t(message) }));
      const values = { name: typed(raw, 'name'), email: typed(raw, 'email') };
      const page = pageOf(env, open, request.params.token ?? '', wanted, timeZone, { ...reading, lang: typed(raw, 'lang') });
      return html(<WaitPage {...page} values={values} issues={issues} problem={env.t(error.detail || error.title)} />, { status: error.status });
    },
  }),
  route({
    method: 'GET',
    path: '/waiting/:token',
    auth: 'portal',
    portal: ofWaiting,
    summary: 'A guest’s own place on a waiting list',
    params,
    handler: async (visitor: PortalEnv, { params: { token } }) => {
      // Nobody's token is looked for as well: how long the answer takes tells nothing.
      const [waiting] =
        visitor.principal.kind === 'portal'
          ? await visitor.model('booking.waiting').find({ id: visitor.principal.record })
          : await visitor.asPlugin().model('booking.waiting').find({ id: NOBODY });
      const open = waiting && (await linkOf(visitor, waiting.link));
      if (!waiting || !open) return noBooking(visitor);
      const { timeZone, language, offeredStart, offeredUntil, minutes } = waiting;
      const env = visitor.withPreferences({ language, timeZone });
      const over = offeredUntil !== null && offeredUntil <= env.now();
      const state = waiting.state === 'offered' && over ? 'lapsed' : waiting.state;
      const start = offeredStart ?? waiting.from;
      const bookable = open.link.active && (open.link.expiresAt === null || open.link.expiresAt > env.now());
      const url = bookable ? await linkUrl(env.asPlugin(), open.link.id) : undefined;
      const take = `${url}?${new URLSearchParams({ start: start.toISOString(), tz: timeZone, minutes: String(minutes), waiting: token, ...(waiting.place ? { place: waiting.place } : {}) })}`;
      return html(
        <OwnWaitingPage
          env={env}
          name={open.link.name}
          state={state}
          start={start}
          end={new Date(start.getTime() + minutes * 60_000)}
          day={!offeredStart && waiting.until > waiting.from ? civilDateOf(waiting.from, timeZone) : undefined}
          keptUntil={state === 'offered' ? (offeredUntil ?? undefined) : undefined}
          timeZone={timeZone}
          path={`/waiting/${token}`}
          take={take}
          again={url}
        />,
      );
    },
  }),
  route({
    method: 'POST',
    path: '/waiting/:token/leave',
    auth: 'portal',
    portal: ofWaiting,
    api: true,
    summary: 'Takes a guest off a waiting list',
    params,
    handler: async (env: PortalEnv, { params: { token }, wantsJson }) => {
      if (env.principal.kind !== 'portal') throw fail('NOT_FOUND');
      const id = env.principal.record;
      const plugin = env.asPlugin();
      await env.tx(async () => {
        const [left] = await plugin.model('booking.waiting').update({ id, state: { in: ['waiting', 'offered'] } }, { state: 'left' });
        if (!left) return;
        await plugin.service('calendar').release({ source: { model: 'booking.waiting', record: id } });
        await plugin.enqueue(offerWaiting, { link: left.link }, { key: `booking.offer:${left.link}` });
      });
      return wantsJson ? json({ state: 'left' }) : redirect(`/waiting/${token}`);
    },
  }),
];
