import { z } from 'zod';
import { civilDateOf, type Env, fail, formatRange, html, isZone, json, longText, redirect, route, zone } from '#core';
import { typed } from '../web/contract.ts';
import { refusal, withAlternatives } from './book.ts';
import { ChoosePage } from './choose-page.tsx';
import { noBooking } from './closed-page.tsx';
import { DetailsPage } from './details-page.tsx';
import { frameAncestors } from './embed/frames.ts';
import { fault } from './faults.ts';
import { linkOf, type OpenLink } from './find-link.ts';
import { assertCurrent, assertInTime, explain, type Found, findBooking, marked, params, portal, show } from './found-booking.tsx';
import { startField } from './guest-form.ts';
import { asResources, type Hosts } from './hosts.ts';
import { monthOf } from './month.ts';
import { lockedCounts, openTimes, placesOf } from './open-times.ts';
import { pageState } from './page-state.ts';
import { withChoice } from './places/with-choice.ts';
import { moveSeat } from './seats/move-seat.ts';
import { alternativesOf, notFree } from './start-check.ts';
import { changeLimits } from './suspicion.ts';
import { typedStart } from './typed-start.ts';

type PortalEnv = Env<'booking-portal'>;

const MINUTE_MS = 60_000;

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

/** The zone in which the guest chose the new time is that of page and mails from now on. */
async function keepZone(plugin: PortalEnv, { id, meeting, guestEmail }: Found['booking'], timeZone: string): Promise<void> {
  await plugin.model('booking.booking').update(id, { timeZone });
  await plugin.model('meeting.attendee').update({ event: meeting, email: guestEmail }, { timeZone });
}

/** Free times for a booking that moves, and the move. */
export const moveRoutes = [
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
      clock: z.string().max(2).optional(),
    }),
    handler: async (env: PortalEnv, { params: { token }, query, header }) => {
      const found = await findBooking(env, token, { clock: query.clock, accept: header('accept-language') });
      if (!found) return noBooking(env);
      assertCurrent(found, query.v);
      const open = await openLinkOf(found);
      if (!found.canChange || !open) return show(found);
      const timeZone = query.tz && isZone(query.tz) ? query.tz : found.timeZone;
      const path = `${found.path}/reschedule`;
      const keep = { v: found.mark, ...(query.clock ? { clock: query.clock } : {}) };
      const { start: since, end: until } = found.meeting;
      // A shared meeting stays where it is when one of its guests moves.
      const asked = found.booking.shared ? {} : { hosts: keptHosts(found), ignoreMeeting: found.meeting.id };
      const start = typedStart(query.start);
      const refused = start && (await notFree(found.env, open.link, start, timeZone, asked));
      if (start && (!refused || refused.alternatives.length > 0)) {
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
            {...refused}
          />,
        );
      }
      const month = query.month ?? monthOf(since, timeZone);
      const all = await pageState(found.env, open, { ...query, tz: timeZone, month }, { path, keep, asked });
      // The time that it has is no new one.
      const state = { ...all, starts: all.starts.filter((free) => free.getTime() !== since.getTime()) };
      const choose = found.env.t('Choose a new time. Until then you keep {time}.', { time: formatRange(since, until, timeZone, found.env.preferences) });
      return html(<ChoosePage env={found.env} open={open} state={state} notice={[refused?.problem, choose].filter(Boolean).join(' ')} />);
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
      reason: longText({ max: 500 }).optional(),
    }),
    handler: async (env: PortalEnv, { params: { token }, body, wantsJson }) => {
      const found = await findBooking(env, token);
      if (!found) throw fail('NOT_FOUND');
      assertCurrent(found, body.v);
      const open = await openLinkOf(found);
      assertInTime(found);
      if (!open || !found.canChange) throw fault('BOOKING_LINK_USED');
      const { link } = open;
      if (found.booking.shared) {
        const moved = await moveSeat(env, link, found.booking, { start: body.start, timeZone: body.tz ?? found.timeZone, reason: body.reason });
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
            resources: [...asResources(hosts.fixed), ...placesOf(link), ...lockedCounts(link)],
            during: { start: body.start, end },
          });
          const free = await openTimes(plugin, link, { from: body.start, to: end, viewerTimeZone: timeZone }, asked);
          if (!free.some((start) => start.getTime() === body.start.getTime())) throw await refusal(plugin, link, body.start, timeZone, hosts.fixed);
          if (timeZone !== found.timeZone) await keepZone(plugin, found.booking, timeZone);
          return plugin.service('meetings').reschedule({
            id: found.meeting.id,
            version: found.meeting.version,
            start: body.start,
            end,
            asking: link.host,
            bufferBefore: link.bufferBeforeMin,
            bufferAfter: link.bufferAfterMin,
            ...(body.reason ? { reason: body.reason } : {}),
          });
        });
        return wantsJson ? json({ state: found.meeting.state, start: body.start.toISOString(), end: end.toISOString(), version }) : redirect(found.path);
      } catch (error) {
        throw await withAlternatives(plugin, link, body.start, timeZone, error, asked);
      }
    },
    onError: async (env: PortalEnv, request, error) => {
      const found = await findBooking(env, request.params.token ?? '');
      const open = found && (await openLinkOf(found));
      const wanted = typedStart(typed(request.raw, 'start'));
      if (!found || !open || !Array.isArray(error.extra.alternatives) || !wanted) return explain(env, request, error);
      const path = `${found.path}/reschedule`;
      return html(
        <DetailsPage
          env={found.env}
          open={open}
          path={path}
          keep={{ v: found.mark }}
          start={wanted}
          timeZone={isZone(typed(request.raw, 'tz')) ? typed(request.raw, 'tz') : found.timeZone}
          values={{ reason: typed(request.raw, 'reason') }}
          formKey={env.id()}
          problem={found.env.t(error.detail || error.title)}
          alternatives={alternativesOf(error)}
          former={found.meeting}
          back={`${path}?v=${found.mark}`}
        />,
        { status: error.status },
      );
    },
  }),
];
