import type { Env } from '#core';
import { buildCalendar } from './build-calendar.ts';
import { composeMails } from './compose-mails.ts';
import { locationOf } from './where.ts';

/** The same file as in the invitation, for a download by the attendee. */
export async function calendarFile(env: Env<'ics-mailer'>, { meeting: id, email }: { meeting: string; email: string }): Promise<string | null> {
  const [meeting] = await env.service('meetings').details({ ids: [id] });
  const attendee = meeting?.attendees.find((one) => one.email === email);
  if (!meeting || !attendee || meeting.state !== 'confirmed') return null;
  const [mail] = await composeMails(env, 'invitation', meeting, [attendee]);
  return mail?.ics?.content ?? null;
}

/** For somebody who may read the meeting and takes no part: nobody is listed and nothing is asked; a draft is tentative. In the reader's zone. */
export async function readerFile(env: Env<'ics-mailer'>, id: string): Promise<string | null> {
  const [meeting] = await env
    .asPlugin()
    .service('meetings')
    .details({ ids: [id] });
  if (!meeting) return null;
  return buildCalendar({
    method: 'PUBLISH',
    status: meeting.state === 'cancelled' ? 'CANCELLED' : meeting.state === 'draft' ? 'TENTATIVE' : 'CONFIRMED',
    uid: meeting.uid,
    sequence: meeting.sequence,
    stamp: env.now(),
    start: meeting.start,
    end: meeting.end,
    timeZone: env.preferences.timeZone,
    summary: meeting.subject,
    description: meeting.description ?? '',
    location: locationOf(env, meeting),
    joinUrl: meeting.joinUrl,
    organizer: { name: meeting.host.name, email: meeting.host.email },
  });
}
