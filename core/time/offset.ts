import { IANAZone } from 'luxon';

const DAY = 86_400_000;
/** Days kept per zone; about 27 years, then the zone's table starts anew. */
const KEPT = 10_000;

/** One UTC day in a zone: the offset at its start and, where the clock changes inside, when and to what. Milliseconds throughout. */
type DayOffset = { offset: number; change: number; after: number };

type Table = { zone: IANAZone; days: Map<number, DayOffset> };

const tables = new Map<string, Table>();

function table(name: string): Table {
  let found = tables.get(name);
  if (!found) {
    const zone = IANAZone.create(name);
    if (!zone.isValid) throw new RangeError(`unknown time zone ${JSON.stringify(name)}`);
    found = { zone, days: new Map() };
    tables.set(name, found);
  }
  return found;
}

/** By whole milliseconds: old zones have offsets with seconds, which luxon gives as fractions of a minute. */
const ask = (zone: IANAZone, at: number): number => Math.round(zone.offset(at) * 60_000);

/** The first instant in (low, high] whose offset is no longer that of `low`. */
function findChange(zone: IANAZone, low: number, high: number, before: number): number {
  let still = low;
  let changed = high;
  while (changed - still > 1000) {
    const middle = still + Math.floor((changed - still) / 2000) * 1000;
    if (middle === still) break;
    if (ask(zone, middle) === before) still = middle;
    else changed = middle;
  }
  return changed;
}

function dayOffset(found: Table, day: number): DayOffset {
  const known = found.days.get(day);
  if (known) return known;
  if (found.days.size >= KEPT) found.days.clear();
  const start = day * DAY;
  const offset = ask(found.zone, start);
  const after = ask(found.zone, start + DAY);
  // A change at exactly the next midnight belongs to the next day.
  const change = offset === after ? Number.POSITIVE_INFINITY : findChange(found.zone, start, start + DAY, offset);
  const entry = { offset, change, after };
  found.days.set(day, entry);
  return entry;
}

/**
 * Offset east of UTC in milliseconds. Kept per zone and UTC day, so that asking for thousands of instants of a month costs a
 * month of days. @throws RangeError for a zone that is not IANA's
 */
export function offsetAt(epoch: number, zone: string): number {
  const entry = dayOffset(table(zone), Math.floor(epoch / DAY));
  return epoch < entry.change ? entry.offset : entry.after;
}

export type Transition = { at: number; before: number; after: number };

/** Every change of the clock with from ≤ at ≤ to, ascending. Milliseconds. */
export function transitionsBetween(zone: string, from: number, to: number): Transition[] {
  const found = table(zone);
  const list: Transition[] = [];
  for (let day = Math.floor(from / DAY); day * DAY <= to; day++) {
    const entry = dayOffset(found, day);
    if (entry.change >= from && entry.change <= to) list.push({ at: entry.change, before: entry.offset, after: entry.after });
  }
  return list;
}

/** Minutes east of UTC at that instant: 345 for Kathmandu. */
export function offsetMinutes(instant: Date | number, zone: string): number {
  return offsetAt(typeof instant === 'number' ? instant : instant.getTime(), zone) / 60_000;
}

/** `UTC+05:45`; `UTC` itself is `UTC+00:00`. */
export function offsetLabel(instant: Date, zone: string): string {
  const minutes = Math.round(offsetMinutes(instant, zone));
  const absolute = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}
