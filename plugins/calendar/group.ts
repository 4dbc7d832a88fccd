import { wallOf } from '#core';

/** Starts by the viewer's own date: `{ '2027-01-04': ['09:00', …] }`, in the order given. */
export function groupByDay(starts: readonly Date[], viewerTimeZone: string): Record<string, string[]> {
  const days: Record<string, string[]> = {};
  for (const start of starts) {
    const wall = wallOf(start, viewerTimeZone);
    const day = days[wall.slice(0, 10)] ?? [];
    days[wall.slice(0, 10)] = day;
    day.push(wall.slice(11));
  }
  return days;
}
