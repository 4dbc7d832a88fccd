import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { headerSafe, luxonDateTime, vtimezone, wallOf } from '#core';
import { contentLine, plainLines, textValue, webAddress } from './content-line.ts';

export type CalendarObject = {
  method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
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
  /** A series: the rule without `RRULE:`, the dates by the rule that do not take place, and until when zone data is needed. */
  recurrence?: { rule: string; exdates: readonly Date[]; lastEnd: Date };
  /** One date of a series: when it would be by the rule. */
  recurrenceId?: Date;
  /** What the receiver's calendar shall ring, before the start. */
  alarms?: readonly Alarm[];
};

export type Alarm = { amount: number; unit: 'minutes' | 'hours' | 'days' };

/** Days are nominal, as RFC 5545 has them: a day before nine is nine, also when the clocks change. */
const trigger = ({ amount, unit }: Alarm): string => (unit === 'days' ? `-P${amount}D` : `-PT${amount}${unit === 'hours' ? 'H' : 'M'}`);

const alarmLines = (alarm: Alarm, text: string): string =>
  `BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:${trigger(alarm)}\r\n${contentLine(`DESCRIPTION:${textValue(headerSafe(text, 300))}`)}END:VALARM\r\n`;

export type CalendarAttendee = { name: string; email: string; role: 'host' | 'required' | 'optional'; partstat: string };

/** A parameter's value in quotes: no `"` and no `\\` (parsers that read an escape there lose the end of the name and read another address), `^` as RFC 6868 has it. */
const quoted = (value: string): string => `"${headerSafe(value, 200).replaceAll('\\', '/').replaceAll('^', '^^')}"`;

/**
 * The calendar object without its attendee: one for all receivers of a zone and language, into which `withAttendee` writes each. Times carry the receiver's zone and
 * exactly one VTIMEZONE of the same zone data as our pages; DTSTAMP is UTC.
 */
export function buildCalendar(object: CalendarObject): string {
  const calendar = ical({ prodId: { company: 'Atrium', product: 'Calendar', language: 'EN' }, method: ICalCalendarMethod[object.method] });
  // A named calendar zone would write DTSTAMP without Z.
  calendar.timezone({ name: null, generator: (zone) => vtimezone(zone, object.start, object.recurrence?.lastEnd ?? object.end) });
  const joinUrl = webAddress(object.joinUrl);
  calendar.createEvent({
    id: object.uid,
    sequence: object.sequence,
    stamp: object.stamp,
    start: luxonDateTime(object.start, object.timeZone),
    end: luxonDateTime(object.end, object.timeZone),
    timezone: object.timeZone,
    summary: headerSafe(object.summary, 300),
    ...(object.description ? { description: plainLines(object.description) } : {}),
    ...(object.location ? { location: headerSafe(object.location, 500) } : {}),
    ...(joinUrl ? { url: joinUrl } : {}),
    status: ICalEventStatus[object.status],
    transparency: object.status === 'CANCELLED' ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
  });
  const conference = joinUrl ? contentLine(`CONFERENCE;VALUE=URI;FEATURE=VIDEO:${joinUrl}`) : '';
  const organizer = contentLine(`ORGANIZER;CN=${quoted(object.organizer.name)}:mailto:${object.organizer.email}`);
  const repeats = recurrenceLines(object, calendar.toString());
  const alarms = (object.alarms ?? []).map((alarm) => alarmLines(alarm, object.summary)).join('');
  return beforeEnd(`${calendar.toString().replace(/\r\n$/, '')}\r\n`, `${organizer}${conference}${repeats}${alarms}`);
}

/** RRULE, EXDATE and RECURRENCE-ID, dates in the same form as DTSTART (RFC 5545 §3.8.5.1). */
function recurrenceLines({ recurrence, recurrenceId, timeZone }: CalendarObject, made: string): string {
  const zone = /\r\nDTSTART(;TZID=[^:\r\n]+)?:/.exec(made.slice(made.indexOf('\r\nBEGIN:VEVENT\r\n')))?.[1] ?? '';
  const at = (instant: Date): string => (zone ? `${wallOf(instant, timeZone)}:00` : `${instant.toISOString().slice(0, 19)}Z`).replace(/[-:]/g, '');
  return [
    ...(recurrence ? [contentLine(`RRULE:${recurrence.rule}`)] : []),
    ...(recurrence && recurrence.exdates.length > 0 ? [contentLine(`EXDATE${zone}:${recurrence.exdates.map(at).join(',')}`)] : []),
    ...(recurrenceId ? [contentLine(`RECURRENCE-ID${zone}:${at(recurrenceId)}`)] : []),
  ].join('');
}

/** Marks count at the begin of a line alone: a subject may say the same. */
const eventIn = /(?<=\r\n)BEGIN:VEVENT\r\n[\s\S]*?\r\nEND:VEVENT\r\n/;

/** A series and its dates that differ from the rule, in one object: the same UID, each with its RECURRENCE-ID. */
export function withDates(series: string, dates: readonly string[]): string {
  const end = series.lastIndexOf('END:VCALENDAR');
  return `${series.slice(0, end)}${dates.map((date) => eventIn.exec(date)?.[0] ?? '').join('')}${series.slice(end)}`;
}

const beforeEnd = (calendar: string, more: string): string => calendar.replace('\r\nEND:VEVENT\r\n', () => `\r\n${more}END:VEVENT\r\n`);
/** Into each event of the object. Properties stand before the alarms: components come last in an event. */
const intoEach = (calendar: string, more: string): string =>
  calendar.replace(new RegExp(eventIn, 'g'), (event) => {
    const at = event.indexOf('\r\nBEGIN:VALARM\r\n');
    const end = (at < 0 ? event.lastIndexOf('\r\nEND:VEVENT\r\n') : at) + 2;
    return `${event.slice(0, end)}${more}${event.slice(end)}`;
  });

/** Words that are one receiver's own; nothing is written where there are none. */
export const withDescription = (calendar: string, text: string): string =>
  text ? intoEach(calendar, contentLine(`DESCRIPTION:${textValue(text)}`)) : calendar;

/** The copy of one receiver: nobody else is listed. */
export function withAttendee(calendar: string, { name, email, role, partstat }: CalendarAttendee): string {
  const asked = role === 'host' ? '' : ';RSVP=TRUE';
  const part = role === 'optional' ? 'OPT-PARTICIPANT' : role === 'host' ? 'CHAIR' : 'REQ-PARTICIPANT';
  return intoEach(calendar, contentLine(`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=${part};PARTSTAT=${partstat}${asked};CN=${quoted(name)}:mailto:${email}`));
}
