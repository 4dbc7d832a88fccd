import { type Env, on } from '#core';
import { meetingCancelled } from '../../meetings/contract.ts';
import { NEWS, tellHost } from './tend-requests.ts';

/** A guest cancels: the host finds it among the activities, beside the mail. */
export const noteWithdrawn = on(meetingCancelled, async (env: Env<'booking-portal'>, { meeting: id, was, by, gone }) => {
  if (by !== 'guest' || gone) return;
  const [meeting] = await env.service('meetings').details({ ids: [id] });
  if (meeting?.origin !== 'portal' || meeting.state !== 'cancelled') return;
  await tellHost(env, meeting, NEWS, (own, guest) => ({
    summary: was === 'draft' ? own.t('{guest} took the request back', { guest }) : own.t('{guest} cancelled', { guest }),
    ...(meeting.reason ? { note: own.t('Reason: {reason}', { reason: meeting.reason }) } : {}),
  }));
});
