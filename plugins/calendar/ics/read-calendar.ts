import { namedZone, zoneFinder } from './calendar-zones.ts';
import { type CalendarEvent, readEvent, UnreadableEvent } from './read-event.ts';
import { splitCalendar } from './split-calendar.ts';
import { withinTime } from './within-time.ts';

export type ReadLine =
  | { line: number; event: Omit<CalendarEvent, 'component' | 'zone'>; problem?: undefined }
  | { line: number; problem: string; event?: undefined };

const LIMIT_MS = 4_000;

/**
 * The events of a calendar file, in its order, each with its first line; what cannot be read says why in a sentence to translate. Series are one event (`recurring`).
 * @param timeZone of floating times and whole days
 * @returns undefined for what is no calendar
 * @throws TookTooLong
 */
export function readCalendar(text: string, timeZone: string): ReadLine[] | undefined {
  return withinTime(LIMIT_MS, () => {
    const parts = splitCalendar(text);
    if (!parts) return undefined;
    const zoneOf = zoneFinder(parts.zones);
    return parts.events.map(({ text: part, line }): ReadLine => {
      try {
        const { component: _component, zone: _zone, ...event } = readEvent(part, zoneOf, namedZone(timeZone));
        return { line, event };
      } catch (error) {
        return { line, problem: error instanceof UnreadableEvent ? error.message : 'The event cannot be read.' };
      }
    });
  });
}
