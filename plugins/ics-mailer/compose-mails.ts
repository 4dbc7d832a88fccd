import { createHash } from 'node:crypto';
import { type Env, instantOf } from '#core';
import type { Workspace } from '../base/contract.ts';
import type { OutgoingMail } from '../mail/contract.ts';
import type { MeetingDetails } from '../meetings/contract.ts';
import { bodyRenderer } from './body-renderer.ts';
import { type BookedMeeting, bookingBy, bookingOf, type Part, partOf, placesLeft, readBooked } from './booked.ts';
import { buildCalendar, withAttendee, withDescription } from './build-calendar.ts';
import { calendarWords } from './calendar-words.ts';
import { readChanges } from './changes.ts';
import type { OneBooking } from './contract.ts';
import { itip } from './itip.ts';
import { linksOf, type MailLinks } from './links-of.ts';
import { isOver, type MailKind, mailKinds } from './mail-kinds.ts';
import { bookedParty, type Party, partyOf } from './party.ts';
import { settings } from './settings.ts';
import { locationOf, withoutNumber } from './where.ts';
import { readWords } from './words.ts';

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

/** Whoever hosts is not invited to the own meeting, nor is a guest to what the guest has booked: to them it is confirmed, or new where nobody was asked before. */
function wordsKind(kind: MailKind, meeting: MeetingDetails, { role }: Attendee, part: Part | undefined, booked: BookedMeeting | undefined): MailKind {
  if (kind !== 'invitation') return kind;
  if (part === 'added') return 'added';
  if (part === 'inside' && booked?.approval === false && meeting.sequence === 0) return 'booked';
  return part !== undefined || role === 'host' ? 'confirmed' : kind;
}

/** Who comes along hears nothing of a request: to them there is a meeting when it stands. */
const beforeStanding = new Set<MailKind>(['received', 'declined', 'lapsed', 'withdrawn']);

/** For those inside: whom they meet. Everybody else reads of the host. */
function partyFor(meeting: MeetingDetails, attendee: Attendee, booked: BookedMeeting | undefined, about: OneBooking | undefined): Party | undefined {
  if (booked && attendee.person !== null) return { ...bookedParty(meeting, booked, about), ...(attendee.role === 'host' ? {} : { host: meeting.host.name }) };
  return attendee.role === 'host' ? partyOf(meeting, attendee) : undefined;
}

/** What the mail leads to. After the end of it whoever booked is led to another time. */
async function linksFor(
  env: Env<'ics-mailer'>,
  kind: MailKind,
  meeting: MeetingDetails,
  attendee: Attendee,
  booked: BookedMeeting | undefined,
  part: Part | undefined,
) {
  if (isOver(kind)) return part === 'booker' && booked?.again && kind !== 'postponed' ? { again: booked.again } : {};
  const links: MailLinks = await linksOf(env, kind, meeting, attendee);
  return kind === 'request' && part === 'inside' && booked?.decide ? { ...links, decide: booked.decide } : links;
}

/**
 * One mail for each of these attendees, in their language and zone, with the calendar object of their own. Body and calendar are rendered once per zone and language;
 * only the attendee's line, words and links differ. The host's copy is published (RFC 5546 §3.2.1): nobody is asked to come to the own meeting.
 */
export async function composeMails(
  env: Env<'ics-mailer'>,
  kind: MailKind,
  told: MeetingDetails,
  attendees: readonly Attendee[],
  {
    request,
    guest,
    moved = 0,
  }: {
    request?: string | undefined;
    /** Of whom those inside hear, where it is one of several guests. */
    guest?: { name: string; email: string } | undefined;
    /** Of a place that is given back: how often its guest had moved here. */
    moved?: number;
  } = {},
): Promise<OutgoingMail[]> {
  if (attendees.length === 0) return [];
  const booked = await readBooked(env, told);
  const meeting = booked?.description && !told.description ? { ...told, description: booked.description } : told;
  // the number of whoever booked is not for who comes along
  const unnumbered = withoutNumber(meeting);
  const about = booked && guest ? (bookingOf(booked, guest.email) ?? bookingBy(guest)) : undefined;
  const only = booked?.bookings.length === 1 ? booked.bookings[0]?.name : undefined;
  const changes = await readChanges(env, kind, meeting, only);
  const workspace = await env.service('base').workspace({});
  const { replyAddress } = await env.settings(settings);
  const words = await readWords(env);
  const message = itip({ uid: meeting.uid, sequence: meeting.sequence, status: isOver(kind) ? 'CANCELLED' : 'CONFIRMED' }, {});
  const calendars = new Map<string, string>();
  const render = bodyRenderer(env);
  const stamp = env.now();
  const late = booked !== undefined && meeting.start.getTime() - booked.changeNoticeMs <= stamp.getTime();
  const alarms = mailKinds[kind].calendar && message.method === 'REQUEST' ? await env.service('meetings').alarms({ id: meeting.id }) : [];
  const mails: OutgoingMail[] = [];
  for (const attendee of attendees) {
    const reader = env.withPreferences({ language: attendee.language, timeZone: attendee.timeZone });
    const part = booked && partOf(booked, attendee);
    if (part === 'added' && beforeStanding.has(kind)) continue;
    const said = wordsKind(kind, meeting, attendee, part, booked);
    const links = await linksFor(env, kind, meeting, attendee, booked, part);
    const party = partyFor(meeting, attendee, booked, about);
    const policy = part === 'booker' && mailKinds[kind].live ? (booked?.policy ?? undefined) : undefined;
    const theirs = part === 'added' ? unnumbered : meeting;
    const brings = booked && part === 'added' ? bookingOf(booked, attendee.email)?.name : undefined;
    const named =
      attendee.person === null ? (brings ?? attendee.name) : (about?.name ?? (booked && party?.people.length === 1 ? party.people[0]?.name : undefined));
    const body = render(reader, {
      kind: said,
      meeting: theirs,
      workspace,
      words: words(reader, said),
      links,
      name: attendee.name,
      ...(named === undefined ? {} : { guest: named }),
      party,
      changes,
      policy,
      late: late && part === 'booker' && links.cancel !== undefined,
    });
    let ics: OutgoingMail['ics'];
    if (mailKinds[kind].calendar) {
      const organizer = organizerFor(attendee, meeting, workspace, replyAddress);
      const method = attendee.role === 'host' ? ('PUBLISH' as const) : message.method;
      // whoever has a way in of their own has a calendar object of their own
      const own = { ...theirs, joinUrl: attendee.joinUrl ?? meeting.joinUrl };
      const before = booked && attendee.person === null ? placesLeft(booked, attendee.email) : 0;
      const sequence = message.sequence + (kind === 'returned' ? Math.max(moved + 1, before) : before);
      const key = `${attendee.timeZone}|${attendee.language}|${organizer.email}|${method}|${attendee.joinUrl ?? ''}|${sequence}|${part === 'added'}`;
      let calendar = calendars.get(key);
      if (calendar === undefined) {
        calendar = buildCalendar({
          method,
          status: message.status,
          uid: message.uid,
          sequence,
          stamp,
          start: meeting.start,
          end: meeting.end,
          ...placeOf(meeting, attendee),
          summary: meeting.subject,
          description: '',
          location: locationOf(reader, own),
          joinUrl: own.joinUrl,
          organizer,
          alarms,
        });
        calendars.set(key, calendar);
      }
      const { description } = meeting;
      const entry = calendarWords(reader, {
        description,
        joinUrl: own.joinUrl,
        ...(part === 'booker' ? { links, policy } : {}),
        ...(booked?.shared ? {} : { party: booked && party }),
      });
      const copy = withDescription(calendar, entry);
      ics = { method, content: method === 'PUBLISH' ? copy : withAttendee(copy, attendee) };
    }
    const replyTo = attendee.role === 'host' ? party?.replyTo : meeting.host.email;
    mails.push({
      kind: `ics-mailer.${said}`,
      to: { name: attendee.name, email: attendee.email },
      subject: body.subject,
      text: body.text,
      html: body.html,
      ...(replyTo ? { replyTo } : {}),
      ...(ics ? { ics } : {}),
      source: { model: 'meeting.event', record: meeting.id },
      dedupeKey: `${stateOf(kind, meeting)}:${request ? `${request}:` : ''}${attendee.id}`,
    });
  }
  return mails;
}
