import { vtimezone, wallOf } from '#core';

export type ExportedMeeting = {
  uid: string;
  sequence: number;
  subject: string;
  description: string | null;
  start: Date;
  end: Date;
  timeZone: string;
  state: 'draft' | 'confirmed' | 'cancelled' | 'done';
  updatedAt: Date;
  rooms: readonly string[];
  /** Outside of them: an address. */
  place: string | null;
  joinUrl: string | null;
  host: { name: string; email: string } | undefined;
  attendees: readonly { name: string; email: string; role: string; partstat: string }[];
};

const encoder = new TextEncoder();

/** Folded at 75 octets, no character cut (RFC 5545 §3.1). */
function folded(text: string): string {
  let out = '';
  let octets = 0;
  for (const character of text) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return `${out}\r\n`;
}

const escaped = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n');
const quoted = (value: string): string => `"${value.toWellFormed().replace(/[\p{Cc}"]/gu, ' ')}"`;
const address = (value: string): string => `mailto:${value.replace(/[^!-~]/g, '')}`;
const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
const local = (at: Date, zone: string): string => `${wallOf(at, zone).replace(/[-:]/g, '')}${String(at.getUTCSeconds()).padStart(2, '0')}`;

const states = { draft: 'TENTATIVE', confirmed: 'CONFIRMED', done: 'CONFIRMED', cancelled: 'CANCELLED' } as const;

function time(name: string, at: Date, zone: string): string {
  return zone === 'UTC' ? `${name}:${utc(at)}` : `${name};TZID=${zone}:${local(at, zone)}`;
}

function eventLines(meeting: ExportedMeeting): string[] {
  const { timeZone: zone } = meeting;
  const where = [...meeting.rooms, ...(meeting.place ? [meeting.place] : [])];
  const url = meeting.joinUrl !== null && /^https?:\/\/[!-~]+$/.test(meeting.joinUrl) ? meeting.joinUrl : undefined;
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(meeting.uid)}`,
    `SEQUENCE:${meeting.sequence}`,
    `DTSTAMP:${utc(meeting.updatedAt)}`,
    time('DTSTART', meeting.start, zone),
    time('DTEND', meeting.end, zone),
    `SUMMARY:${escaped(meeting.subject)}`,
    ...(meeting.description ? [`DESCRIPTION:${escaped(meeting.description)}`] : []),
    ...(where.length > 0 ? [`LOCATION:${escaped(where.join('; '))}`] : []),
    ...(url ? [`URL:${url}`] : []),
    `STATUS:${states[meeting.state]}`,
    `TRANSP:${meeting.state === 'confirmed' || meeting.state === 'done' ? 'OPAQUE' : 'TRANSPARENT'}`,
    ...(meeting.host ? [`ORGANIZER;CN=${quoted(meeting.host.name)}:${address(meeting.host.email)}`] : []),
    ...meeting.attendees.map(
      ({ name, email, role, partstat }) =>
        `ATTENDEE;CN=${quoted(name)};ROLE=${role === 'optional' ? 'OPT-PARTICIPANT' : 'REQ-PARTICIPANT'};PARTSTAT=${partstat}:${address(email)}`,
    ),
    'END:VEVENT',
  ];
}

/** One calendar with all of them, each time in the zone of its meeting, every zone explained once. */
export function toIcs(meetings: readonly ExportedMeeting[]): string {
  const zones = [...new Set(meetings.map(({ timeZone }) => timeZone))].filter((zone) => zone !== 'UTC');
  const first = new Date(Math.min(...meetings.map(({ start }) => start.getTime()), Date.UTC(2100, 0)));
  const last = new Date(Math.max(...meetings.map(({ end }) => end.getTime()), 0));
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Atrium//Meetings//EN', 'CALSCALE:GREGORIAN'].map(folded),
    ...zones.map((zone) => vtimezone(zone, first, last)),
    ...meetings.flatMap(eventLines).map(folded),
    folded('END:VCALENDAR'),
  ].join('');
}
