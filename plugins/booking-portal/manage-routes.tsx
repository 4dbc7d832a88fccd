import { z } from 'zod';
import { civilDateOf, type Env, fail, formatRange, html, type Incoming, isZone, json, type Reply, type Row, redirect, route, zone } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import { refusal, withAlternatives } from './book.ts';
import { pageState } from './book-routes.tsx';
import { ChoosePage } from './choose-page.tsx';
import { ClosedPage } from './closed-page.tsx';
import { DetailsPage } from './details-page.tsx';
import { allowFrames, frameAncestors } from './embed/frames.ts';
import { fault } from './faults.ts';
import { linkOf, NOBODY, type OpenLink } from './find-link.ts';
import { startField } from './guest-form.ts';
import { asResources, type Hosts } from './hosts.ts';
import { MANAGE, markedVersion, revisionOf, versionMark } from './manage-link.ts';
import { CancelPage, ManagePage } from './manage-page.tsx';
import { monthOf } from './month.ts';
import { type Link, openTimes, placesOf } from './open-times.ts';
import { withChoice } from './places/with-choice.ts';
import { giveBack } from './seats/give-back.ts';
import { moveSeat } from './seats/move-seat.ts';
import { useStyle } from './style/page-style.tsx';
import { changeLimits } from './suspicion.ts';
import { typedStart } from './typed-start.ts';

type PortalEnv = Env<'booking-portal'>;
type Booking = Row<'booking-portal', 'booking.booking'>;

const portal = { kind: MANAGE, param: 'token', optional: true };
const params = z.object({ token: z.string().max(200) });
const marked = z.object({ v: z.string().max(120).optional() });
const MINUTE_MS = 60_000;

type Found = {
  env: PortalEnv;
  booking: Booking;
  /** As it concerns this guest: cancelled, where the seat was given back. */
  meeting: MeetingDetails;
  /** What the links of a mail are bound to. */
  revision: number;
  path: string;
  mark: string;
  timeZone: string;
  canChange: boolean;
  tooLate: boolean;
  policy: string | null;
};

/** The guest's booking with its meeting's newest state, in the guest's zone and language. Undefined: no such token. */
async function find(env: PortalEnv, token: string): Promise<Found | undefined> {
  const plugin = env.asPlugin();
  // Nobody's token is looked for as well: how long the answer takes tells nothing.
  const [booking] =
    env.principal.kind === 'portal'
      ? await env.model('booking.booking').find({ id: env.principal.record })
      : await plugin.model('booking.booking').find({ id: NOBODY });
  if (!booking) return undefined;
  const [stored] = await plugin.service('meetings').details({ ids: [booking.meeting] });
  if (!stored) return undefined;
  const meeting = booking.leftAt ? { ...stored, state: 'cancelled' as const, reason: null } : stored;
  const revision = revisionOf(booking, meeting);
  const [link] = booking.link ? await plugin.model('booking.link').pick({ id: booking.link }, ['cancelNoticeMin', 'policy', 'embedSites', 'style']) : [];
  allowFrames(env, link?.embedSites ?? null);
  await useStyle(env, link?.style);
  const standing = (meeting.state === 'draft' || meeting.state === 'confirmed') && meeting.start > env.now();
  return {
    env: env.withPreferences({ language: booking.language, timeZone: booking.timeZone }),
    booking,
    meeting,
    revision,
    path: `/booking/${token}`,
    mark: versionMark(plugin, booking.id, revision),
    timeZone: booking.timeZone,
    policy: link?.policy ?? null,
    canChange: standing && !isLate({ meeting }, link, env.now()),
    tooLate: standing && isLate({ meeting }, link, env.now()),
  };
}

/** A link that acts was made for one version: later it explains itself and leads to the newest state. @throws BOOKING_LINK_USED, NOT_FOUND */
function assertCurrent(found: Found, mark: string | undefined): void {
  if (mark === undefined) return;
  const version = markedVersion(found.env.asPlugin(), found.booking.id, mark);
  if (version === undefined) throw fail('NOT_FOUND');
  if (version === found.revision) return;
  throw fault('BOOKING_LINK_USED');
}

const closed = (env: PortalEnv): Reply => html(<ClosedPage env={env} />, { status: 404 });

const show = (found: Found, options: { status?: number; notice?: { kind: 'ok' | 'info' | 'warn'; text: string } } = {}): Reply =>
  html(<ManagePage {...found} notice={options.notice} />, { status: options.status ?? 200 });

/** What a guest is told when a step is refused: the newest state, and why. */
async function explain(env: PortalEnv, request: Incoming, error: { code: string; status: number; detail: string; title: string }): Promise<Reply> {
  const found = await find(env, request.params.token ?? '');
  if (!found || error.status === 404) return closed(env);
  return show(found, { status: error.status, notice: { kind: 'warn', text: found.env.t(error.detail || error.title) } });
}

/** The link that the booking came over, with the booking's own length; it keeps its place even when the link has closed since. */
async function openLinkOf(found: Found): Promise<OpenLink | undefined> {
  const open = found.booking.link ? await linkOf(found.env, found.booking.link) : undefined;
  if (!open) return undefined;
  const { link } = await withChoice(found.env, open, { place: found.booking.place ?? undefined });
  const { rooms, virtualRoom, start, end } = found.meeting;
  const length = { durationMin: (end.getTime() - start.getTime()) / MINUTE_MS };
  if (found.booking.shared) return { ...open, link: { ...link, ...length, seats: Math.max(2, link.seats) } };
  // It keeps its room and its virtual room, whatever the link offers by now.
  const { roomChoice: _, ...kept } = link;
  return { ...open, link: { ...kept, ...length, seats: 1, room: rooms[0]?.id ?? null, virtualRoom: virtualRoom?.id ?? null } };
}

/** A booking that moves keeps who meets the guest. */
const keptHosts = ({ booking, meeting }: Found): Hosts => ({ fixed: booking.hosts.length > 0 ? booking.hosts : [meeting.host.id], choice: [], needed: 0 });

/** Until when a guest may still change the booking here. */
const isLate = (found: Pick<Found, 'meeting'>, link: Pick<Link, 'cancelNoticeMin'> | undefined, now: Date): boolean =>
  found.meeting.start.getTime() - (link?.cancelNoticeMin ?? 0) * MINUTE_MS <= now.getTime();

const typed = (raw: Readonly<Record<string, unknown>>, name: string): string => (typeof raw[name] === 'string' ? raw[name] : '');

export const manageRoutes = [
  route({
    method: 'GET',
    path: '/booking/:token',
    auth: 'portal',
    portal,
    summary: 'A guest’s own booking',
    frameAncestors,
    params,
    query: marked,
    handler: async (env: PortalEnv, { params: { token }, query, wantsJson }) => {
      const found = await find(env, token);
      if (!found && wantsJson) throw fail('NOT_FOUND');
      if (!found) return closed(env);
      const { meeting, booking } = found;
      if (wantsJson)
        return json({
          id: booking.id,
          state: meeting.state,
          start: meeting.start.toISOString(),
          end: meeting.end.toISOString(),
          timeZone: booking.timeZone,
          version: found.revision,
        });
      const used = query.v !== undefined && markedVersion(env.asPlugin(), booking.id, query.v) !== found.revision;
      return show(found, used ? { notice: { kind: 'info', text: found.env.t('This booking has changed since that mail. Here is its newest state.') } } : {});
    },
  }),
  route({
    method: 'GET',
    path: '/booking/:token/cancel',
    auth: 'portal',
    portal,
    summary: 'The question before a guest cancels',
    frameAncestors,
    params,
    query: marked,
    handler: async (env: PortalEnv, { params: { token }, query }) => {
      const found = await find(env, token);
      if (!found) return closed(env);
      assertCurrent(found, query.v);
      if (!found.canChange) return show(found);
      return html(<CancelPage {...found} reason="" />);
    },
    onError: explain,
  }),
  route({
    method: 'POST',
    path: '/booking/:token/cancel',
    auth: 'portal',
    portal,
    api: true,
    summary: 'Cancels a guest’s booking',
    frameAncestors,
    params,
    limits: changeLimits,
    body: marked.extend({ reason: z.string().max(500).optional() }),
    handler: async (env: PortalEnv, { params: { token }, body, wantsJson }) => {
      const found = await find(env, token);
      if (!found) throw fail('NOT_FOUND');
      assertCurrent(found, body.v);
      if (found.tooLate) throw fault('BOOKING_TOO_LATE');
      if (found.booking.shared) {
        await giveBack(env.asPlugin(), found.booking, body.reason);
        return wantsJson ? json({ state: 'cancelled' }) : redirect(found.path);
      }
      const { version } = await env
        .asPlugin()
        .service('meetings')
        .cancel({ id: found.meeting.id, version: found.meeting.version, ...(body.reason ? { reason: body.reason } : {}) });
      return wantsJson ? json({ state: 'cancelled', version }) : redirect(found.path);
    },
    onError: explain,
  }),
  route({
    method: 'GET',
    path: '/booking/:token/reschedule',
    auth: 'portal',
    portal,
    summary: 'Free times to move a booking to',
    frameAncestors,
    params,
    query: marked.extend({
      tz: z.string().max(80).optional(),
      month: z.string().max(10).optional(),
      day: z.string().max(10).optional(),
      start: z.string().max(40).optional(),
    }),
    handler: async (env: PortalEnv, { params: { token }, query }) => {
      const found = await find(env, token);
      if (!found) return closed(env);
      assertCurrent(found, query.v);
      const open = await openLinkOf(found);
      if (!found.canChange || !open) return show(found);
      const timeZone = query.tz && isZone(query.tz) ? query.tz : found.timeZone;
      const path = `${found.path}/reschedule`;
      const keep = { v: found.mark };
      const start = typedStart(query.start);
      if (start) {
        const back = `${path}?${new URLSearchParams({ ...keep, tz: timeZone, month: monthOf(start, timeZone), day: civilDateOf(start, timeZone) })}#times`;
        return html(
          <DetailsPage
            env={found.env}
            open={open}
            path={path}
            keep={keep}
            start={start}
            timeZone={timeZone}
            values={{}}
            formKey={env.id()}
            former={found.meeting}
            back={back}
          />,
        );
      }
      const { start: since, end: until } = found.meeting;
      // A shared meeting stays where it is when one of its guests moves.
      const asked = found.booking.shared ? {} : { hosts: keptHosts(found), ignoreMeeting: found.meeting.id };
      const all = await pageState(found.env, open, { ...query, tz: timeZone }, { path, keep, asked });
      // The time that it has is no new one.
      const state = { ...all, starts: all.starts.filter((free) => free.getTime() !== since.getTime()) };
      const notice = found.env.t('Choose a new time. Until then you keep {time}.', { time: formatRange(since, until, timeZone, found.env.preferences) });
      return html(<ChoosePage env={found.env} open={open} state={state} notice={notice} />);
    },
    onError: explain,
  }),
  route({
    method: 'POST',
    path: '/booking/:token/reschedule',
    auth: 'portal',
    portal,
    api: true,
    summary: 'Moves a guest’s booking',
    frameAncestors,
    params,
    limits: changeLimits,
    body: marked.extend({
      start: startField(),
      tz: zone().optional(),
    }),
    handler: async (env: PortalEnv, { params: { token }, body, wantsJson }) => {
      const found = await find(env, token);
      if (!found) throw fail('NOT_FOUND');
      assertCurrent(found, body.v);
      const open = await openLinkOf(found);
      if (found.tooLate) throw fault('BOOKING_TOO_LATE');
      if (!open || !found.canChange) throw fault('BOOKING_LINK_USED');
      const { link } = open;
      if (found.booking.shared) {
        const moved = await moveSeat(env, link, found.booking, { start: body.start, timeZone: body.tz ?? found.timeZone });
        return wantsJson ? json(moved) : redirect(found.path);
      }
      const hosts = keptHosts(found);
      const asked = { hosts, ignoreMeeting: found.meeting.id };
      const plugin = env.asPlugin();
      const timeZone = body.tz ?? found.timeZone;
      const end = new Date(body.start.getTime() + link.durationMin * MINUTE_MS);
      try {
        const { version } = await env.tx(async () => {
          await plugin.service('calendar').guard({
            resources: [...asResources(hosts.fixed), ...placesOf(link)],
            during: { start: body.start, end },
          });
          const free = await openTimes(plugin, link, { from: body.start, to: end, viewerTimeZone: timeZone }, asked);
          if (!free.some((start) => start.getTime() === body.start.getTime())) throw await refusal(plugin, link, body.start, timeZone, hosts.fixed);
          return plugin.service('meetings').reschedule({
            id: found.meeting.id,
            version: found.meeting.version,
            start: body.start,
            end,
            bufferBefore: link.bufferBeforeMin,
            bufferAfter: link.bufferAfterMin,
          });
        });
        return wantsJson ? json({ state: found.meeting.state, start: body.start.toISOString(), end: end.toISOString(), version }) : redirect(found.path);
      } catch (error) {
        throw await withAlternatives(plugin, link, body.start, timeZone, error, asked);
      }
    },
    onError: async (env: PortalEnv, request, error) => {
      const found = await find(env, request.params.token ?? '');
      const open = found && (await openLinkOf(found));
      const wanted = typedStart(typed(request.raw, 'start'));
      if (!found || !open || !Array.isArray(error.extra.alternatives) || !wanted) return explain(env, request, error);
      const path = `${found.path}/reschedule`;
      const alternatives = (error.extra.alternatives as { start: string }[]).map(({ start }) => new Date(start));
      return html(
        <DetailsPage
          env={found.env}
          open={open}
          path={path}
          keep={{ v: found.mark }}
          start={wanted}
          timeZone={found.timeZone}
          values={{}}
          formKey={env.id()}
          problem={found.env.t(error.detail || error.title)}
          alternatives={alternatives}
          former={found.meeting}
          back={`${path}?v=${found.mark}`}
        />,
        { status: error.status },
      );
    },
  }),
  route({
    method: 'GET',
    path: '/booking/:token/invite.ics',
    auth: 'portal',
    portal,
    summary: 'The guest’s calendar file',
    params,
    handler: async (env: PortalEnv, { params: { token } }) => {
      const found = await find(env, token);
      if (found?.meeting.state !== 'confirmed') throw fail('NOT_FOUND');
      const file = await env.asPlugin().service('ics-mailer').file({ meeting: found.meeting.id, email: found.booking.guestEmail });
      if (!file) throw fail('NOT_FOUND');
      return {
        status: 200,
        headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="invite.ics"' },
        body: { kind: 'text', text: file },
      };
    },
  }),
];
