import { endOfDay, startOfDay } from '#core';
import { intersect, type Span } from './ranges.ts';
import { scheduleRanges } from './schedule-ranges.ts';
import type { Schedule } from './schedule-shape.ts';

export type Acceptance = { accepted: true } | { accepted: false; reason: 'outside-availability' | 'conflict' };

const DAY = 86_400_000;

/** The civil day of a zone as a stretch; empty for a day that the zone skipped. */
export function allDay(date: string, timeZone: string): Span[] {
  const start = startOfDay(date, timeZone);
  return start ? [[start.getTime(), endOfDay(date, timeZone).getTime()]] : [];
}

/** May this stretch be booked: inside the hours of all schedules, and over nothing that is there already? */
export function acceptance(input: { timeZone: string; schedules: readonly Schedule[]; existing: readonly Span[]; booking: Span }): Acceptance {
  const [start, end] = input.booking;
  const open = intersect(input.schedules.map((schedule) => scheduleRanges(schedule, input.timeZone, start - DAY, end + DAY)));
  if (!(start < end) || !open.some((stretch) => stretch[0] <= start && end <= stretch[1])) return { accepted: false, reason: 'outside-availability' };
  if (input.existing.some((taken) => taken[0] < end && start < taken[1])) return { accepted: false, reason: 'conflict' };
  return { accepted: true };
}
