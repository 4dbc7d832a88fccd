import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { headerSafe, luxonDateTime, vtimezone } from '#core';
import { contentLine } from './content-line.ts';

export type CalendarObject = {
  method: 'REQUEST' | 'CANCEL';
  status: 'CONFIRMED' | 'CANCELLED' | 'TENTATIVE';
  uid: string;
  sequence: number;
  /** DTSTAMP: when this message was made. */
  stamp: Date;
  start: Date;
  end: Date;
  /** IANA; of whoever receives it. */
  timeZone: string;
  summary: string;
  description: string;
  location: string;
  joinUrl: string | null;
  /** An address that takes replies; never the receiver's own. */
  organizer: { name: string; email: string };
};

export type CalendarAttendee = { name: string; email: string; role: 'host' | 'required' | 'optional'; partstat: string };

/** No control character but line feed; line breaks as the generator escapes them. */
const lines = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ');

/** A parameter's value in quotes: no `"` (it would begin an address of the guest's own), `^` as RFC 6868 has it. */
const quoted = (value: string): string => `"${headerSafe(value, 200).replaceAll('^', '^^')}"`;

/** An address of the web, or nothing: what could break out of the line or run as a script never gets in. */
const webAddress = (value: string | null): string | undefined => (value !== null && /^https?:\/\/[!-~]+$/.test(value) ? value : undefined);

/**
 * The calendar object without its attendee: one for all receivers of a zone and language, into which `withAttendee` writes each. Times carry the receiver's zone and
 * exactly one VTIMEZONE of the same zone data as our pages; DTSTAMP is UTC.
 */
export function buildCalendar(object: CalendarObject): string {
  const calendar = ical({ prodId: { company: 'Atrium', product: 'Calendar', language: 'EN' }, method: ICalCalendarMethod[object.method] });
  // A named calendar zone would write DTSTAMP without Z.
  calendar.timezone({ name: null, generator: (zone) => vtimezone(zone, object.start, object.end) });
  const joinUrl = webAddress(object.joinUrl);
  calendar.createEvent({
    id: object.uid,
    sequence: object.sequence,
    stamp: object.stamp,
    start: luxonDateTime(object.start, object.timeZone),
    end: luxonDateTime(object.end, object.timeZone),
    timezone: object.timeZone,
    summary: headerSafe(object.summary, 300),
    description: lines(object.description),
    ...(object.location ? { location: headerSafe(object.location, 500) } : {}),
    ...(joinUrl ? { url: joinUrl } : {}),
    status: ICalEventStatus[object.status],
    transparency: object.status === 'CANCELLED' ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  });
  const conference = joinUrl ? contentLine(`CONFERENCE;VALUE=URI;FEATURE=VIDEO:${joinUrl}`) : '';
  const organizer = contentLine(`ORGANIZER;CN=${quoted(object.organizer.name)}:mailto:${object.organizer.email}`);
  return beforeEnd(`${calendar.toString().replace(/\r\n$/, '')}\r\n`, `${organizer}${conference}`);
}

const beforeEnd = (calendar: string, more: string): string => calendar.replace('\r\nEND:VEVENT\r\n', () => `\r\n${more}END:VEVENT\r\n`);

/** The copy of one receiver: nobody else is listed. Hosts have accepted; all others are asked to answer. */
export function withAttendee(calendar: string, { name, email, role, partstat }: CalendarAttendee): string {
  const asked = role === 'host' ? '' : ';RSVP=TRUE';
  const part = role === 'optional' ? 'OPT-PARTICIPANT' : role === 'host' ? 'CHAIR' : 'REQ-PARTICIPANT';
  return beforeEnd(calendar, contentLine(`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=${part};PARTSTAT=${partstat}${asked};CN=${quoted(name)}:mailto:${email}`));
}
