import { type Env, on } from '#core';
import { meetingJoined, meetingLeft } from '../meetings/contract.ts';
import { composeMails } from './compose-mails.ts';
import { isGuest, meetingOf, tell, tellStanding } from './tell-attendees.ts';

/** Guests who come to a meeting that stands, or go from it: they alone are told, and of a request its host. */
export const seatSubscriptions = [
  on(meetingJoined, async (env: Env<'ics-mailer'>, { meeting: id, attendees }) => {
    const meeting = await meetingOf(env, id);
    const joined = new Set(attendees);
    if (meeting?.state === 'confirmed') await tellStanding(env, 'invitation', id, (one) => joined.has(one.id) && one.toldSequence === null);
    if (meeting?.state !== 'draft') return;
    await tell(env, 'received', meeting, (one) => joined.has(one.id));
    const guest = meeting.attendees.find((one) => joined.has(one.id));
    if (guest) await tell(env, 'request', meeting, ({ role }) => role === 'host', { request: guest.id, guest: guest.name });
  }),
  on(meetingLeft, async (env: Env<'ics-mailer'>, { meeting: id, was, removed }) => {
    const meeting = await meetingOf(env, id);
    if (!meeting) return;
    const kind = was === 'draft' ? 'withdrawn' : 'cancellation';
    await env.service('mail').send({ mails: await composeMails(env, kind, meeting, removed.filter(isGuest)) });
  }),
];
