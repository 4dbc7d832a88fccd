import { addDays, civilDateOf, endOfDay, offsetMinutes, weekdayOf } from '#core';
import type { SlotRule } from './contract.ts';
import { merge, type Span, subtract } from './ranges.ts';
import { midnights } from './schedule-ranges.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Taken time, with the buffers that it carries around it (minutes). */
export type Busy = { during: Span; bufferBefore: number; bufferAfter: number };

export type SlotQuestion = {
  /** Where all are open, in any order: from at least `margin` before `from` to `margin` after `to`, or grids may begin elsewhere than they would for a wider question. */
  open: readonly Span[];
  busy: readonly Busy[];
  rule: SlotRule;
  now: number;
  viewerTimeZone: string;
  /** Where an open stretch of more than a day is cut for the grid. */
  gridTimeZone: string;
  /** Starts in [from, to). */
  from: number;
  to: number;
};

/** How far around the question the open stretches must be known. */
export const margin = 2 * DAY;

/** What is not to be touched around taken time, for a booking with this rule. A start is refused exactly if [start, start + duration) overlaps it. */
export function blockedBy({ during, bufferBefore, bufferAfter }: Busy, rule: SlotRule): Span {
  const between = rule.bufferPolicy === 'additive' ? (a: number, b: number) => a + b : Math.max;
  return [during[0] - between(bufferBefore, rule.bufferAfterMin) * MINUTE, during[1] + between(bufferAfter, rule.bufferBeforeMin) * MINUTE];
}

/** The first instant that the booking window no longer holds: the end of the n-th day after today, on the viewer's calendar; business days are Monday to Friday. */
export function windowEnd(rule: SlotRule, now: number, viewerTimeZone: string): number {
  if (!rule.window) return Number.POSITIVE_INFINITY;
  let day = civilDateOf(new Date(now), viewerTimeZone);
  if (rule.window.count === 'calendar') day = addDays(day, rule.window.days);
  else
    for (let left = rule.window.days; left > 0; ) {
      day = addDays(day, 1);
      if (weekdayOf(day) <= 5) left--;
    }
  return endOfDay(day, viewerTimeZone).getTime();
}

/** The first instant that the minimum notice allows. */
export const noticeEnd = (rule: SlotRule, now: number): number => now + rule.minNoticeMin * MINUTE;

/** The part of an hour to which the clock grid rounds: the step where it divides the hour, else the largest usual part that divides the step. */
export function clockPart(stepMin: number): number {
  if (60 % stepMin === 0) return stepMin;
  return [60, 30, 20, 15, 10, 5].find((part) => stepMin % part === 0) ?? 1;
}

function roundUp(at: number, stepMin: number, viewerTimeZone: string): number {
  const part = clockPart(stepMin) * MINUTE;
  const offset = offsetMinutes(at, viewerTimeZone) * MINUTE;
  return Math.ceil((at + offset) / part) * part - offset;
}

/**
 * Where grids begin: each open stretch; one of more than a day is cut at the midnights, so that round-the-clock hours have the same
 * grid whatever part of them is asked for.
 */
function gridPieces(open: readonly Span[], zone: string): Span[] {
  return open.flatMap(([start, end]): Span[] => {
    if (end - start <= DAY) return [[start, end]];
    const cuts = [start, ...midnights(zone, start, end), end];
    return cuts.slice(1).map((cut, index): Span => [cuts[index] ?? start, cut]);
  });
}

/** All starts that can be booked, ascending, epoch milliseconds. Pure: the same question has the same answer, and a narrower one a part of it. */
export function slotStarts({ open, busy, rule, now, viewerTimeZone, gridTimeZone, from, to }: SlotQuestion): number[] {
  const duration = rule.durationMin * MINUTE;
  const step = rule.stepMin * MINUTE;
  if (duration <= 0 || step <= 0) throw new RangeError('duration and step are longer than nothing');
  const first = Math.max(from, noticeEnd(rule, now));
  const last = Math.min(to, windowEnd(rule, now, viewerTimeZone));
  if (first >= last) return [];

  const whole = merge(open);
  const blocked = merge(busy.map((one) => blockedBy(one, rule)));
  const free = subtract(whole, blocked);
  const pieces = rule.busyKeepsGrid ? gridPieces(whole, gridTimeZone) : subtractEach(gridPieces(whole, gridTimeZone), blocked);

  const starts: number[] = [];
  let index = 0;
  for (const [pieceStart, pieceEnd] of pieces) {
    if (pieceEnd <= first) continue;
    if (pieceStart >= last) break;
    const origin = rule.grid === 'clock' ? roundUp(pieceStart, rule.stepMin, viewerTimeZone) : pieceStart;
    let at = origin >= first ? origin : origin + Math.ceil((first - origin) / step) * step;
    for (const stop = Math.min(pieceEnd, last); at < stop; at += step) {
      for (let stretch = free[index]; stretch && stretch[1] <= at; stretch = free[index]) index++;
      const stretch = free[index];
      if (!stretch) return starts;
      if (stretch[0] <= at && at + duration <= stretch[1]) starts.push(at);
    }
  }
  return starts;
}

/** Like `subtract`, but pieces that touch stay apart. */
const subtractEach = (pieces: readonly Span[], blocked: readonly Span[]): Span[] =>
  blocked.length === 0 ? [...pieces] : pieces.flatMap((piece) => subtract([piece], blocked));
