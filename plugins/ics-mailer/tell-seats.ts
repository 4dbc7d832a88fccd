import { type Env, on } from '#core';
import { type MeetingDetails, meetingJoined, meetingLeft } from '../meetings/contract.ts';
import { composeMails } from './compose-mails.ts';
import type { MailKind } from './mail-kinds.ts';
import { settings } from './settings.ts';
import { isGuest, meetingOf, tell, tellStanding } from './tell-attendees.ts';

type IcsEnv = Env<'ics-mailer'>;

/** The host hears of each place by mail, unless the setting says otherwise; the meeting's conversation says it in any case. */
async function tellHost(env: IcsEnv, kind: MailKind, meeting: MeetingDetails, guest: { id: string; name: string; email: string }): Promise<void> {
  if (!(await env.settings(settings)).placeMails) return;
  await tell(env, kind, meeting, ({ role }) => role === 'host', { request: guest.id, guest });
}

/** Guests who come to a meeting that stands, or go from it: they are told, and its host. The other guests are not. */
export const seatSubscriptions = [
  on(meetingJoined, async (env: IcsEnv, { meeting: id, attendees }) => {
    const meeting = await meetingOf(env, id);
    const joined = new Set(attendees);
    const guest = meeting?.attendees.find((one) => joined.has(one.id));
    if (!meeting || !guest) return;
    if (meeting.state === 'confirmed') {
      await tellStanding(env, 'invitation', id, (one) => joined.has(one.id) && one.toldSequence === null);
      await tellHost(env, 'joined', meeting, guest);
    }
    if (meeting.state !== 'draft') return;
    await tell(env, 'received', meeting, (one) => joined.has(one.id));
    await tell(env, 'request', meeting, ({ role }) => role === 'host', { request: guest.id, guest });
  }),
  on(meetingLeft, async (env: IcsEnv, { meeting: id, was, removed, moved }) => {
    const meeting = await meetingOf(env, id);
    if (!meeting) return;
    const guests = removed.filter(isGuest);
    await env.service('mail').send({ mails: await composeMails(env, was === 'draft' ? 'withdrawn' : 'returned', meeting, guests, { moved }) });
    // Without the last guest the meeting is called off, and the host told of that.
    if (guests[0] && meeting.state !== 'cancelled') await tellHost(env, 'left', meeting, guests[0]);
  }),
];
