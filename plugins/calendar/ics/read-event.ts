import ICAL from 'ical.js';
import { type ClockZone, namedZone, wallOfTime } from './calendar-zones.ts';

/** Why an event of a file cannot be used; a sentence to translate. */
export class UnreadableEvent extends Error {}

/** One VEVENT. `start` and `end` in epoch milliseconds, `[start, end)`. */
export type CalendarEvent = {
  uid: string;
  sequence: number;
  summary: string;
  description: string;
  location: string;
  url: string;
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  /** Takes no time of whoever has it in the calendar. */
  free: boolean;
  allDay: boolean;
  start: number;
  end: number;
  /** Of the start; null where the file has its own rules and no name. Floating times and whole days are read in the zone that was given. */
  timeZone: string | null;
  zone: ClockZone;
  /** Which occurrence of a series this one stands for. */
  recurrenceId: number | undefined;
  recurring: boolean;
  organizer: Mailbox | undefined;
  attendees: (Mailbox & { role: 'required' | 'optional'; partstat: string })[];
  component: ICAL.Component;
};
export type Mailbox = { name: string; email: string };

type ZoneOf = (tzid: string) => ClockZone | undefined;
export type ReadTime = { epoch: number; wall: number; allDay: boolean; zone: ClockZone };

const DAY = 86_400_000;

/** Reads a date or date-time with the zone that its property names; UTC by its Z, else `floating`. @throws UnreadableEvent */
export function readTime(property: ICAL.Property, time: unknown, zoneOf: ZoneOf, floating: ClockZone): ReadTime {
  if (!(time instanceof ICAL.Time)) throw new UnreadableEvent('A date or time cannot be read.');
  const wall = wallOfTime(time);
  if (!Number.isFinite(wall) || time.year < 1900 || time.year > 2200) throw new UnreadableEvent('A date or time cannot be read.');
  const tzid = property.getFirstParameter('tzid');
  const utc = time.zone === ICAL.Timezone.utcTimezone;
  const zone = utc ? namedZone('UTC') : time.isDate || !tzid ? floating : zoneOf(tzid);
  if (!zone) throw new UnreadableEvent('The time zone is unknown and the file does not explain it.');
  const epoch = zone.epochOf(wall);
  if (epoch === undefined) throw new UnreadableEvent('A date or time cannot be read.');
  return { epoch, wall, allDay: time.isDate, zone };
}

const textOf = (component: ICAL.Component, name: string): string => {
  const value = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value.trim() : '';
};

function mailboxOf(property: ICAL.Property | null): Mailbox | undefined {
  const value = property?.getFirstValue();
  const [, email] = typeof value === 'string' ? (/^mailto:(.+@.+)$/i.exec(value.trim()) ?? []) : [];
  if (!property || email === undefined) return undefined;
  const name = property.getFirstParameter('cn');
  return { name: (typeof name === 'string' && name.trim()) || email, email: email.toLowerCase() };
}

/** Reads one VEVENT. `floating`: the zone of whoever reads it. @throws UnreadableEvent */
export function readEvent(text: string, zoneOf: ZoneOf, floating: ClockZone): CalendarEvent {
  const component = componentOf(text);
  const startProperty = component.getFirstProperty('dtstart');
  if (!startProperty) throw new UnreadableEvent('The event has no start.');
  const start = readTime(startProperty, startProperty.getFirstValue(), zoneOf, floating);
  const recurrence = component.getFirstProperty('recurrence-id');
  const status = textOf(component, 'status').toUpperCase();
  const sequence = Number(component.getFirstPropertyValue('sequence') ?? 0);
  return {
    uid: textOf(component, 'uid'),
    sequence: Number.isSafeInteger(sequence) && sequence >= 0 && sequence < 1_000_000 ? sequence : 0,
    summary: textOf(component, 'summary'),
    description: textOf(component, 'description'),
    location: textOf(component, 'location'),
    url: textOf(component, 'url'),
    status: status === 'CANCELLED' || status === 'TENTATIVE' ? status : 'CONFIRMED',
    free: textOf(component, 'transp').toUpperCase() === 'TRANSPARENT' || textOf(component, 'x-microsoft-cdo-busystatus').toUpperCase() === 'FREE',
    allDay: start.allDay,
    start: start.epoch,
    end: endOf(component, start, zoneOf, floating),
    timeZone: start.zone.name,
    zone: start.zone,
    recurrenceId: recurrence ? readTime(recurrence, recurrence.getFirstValue(), zoneOf, floating).epoch : undefined,
    recurring: component.hasProperty('rrule') || component.hasProperty('rdate'),
    organizer: mailboxOf(component.getFirstProperty('organizer')),
    attendees: component.getAllProperties('attendee').flatMap((property) => {
      const mailbox = mailboxOf(property);
      if (!mailbox) return [];
      const role = property.getFirstParameter('role') === 'OPT-PARTICIPANT' ? ('optional' as const) : ('required' as const);
      return [{ ...mailbox, role, partstat: String(property.getFirstParameter('partstat') ?? 'NEEDS-ACTION').toUpperCase() }];
    }),
    component,
  };
}

function componentOf(text: string): ICAL.Component {
  try {
    return new ICAL.Component(ICAL.parse(text));
  } catch {
    throw new UnreadableEvent('The event cannot be read.');
  }
}

/** DTEND, or DTSTART and a duration; a day without either lasts that day, a time no while at all (RFC 5545 §3.6.1). */
function endOf(component: ICAL.Component, start: ReadTime, zoneOf: ZoneOf, floating: ClockZone): number {
  const property = component.getFirstProperty('dtend');
  if (property) return readTime(property, property.getFirstValue(), zoneOf, floating).epoch;
  const duration = component.getFirstPropertyValue('duration');
  if (!(duration instanceof ICAL.Duration)) return start.allDay ? (start.zone.epochOf(start.wall + DAY) ?? start.epoch + DAY) : start.epoch;
  // days are days of the calendar, hours are exact
  const sign = duration.isNegative ? -1 : 1;
  const days = start.zone.epochOf(start.wall + sign * (duration.weeks * 7 + duration.days) * DAY) ?? start.epoch;
  return days + sign * ((duration.hours * 60 + duration.minutes) * 60 + duration.seconds) * 1000;
}
