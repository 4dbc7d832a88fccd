import { z } from 'zod';
import { type Env, fail, html, json, redirect, route } from '#core';
import { noBooking } from './closed-page.tsx';
import { frameAncestors } from './embed/frames.ts';
import { assertCurrent, assertInTime, explain, findBooking, marked, params, portal, show } from './found-booking.tsx';
import { markedVersion } from './manage-link.ts';
import { CancelPage } from './manage-page.tsx';
import { moveRoutes } from './move-routes.tsx';
import { giveBack } from './seats/give-back.ts';
import { changeLimits } from './suspicion.ts';

type PortalEnv = Env<'booking-portal'>;

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
    handler: async (env: PortalEnv, { params: { token }, query, wantsJson, header }) => {
      const found = await findBooking(env, token, { accept: header('accept-language') });
      if (!found && wantsJson) throw fail('NOT_FOUND');
      if (!found) return noBooking(env);
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
    handler: async (env: PortalEnv, { params: { token }, query, header }) => {
      const found = await findBooking(env, token, { accept: header('accept-language') });
      if (!found) return noBooking(env);
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
      const found = await findBooking(env, token);
      if (!found) throw fail('NOT_FOUND');
      assertCurrent(found, body.v);
      assertInTime(found);
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
  ...moveRoutes,
  route({
    method: 'GET',
    path: '/booking/:token/invite.ics',
    auth: 'portal',
    portal,
    summary: 'The guest’s calendar file',
    params,
    handler: async (env: PortalEnv, { params: { token } }) => {
      const found = await findBooking(env, token);
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
