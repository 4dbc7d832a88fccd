import type { Slot } from './history.ts';

/** Nine o'clock in Berlin on a Tuesday; eight hours a day are slots. */
const FIRST = Date.parse('2027-03-02T08:00:00Z');
const HOUR = 3_600_000;

export const slotStart = (slot: Slot): Date => new Date(FIRST + Math.floor(slot / 8) * 24 * HOUR + (slot % 8) * HOUR);
export const slotEnd = (slot: Slot): Date => new Date(slotStart(slot).getTime() + HOUR);

/** -1 where the stretch is no slot: one hour, on the hour. */
export function slotOf(start: Date, end: Date): Slot {
  const hours = (start.getTime() - FIRST) / HOUR;
  const slot = Math.floor(hours / 24) * 8 + (hours % 24);
  return Number.isInteger(slot) && hours % 24 < 8 && end.getTime() - start.getTime() === HOUR ? slot : -1;
}

/** What tells the records of one step: the guest's name, and the end of the subject. */
export const nameOf = (step: number): string => `guest${String(step).padStart(5, '0')}`;
export const emailOf = (step: number): string => `${nameOf(step)}@example.org`;
