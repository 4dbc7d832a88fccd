import { merge, type Span } from './ranges.ts';

const MINUTE = 60_000;

/** A fixed grid from an origin: the starts whose whole duration lies before `end` and inside one free stretch. Epoch milliseconds. */
export function gridStarts(input: { origin: number; end: number; durationMin: number; stepMin: number; free: readonly Span[] }): number[] {
  const [duration, step] = [input.durationMin * MINUTE, input.stepMin * MINUTE];
  if (duration <= 0 || step <= 0) throw new RangeError('duration and step are longer than nothing');
  const free = merge(input.free);
  const starts: number[] = [];
  for (let at = input.origin; at + duration <= input.end; at += step) {
    if (free.some(([start, end]) => start <= at && at + duration <= end)) starts.push(at);
  }
  return starts;
}
