import { createHash } from 'node:crypto';
import { type Env, instantOf } from '#core';
import type { Workspace } from '../base/contract.ts';
import type { OutgoingMail } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import { bodyRenderer } from './body-renderer.ts';
import { buildCalendar, withAttendee } from './build-calendar.ts';
import { itip } from './itip.ts';
import { linksOf } from './links-of.ts';
import { isOver, type MailKind, mailKinds } from './mail-kinds.ts';
import { settings } from './settings.ts';
import { readWords } from './templates/words.ts';
import { locationOf } from './where.ts';

type Attendee = Omit<MeetingDetails['attendees'][number], 'toldSequence'>;

/** Takes replies and is not the receiver's own: the address that we read ourselves, where there is one, else the host, for the host the workspace. */
export function organizerFor(
  receiver: Attendee,
  meeting: MeetingDetails,
  { fromName, fromEmail, replyTo }: Workspace,
  replyAddress: string,
): { name: string; email: string } {
  const candidates = [
    ...(replyAddress ? [{ name: receiver.role === 'host' ? fromName : meeting.host.name, email: replyAddress }] : []),
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
  const told = kind === 'invitation' || kind === 'update' || kind === 'link' ? 'standing' : kind;
  const link = createHash('sha256')
    .update(meeting.joinUrl ?? '')
    .digest('base64url')
    .slice(0, 12);
  return `${meeting.id}:${meeting.sequence}:${meeting.version}:${told}:${told === 'standing' ? link : ''}`;
}

/** Whoever hosts is not invited to the own meeting, nor is a guest to what the guest has booked: to them it is confirmed. */
const wordsKind = (kind: MailKind, meeting: MeetingDetails, { role }: Attendee): MailKind =>
  kind === 'invitation' && (role === 'host' || meeting.origin === 'portal') ? 'confirmed' : kind;

/**
 * One mail for each of these attendees, in their language and zone, with the calendar object of their own. Body and calendar are rendered once per zone and language;
 * only the attendee's line and links differ. The host's copy is published (RFC 5546 §3.2.1): nobody is asked to come to the own meeting.
 */
export async function composeMails(
  env: Env<'ics-mailer'>,
  kind: MailKind,
  meeting: MeetingDetails,
  attendees: readonly Attendee[],
  {
    request,
    guest,
  }: {
    request?: string | undefined;
    /** Whom the host hears of, where it is not the first guest. */
    guest?: string | undefined;
  } = {},
): Promise<OutgoingMail[]> {
  if (attendees.length === 0) return [];
  const workspace = await env.service('base').workspace({});
  const { replyAddress } = await env.settings(settings);
  const words = await readWords(env);
  const message = itip({ uid: meeting.uid, sequence: meeting.sequence, status: isOver(kind) ? 'CANCELLED' : 'CONFIRMED' }, {});
  const calendars = new Map<string, string>();
  const render = bodyRenderer(env);
  const stamp = env.now();
  const alarms = mailKinds[kind].calendar && message.method === 'REQUEST' ? await env.service('meetings').alarms({ id: meeting.id }) : [];
  const mails: OutgoingMail[] = [];
  for (const attendee of attendees) {
    const reader = env.withPreferences({ language: attendee.language, timeZone: attendee.timeZone });
    const said = wordsKind(kind, meeting, attendee);
    const links = isOver(kind) ? {} : await linksOf(env, kind, meeting, attendee);
    const body = render(reader, {
      kind: said,
      meeting,
      workspace,
      words: words(reader, said),
      links,
      name: attendee.name,
      ...(attendee.person === null ? { guest: attendee.name } : guest ? { guest } : {}),
    });
    let ics: OutgoingMail['ics'];
    if (mailKinds[kind].calendar) {
      const organizer = organizerFor(attendee, meeting, workspace, replyAddress);
      const method = attendee.role === 'host' ? ('PUBLISH' as const) : message.method;
      // whoever has a way in of their own has a calendar object of their own
      const own = { ...meeting, joinUrl: attendee.joinUrl ?? meeting.joinUrl };
      const key = `${attendee.timeZone}|${attendee.language}|${organizer.email}|${method}|${attendee.joinUrl ?? ''}`;
      let calendar = calendars.get(key);
      if (calendar === undefined) {
        calendar = buildCalendar({
          method,
          status: message.status,
          uid: message.uid,
          sequence: message.sequence,
          stamp,
          start: meeting.start,
          end: meeting.end,
          ...placeOf(meeting, attendee),
          summary: meeting.subject,
          description: [meeting.description ?? '', own.joinUrl ? `${reader.t('Join')}: ${own.joinUrl}` : ''].filter((part) => part).join('\n\n'),
          location: locationOf(reader, own),
          joinUrl: own.joinUrl,
          organizer,
          alarms,
        });
        calendars.set(key, calendar);
      }
      ics = { method, content: method === 'PUBLISH' ? calendar : withAttendee(calendar, attendee) };
    }
    mails.push({
      kind: `ics-mailer.${said}`,
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
