import { addDays } from '#core';
import { clockOf } from './on-day.ts';

/** The form of a new meeting with day, time (minutes after midnight on that zone's clock) and rooms filled in. */
export function planAddress(timeZone: string, day: string, from: number, to: number, rooms: readonly string[] = []): string {
  const wall = (minute: number): string => (minute >= 1_440 ? `${addDays(day, 1)}T${clockOf(minute - 1_440)}` : `${day}T${clockOf(minute)}`);
  const query = new URLSearchParams({ start: wall(from), end: wall(to), tz: timeZone });
  for (const room of rooms) query.append('rooms', room);
  return `/app/meetings/new?${query}`;
}
