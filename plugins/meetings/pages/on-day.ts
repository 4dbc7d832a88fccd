import { addDays, wallOf } from '#core';

/** Minutes of one civil day on a zone's clock, 0 … 1440. */
export type Stretch = { from: number; to: number };

const minuteOf = (wall: string): number => Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));

/** The days on which something from `start` to `end` is, each with its part of the day. What ends at midnight is not on the next day. */
export function byDays({ start, end }: { start: Date; end: Date }, timeZone: string): { day: string; stretch: Stretch }[] {
  const [first, last] = [wallOf(start, timeZone), wallOf(end, timeZone)];
  const lastDay = last.slice(0, 10);
  const parts: { day: string; stretch: Stretch }[] = [];
  for (let day = first.slice(0, 10); day <= lastDay; day = addDays(day, 1)) {
    const from = day === first.slice(0, 10) ? minuteOf(first) : 0;
    const to = day === lastDay ? minuteOf(last) : 1_440;
    if (to > from) parts.push({ day, stretch: { from, to } });
    // The hour that an autumn night has twice can end before it began by the clock.
    else if (day === first.slice(0, 10) && day === lastDay) parts.push({ day, stretch: { from, to: from + 30 } });
  }
  return parts;
}

/** Minutes after midnight as `HH:MM`; 1440 is 24:00. */
export const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Things of one day side by side where they overlap: the lane of each and how many lanes its group has. */
export function inLanes<T extends { stretch: Stretch }>(things: readonly T[], least = 30): (T & { lane: number; of: number })[] {
  const sorted = [...things].sort((a, b) => a.stretch.from - b.stretch.from || b.stretch.to - a.stretch.to);
  const placed: { thing: T; lane: number; group: number }[] = [];
  let ends: number[] = [];
  let group = -1;
  for (const thing of sorted) {
    const { from, to } = thing.stretch;
    if (ends.every((end) => end <= from)) {
      ends = [];
      group += 1;
    }
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = Math.max(to, from + least);
    placed.push({ thing, lane, group });
  }
  const lanes = new Map<number, number>();
  for (const { lane, group: at } of placed) lanes.set(at, Math.max(lanes.get(at) ?? 0, lane + 1));
  return placed.map(({ thing, lane, group: at }) => ({ ...thing, lane, of: lanes.get(at) ?? 1 }));
}
