import { headerSafe, instantOf, vtimezone, wallOf } from '#core';
import { contentLine, textValue, webAddress } from '../content-line.ts';

/** One meeting of a feed. `open`: its reader may see what it is about. */
export type FeedEvent = {
  uid: string;
  sequence: number;
  changed: Date;
  start: Date;
  end: Date;
  cancelled: boolean;
  open: boolean;
  summary: string;
  description: string;
  location: string;
  joinUrl: string | null;
};

export type Feed = { name: string; timeZone: string; busy: string; organizer: { name: string; email: string }; events: readonly FeedEvent[] };

const utc = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** Wall time with the zone; in UTC where the zone cannot say it: the second of two hours that read the same. */
function time(name: string, at: Date, zone: string): string {
  const wall = wallOf(at, zone);
  const sure = zone !== 'UTC' && instantOf(wall, zone)?.getTime() === at.getTime();
  return sure ? `${name};TZID=${zone}:${wall.replace(/[-:]/g, '')}00` : `${name}:${utc(at)}`;
}

function eventLines(event: FeedEvent, { timeZone, busy, organizer }: Feed): string {
  const joinUrl = webAddress(event.joinUrl);
  const lines = [
    'BEGIN:VEVENT',
    `UID:${textValue(event.uid)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${utc(event.changed)}`,
    `LAST-MODIFIED:${utc(event.changed)}`,
    time('DTSTART', event.start, timeZone),
    time('DTEND', event.end, timeZone),
    `SUMMARY:${textValue(event.open ? headerSafe(event.summary, 300) : busy)}`,
    ...(event.open && event.description ? [`DESCRIPTION:${textValue(event.description)}`] : []),
    ...(event.open && event.location ? [`LOCATION:${textValue(headerSafe(event.location, 500))}`] : []),
    ...(event.open && joinUrl ? [`URL;VALUE=URI:${joinUrl}`, `CONFERENCE;VALUE=URI;FEATURE=VIDEO:${joinUrl}`] : []),
    ...(event.open ? [] : ['CLASS:PRIVATE']),
    `STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `TRANSP:${event.cancelled ? 'TRANSPARENT' : 'OPAQUE'}`,
    `ORGANIZER;CN="${headerSafe(organizer.name, 200)}":mailto:${organizer.email}`,
    'END:VEVENT',
  ];
  return lines.map(contentLine).join('');
}

/**
 * A published calendar (RFC 5546 §3.2.1): no attendee stands in it. The same meetings make the same bytes, so that a reader may be told that nothing has changed.
 */
export function buildFeed(feed: Feed): string {
  const { events, timeZone, name } = feed;
  const starts = events.map(({ start }) => start.getTime());
  const zone =
    events.length > 0 && timeZone !== 'UTC' ? vtimezone(timeZone, new Date(Math.min(...starts)), new Date(Math.max(...starts) + 15 * 86_400_000)) : '';
  const head = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Atrium//Calendar//EN',
    'METHOD:PUBLISH',
    'CALSCALE:GREGORIAN',
    `NAME:${textValue(headerSafe(name, 200))}`,
    `X-WR-CALNAME:${textValue(headerSafe(name, 200))}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
  ];
  return `${head.map(contentLine).join('')}${zone}${events.map((event) => eventLines(event, feed)).join('')}END:VCALENDAR\r\n`;
}
