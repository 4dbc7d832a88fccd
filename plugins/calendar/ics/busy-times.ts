import type { TimeRange } from '#core';
import { type ClockZone, namedZone, zoneFinder } from './calendar-zones.ts';
import { freeBusyTimes } from './free-busy.ts';
import { inSlices } from './in-slices.ts';
import { occurrences } from './occurrences.ts';
import { type CalendarEvent, readEvent } from './read-event.ts';
import { splitCalendar } from './split-calendar.ts';
import { TookTooLong } from './within-time.ts';

export type BusyQuery = {
  /** For floating times and whole days. */
  timeZone: string;
  from: Date;
  to: Date;
  /** Events that do not count: our own meetings that came back. */
  ignore?: (uid: string) => boolean;
};

/** Times of one file within the stretch that is asked for. */
const MOST_TIMES = 100_000;

type Busy = { busy: TimeRange[]; unread: number };

/**
 * When somebody is busy according to a calendar file: ascending, joined where they touch, cut to [from, to). Free and cancelled events do not count; series are
 * followed with their exceptions; an event that cannot be read is left out and counted. However much work the file makes, other requests go on.
 * @returns undefined for what is no calendar
 * @throws TookTooLong
 */
export const busyTimes = (text: string, query: BusyQuery): Promise<Busy | undefined> => inSlices(() => read(text, query));

function* read(text: string, { timeZone, from, to, ignore }: BusyQuery): Generator<void, Busy | undefined> {
  const parts = splitCalendar(text);
  if (!parts) return undefined;
  const zoneOf = zoneFinder(parts.zones);
  const floating = namedZone(timeZone);
  const [low, high] = [from.getTime(), to.getTime()];
  const events: CalendarEvent[] = [];
  let unread = 0;
  for (const part of parts.events) {
    const event = readable(() => readEvent(part.text, zoneOf, floating));
    if (!event) unread += 1;
    else if (!ignore?.(event.uid)) events.push(event);
    yield;
  }
  const replaced = new Map<string, Set<number>>();
  for (const { uid, recurrenceId } of events) {
    if (recurrenceId !== undefined) replaced.set(uid, (replaced.get(uid) ?? new Set()).add(recurrenceId));
  }
  const spans: [number, number][] = parts.freeBusy.flatMap((part) => readable(() => freeBusyTimes(part)) ?? []);
  for (const event of events) {
    yield;
    if (event.free || event.status === 'CANCELLED') continue;
    const starts = yield* startsOf(event, zoneOf, floating, low, high);
    if (!starts) {
      unread += 1;
      continue;
    }
    const gone = event.recurrenceId === undefined ? replaced.get(event.uid) : undefined;
    for (const start of starts) if (!gone?.has(start)) spans.push([start, endFrom(event, start)]);
    if (spans.length > MOST_TIMES) throw new TookTooLong('the file has too many times');
  }
  return { busy: joined(spans, low, high), unread };
}

function readable<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    // whatever the reader stumbles over lies in this one part
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function* startsOf(
  event: CalendarEvent,
  zoneOf: (tzid: string) => ClockZone | undefined,
  floating: ClockZone,
  from: number,
  to: number,
): Generator<void, number[] | undefined> {
  if (!event.recurring || event.recurrenceId !== undefined) return [event.start];
  try {
    return yield* occurrences(event, zoneOf, floating, from, to);
  } catch (error) {
    // what the reader stumbles over lies in this one part
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Whole days last until a midnight, whatever the clock did in between; times last as long as the first. */
function endFrom(event: CalendarEvent, start: number): number {
  if (!event.allDay || start === event.start) return start + (event.end - event.start);
  const days = event.zone.wallOf(event.end) - event.zone.wallOf(event.start);
  return event.zone.epochOf(event.zone.wallOf(start) + days) ?? start + (event.end - event.start);
}

function joined(spans: [number, number][], from: number, to: number): TimeRange[] {
  const busy: TimeRange[] = [];
  for (const [start, end] of spans.map(([a, b]): [number, number] => [Math.max(a, from), Math.min(b, to)]).sort((a, b) => a[0] - b[0])) {
    if (!(start < end)) continue;
    const last = busy.at(-1);
    if (!last || start > last.end.getTime()) busy.push({ start: new Date(start), end: new Date(end) });
    else if (end > last.end.getTime()) last.end = new Date(end);
  }
  return busy;
}
