import { addDays, type TimeRange, wallOf, weekdayOf } from '#core';

/** Share of each hour of the week that was taken, 0 … 1: `[weekday 0 = Monday][hour]`. */
export type Use = number[][];

const HOUR_MS = 3_600_000;

/**
 * How much of each weekday's hour was taken in the civil days [from, to) on that zone's clock. Stretches are clipped to [start, end), and those of one room never overlap,
 * so an hour counts at most once.
 */
export function roomUse(taken: readonly TimeRange[], { from, to, start, end }: { from: string; to: string; start: Date; end: Date }, timeZone: string): Use {
  const minutes: number[][] = Array.from({ length: 7 }, () => new Array<number>(24).fill(0));
  for (const range of taken) {
    let at = Math.max(range.start.getTime(), start.getTime());
    const last = Math.min(range.end.getTime(), end.getTime());
    while (at < last) {
      const wall = wallOf(new Date(at), timeZone);
      // Up to the next full hour of the clock; seconds do not count.
      const next = Math.min(last, at + HOUR_MS - Number(wall.slice(14, 16)) * 60_000);
      const row = minutes[weekdayOf(wall.slice(0, 10)) - 1];
      const hour = Number(wall.slice(11, 13));
      if (row) row[hour] = (row[hour] ?? 0) + (next - at) / 60_000;
      at = next;
    }
  }
  const days = new Array<number>(7).fill(0);
  for (let day = from; day < to; day = addDays(day, 1)) days[weekdayOf(day) - 1] = (days[weekdayOf(day) - 1] ?? 0) + 1;
  return minutes.map((hours, weekday) => hours.map((sum) => (days[weekday] ? Math.min(sum / ((days[weekday] ?? 1) * 60), 1) : 0)));
}
