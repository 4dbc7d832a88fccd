import ICAL from 'ical.js';
import { namedZone, zoneFinder } from './calendar-zones.ts';
import { readTime, UnreadableEvent } from './read-event.ts';
import { splitCalendar } from './split-calendar.ts';
import { withinTime } from './within-time.ts';

/** An attendee's answer as a calendar program sends it (RFC 5546 §3.2.3). `recurrenceId`: of one date of a series. */
export type CalendarReply = {
  uid: string;
  sequence: number;
  /** DTSTAMP; null: it has none that can be read. */
  stamp: Date | null;
  recurrenceId: Date | undefined;
  email: string;
  /** As written, in capitals. */
  partstat: string;
  comment: string;
};

const LIMIT_MS = 2_000;
const MOST = 50;

/**
 * The answers in a calendar object with METHOD:REPLY; one for each event and attendee. What cannot be read is left out.
 * @returns undefined for what is no such object @throws TookTooLong
 */
export function readReplies(text: string): CalendarReply[] | undefined {
  return withinTime(LIMIT_MS, () => {
    if (!/^METHOD:REPLY\s*$/im.test(text.replace(/\r?\n[ \t]/g, ''))) return undefined;
    const parts = splitCalendar(text);
    if (!parts) return undefined;
    const zoneOf = zoneFinder(parts.zones);
    return parts.events.slice(0, MOST).flatMap(({ text: part }): CalendarReply[] => {
      try {
        const component = new ICAL.Component(ICAL.parse(part));
        const time = (name: string): Date | undefined => {
          const property = component.getFirstProperty(name);
          return property ? new Date(readTime(property, property.getFirstValue(), zoneOf, namedZone('UTC')).epoch) : undefined;
        };
        const uid = component.getFirstPropertyValue('uid');
        const sequence = Number(component.getFirstPropertyValue('sequence') ?? 0);
        if (typeof uid !== 'string' || !Number.isSafeInteger(sequence) || sequence < 0) return [];
        const recurrenceId = time('recurrence-id');
        const comment = component.getFirstPropertyValue('comment');
        return component.getAllProperties('attendee').flatMap((attendee) => {
          const [, email] = /^mailto:(.+@.+)$/i.exec(String(attendee.getFirstValue() ?? '').trim()) ?? [];
          const partstat = attendee.getFirstParameter('partstat');
          if (email === undefined || typeof partstat !== 'string') return [];
          return [
            {
              uid,
              sequence,
              stamp: time('dtstamp') ?? null,
              recurrenceId,
              email: email.toLowerCase(),
              partstat: partstat.toUpperCase(),
              comment: typeof comment === 'string' ? comment.trim().slice(0, 500) : '',
            },
          ];
        });
      } catch (error) {
        if (error instanceof UnreadableEvent || (error instanceof Error && error.name === 'ParserError')) return [];
        throw error;
      }
    });
  });
}
