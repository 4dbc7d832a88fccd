import { z } from 'zod';
import { AtriumError, bytes, type Env, fail, html, redirect, route } from '#core';
import { assertMayChange, whom } from '../meetings/contract.ts';
import { saying } from '../web/contract.ts';
import { calendarFile, readerFile } from './calendar-file.ts';
import { InvitePage } from './invite-page.tsx';

const byId = z.object({ id: z.uuid() });

/** Sending invitations once more, and the calendar file, from the page of a meeting. */
export const routes = [
  route({
    method: 'GET',
    path: '/app/meetings/:id/invitations',
    auth: 'user',
    summary: 'Asks to whom invitations shall be sent',
    params: byId,
    handler: async (env: Env<'ics-mailer'>, { params: { id } }) => {
      await assertMayChange(env, id, 'invite');
      return html(<InvitePage env={env} id={id} />);
    },
  }),
  route({
    method: 'POST',
    path: '/app/meetings/:id/invitations',
    auth: 'user',
    summary: 'Sends invitations to all, the new or those who know an older state',
    params: byId,
    body: z.object({ whom: whom.optional() }),
    handler: async (env: Env<'ics-mailer'>, { params: { id }, body }) => {
      await env.model('meeting.event').get(id);
      if (!body.whom) return html(<InvitePage env={env} id={id} problem={env.t('Choose to whom.')} />, { status: 422 });
      try {
        await env.service('meetings').invite({ id, whom: body.whom });
        return redirect(await saying(env, `/app/meeting.event/${id}`, env.t('Invitations are on their way.')));
      } catch (error) {
        if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
        return html(<InvitePage env={env} id={id} problem={error.message} />, { status: error.status });
      }
    },
  }),
  route({
    method: 'GET',
    path: '/app/meetings/:id/meeting.ics',
    auth: 'user',
    summary: 'The calendar file of a meeting, as the reader was sent it',
    params: byId,
    handler: async (env: Env<'ics-mailer'>, { params: { id } }) => {
      await env.model('meeting.event').get(id);
      const person = env.principal.kind === 'user' ? env.principal.person : '';
      const [own] = await env.model('meeting.attendee').pick({ event: id, person }, ['email']);
      const file = (own && (await calendarFile(env.asPlugin(), { meeting: id, email: own.email }))) ?? (await readerFile(env, id));
      if (file === null) throw fail('NOT_FOUND');
      return bytes(new TextEncoder().encode(file), {
        headers: { 'content-type': 'text/calendar; charset=utf-8', 'content-disposition': 'attachment; filename="meeting.ics"' },
      });
    },
  }),
];
