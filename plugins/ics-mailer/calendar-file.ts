import type { Env } from '#core';
import { composeMails } from './compose-mails.ts';

/** The same file as in the invitation, for a download by the attendee. */
export async function calendarFile(env: Env<'ics-mailer'>, { meeting: id, email }: { meeting: string; email: string }): Promise<string | null> {
  const [meeting] = await env.service('meetings').details({ ids: [id] });
  const attendee = meeting?.attendees.find((one) => one.email === email);
  if (!meeting || !attendee || meeting.state !== 'confirmed') return null;
  const [mail] = await composeMails(env, 'invitation', meeting, [attendee]);
  return mail?.ics?.content ?? null;
}
