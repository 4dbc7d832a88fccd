import ICAL from 'ical.js';
import { epochOfWall, isZone, offsetMinutes } from '#core';
import { zoneOfWindows } from './windows-zones.ts';

/** How a reading of a clock becomes an instant. `name`: IANA, or null where only the file's own rules are known. */
export type ClockZone = { name: string | null; epochOf(wall: number): number | undefined; wallOf(epoch: number): number };

/** Wall readings are milliseconds as if the zone were UTC. */
export const wallOfTime = (time: ICAL.Time): number => Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);

export function timeOfWall(wall: number): ICAL.Time {
  const at = new Date(wall);
  return new ICAL.Time(
    {
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
      isDate: false,
    },
    ICAL.Timezone.localTimezone,
  );
}

export function namedZone(name: string): ClockZone {
  return { name, epochOf: (wall) => epochOfWall(wall, name), wallOf: (epoch) => epoch + offsetMinutes(new Date(epoch), name) * 60_000 };
}

/** The zone of a TZID: IANA's name, a name of Windows, one with a maker's prefix, what the file says about it, and at last the file's own rules. */
export function zoneFinder(zones: readonly string[]): (tzid: string) => ClockZone | undefined {
  const known = new Map<string, ClockZone | undefined>();
  const own = new Map<string, ICAL.Component>();
  for (const text of zones) {
    try {
      const component = new ICAL.Component(ICAL.parse(text));
      own.set(String(component.getFirstPropertyValue('tzid') ?? ''), component);
    } catch {
      // a zone that cannot be read is missed by the events that name it
    }
  }
  const find = (tzid: string): ClockZone | undefined => {
    const component = own.get(tzid);
    const names = [tzid, zoneOfWindows(tzid), /[A-Za-z_]+\/[A-Za-z_]+(?:\/[A-Za-z_]+)?$/.exec(tzid)?.[0], component?.getFirstPropertyValue('x-lic-location')];
    for (const name of names) if (typeof name === 'string' && isZone(name)) return namedZone(name);
    if (!component) return undefined;
    const rules = new ICAL.Timezone({ component, tzid });
    const offset = (wall: number): number => rules.utcOffset(timeOfWall(wall)) * 1000;
    return { name: null, epochOf: (wall) => wall - offset(wall), wallOf: (epoch) => epoch + offset(epoch + offset(epoch)) };
  };
  return (tzid) => {
    if (!known.has(tzid)) known.set(tzid, find(tzid));
    return known.get(tzid);
  };
}
