import { createHash } from 'node:crypto';
import { type Env, instantOf } from '#core';
import type { Workspace } from '../base/contract.ts';
import type { OutgoingMail } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import { buildCalendar, withAttendee } from './build-calendar.ts';
import type { GuestLinks } from './contract.ts';
import { itip } from './itip.ts';
import { locationOf, mailBody } from './mail-body.tsx';
import { isOver, type MailKind, mailKinds } from './mail-kinds.ts';

type Attendee = Omit<MeetingDetails['attendees'][number], 'toldSequence'>;

/** Addresses to manage a guest's booking, from the first who knows them. Persons inside use the admin pages. */
export async function linksFor(env: Env<'ics-mailer'>, meeting: MeetingDetails, attendee: Attendee): Promise<GuestLinks> {
  if (attendee.person !== null) return { view: `${env.baseUrl}/app/meeting.event/${meeting.id}` };
  for (const [key, maker] of env.implementations('ics-mailer.guest-links')) {
    const links = await maker.links(env.implementer('ics-mailer.guest-links', key), { meeting: meeting.id, attendee: attendee.id });
    if (links) return links;
  }
  return {};
}

/** Takes replies and is not the receiver's own: the host, for the host the workspace. */
export function organizerFor(receiver: Attendee, meeting: MeetingDetails, { fromName, fromEmail, replyTo }: Workspace): { name: string; email: string } {
  const candidates = [
    { name: meeting.host.name, email: meeting.host.email },
    { name: fromName, email: replyTo ?? fromEmail },
    { name: fromName, email: fromEmail },
  ];
  const domain = fromEmail.slice(fromEmail.lastIndexOf('@') + 1);
  return candidates.find(({ email }) => email.toLowerCase() !== receiver.email.toLowerCase()) ?? { name: fromName, email: `calendar@${domain}` };
}

/** Single meetings stand in the zone of the receiver; dates of a series in the series's, or they would move against it. */
function placeOf({ occurrence }: MeetingDetails, { timeZone }: Attendee): { timeZone: string; recurrenceId?: Date } {
  const recurrenceId = occurrence ? instantOf(occurrence.wall, occurrence.timeZone) : undefined;
  return occurrence && recurrenceId ? { timeZone: occurrence.timeZone, recurrenceId } : { timeZone };
}

/** Distinguishes what would be told; `request` tells one asking for it from another: a state of the meeting is mailed once to each, however often its events are delivered. */
function stateOf(kind: MailKind, meeting: MeetingDetails): string {
  const told = kind === 'invitation' || kind === 'update' ? 'standing' : kind;
  const link = createHash('sha256')
    .update(meeting.joinUrl ?? '')
    .digest('base64url')
    .slice(0, 12);
  return `${meeting.id}:${meeting.sequence}:${meeting.version}:${told}:${told === 'standing' ? link : ''}`;
}

/**
 * One mail for each of these attendees, in their language and zone, with the calendar object of their own. The calendar is rendered once per zone, language and
 * organizer; only the attendee's line differs.
 */
export async function composeMails(
  env: Env<'ics-mailer'>,
  kind: MailKind,
  meeting: MeetingDetails,
  attendees: readonly Attendee[],
  request?: string,
): Promise<OutgoingMail[]> {
  if (attendees.length === 0) return [];
  const workspace = await env.service('base').workspace({});
  const message = itip({ uid: meeting.uid, sequence: meeting.sequence, status: isOver(kind) ? 'CANCELLED' : 'CONFIRMED' }, {});
  const calendars = new Map<string, string>();
  const stamp = env.now();
  const alarms = mailKinds[kind].calendar && message.method === 'REQUEST' ? await env.service('meetings').alarms({ id: meeting.id }) : [];
  const mails: OutgoingMail[] = [];
  for (const attendee of attendees) {
    const reader = env.withPreferences({ language: attendee.language, timeZone: attendee.timeZone });
    const links = await linksFor(env, meeting, attendee);
    const body = mailBody(reader, { kind, meeting, workspace, links: isOver(kind) ? {} : links });
    let ics: OutgoingMail['ics'];
    if (mailKinds[kind].calendar) {
      const organizer = organizerFor(attendee, meeting, workspace);
      const key = `${attendee.timeZone}|${attendee.language}|${organizer.email}`;
      let calendar = calendars.get(key);
      if (calendar === undefined) {
        calendar = buildCalendar({
          method: message.method,
          status: message.status,
          uid: message.uid,
          sequence: message.sequence,
          stamp,
          start: meeting.start,
          end: meeting.end,
          ...placeOf(meeting, attendee),
          summary: meeting.subject,
          description: [meeting.description ?? '', meeting.joinUrl ? `${reader.t('Join')}: ${meeting.joinUrl}` : ''].filter((part) => part).join('\n\n'),
          location: locationOf(meeting),
          joinUrl: meeting.joinUrl,
          organizer,
          alarms,
        });
        calendars.set(key, calendar);
      }
      const partstat = attendee.role === 'host' ? 'ACCEPTED' : attendee.partstat;
      ics = { method: message.method, content: withAttendee(calendar, { ...attendee, partstat }) };
    }
    mails.push({
      kind: `ics-mailer.${kind}`,
      to: { name: attendee.name, email: attendee.email },
      subject: body.subject,
      text: body.text,
      html: body.html,
      ...(attendee.role === 'host' ? {} : { replyTo: meeting.host.email }),
      ...(ics ? { ics } : {}),
      source: { model: 'meeting.event', record: meeting.id },
      dedupeKey: `${stateOf(kind, meeting)}:${request ? `${request}:` : ''}${attendee.id}`,
    });
  }
  return mails;
}
