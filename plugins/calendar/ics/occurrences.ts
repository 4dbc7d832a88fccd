import ICAL from 'ical.js';
import { type ClockZone, timeOfWall, wallOfTime } from './calendar-zones.ts';
import { type CalendarEvent, readTime, UnreadableEvent } from './read-event.ts';

/** Steps of one rule: a daily one reaches fifty years. */
const MOST_STEPS = 20_000;
/** After so many of them others may have their turn. */
const PAUSE = 250;
const DAY = 86_400_000;

/**
 * The starts of an event that may reach into [from, to), in epoch milliseconds: rules are followed on the clock of the event's zone, so that nine o'clock stays nine
 * o'clock; excluded dates are left out.
 * @throws UnreadableEvent for a rule that cannot be followed
 */
export function* occurrences(
  event: CalendarEvent,
  zoneOf: (tzid: string) => ClockZone | undefined,
  floating: ClockZone,
  from: number,
  to: number,
): Generator<void, number[]> {
  const { component, zone } = event;
  const length = Math.max(event.end - event.start, 0);
  const starts = new Set<number>([event.start]);
  const first = zone.wallOf(event.start);
  for (const rule of component.getAllProperties('rrule').flatMap((property) => property.getFirstValue())) {
    if (!(rule instanceof ICAL.Recur)) throw new UnreadableEvent('The rule of the series cannot be read.');
    if (rule.freq === 'SECONDLY' || rule.freq === 'MINUTELY') throw new UnreadableEvent('The event is repeated too often.');
    if (rule.until) rule.until = untilOnClock(rule.until, zone);
    const iterator = rule.iterator(timeOfWall(first));
    let steps = 0;
    for (let time = iterator.next(); time; time = iterator.next()) {
      steps += 1;
      if (steps % PAUSE === 0) yield;
      if (steps > MOST_STEPS) throw new UnreadableEvent('The event is repeated too often.');
      const start = zone.epochOf(wallOfTime(time));
      if (start === undefined) continue;
      if (start >= to) break;
      if (start + length + DAY > from) starts.add(start);
    }
  }
  for (const property of component.getAllProperties('rdate')) {
    for (const value of property.getValues()) {
      const time = value instanceof ICAL.Period ? value.start : value;
      starts.add(readTime(property, time, zoneOf, floating).epoch);
    }
  }
  for (const property of component.getAllProperties('exdate')) {
    for (const value of property.getValues()) {
      const { epoch, allDay } = readTime(property, value, zoneOf, floating);
      if (!allDay || event.allDay) starts.delete(epoch);
      else for (const start of [...starts]) if (Math.floor(zone.wallOf(start) / DAY) === Math.floor(floating.wallOf(epoch) / DAY)) starts.delete(start);
    }
  }
  return [...starts].filter((start) => start < to && start + length > from).sort((a, b) => a - b);
}

/** UNTIL is an instant in UTC or a day; the rule runs on the clock of its zone. */
function untilOnClock(until: ICAL.Time, zone: ClockZone): ICAL.Time {
  const wall = wallOfTime(until);
  if (until.isDate) return timeOfWall(wall + DAY - 1000);
  return timeOfWall(until.zone === ICAL.Timezone.utcTimezone ? zone.wallOf(wall) : wall);
}
