import { z } from 'zod';
import { isCivilDate, zone } from '#core';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Use a time such as 09:00.');
/** `["09:00", "17:00"]`, wall clock; `24:00` is the end of the day. */
const wallRange = z.tuple([clock, clock]);
const civilDate = z.string().refine(isCivilDate, 'Use a date such as 2027-03-09.');

/** 1 = Monday … 7. */
export const weeklySchema = z.array(z.object({ days: z.array(z.number().int().min(1).max(7)), ranges: z.array(wallRange).max(24) })).max(50);
/** Replaces the whole civil day; no ranges: closed. */
export const overridesSchema = z.array(z.object({ date: civilDate, ranges: z.array(wallRange).max(24) })).max(2000);
/** From … to (civil dates, inclusive) the schedule's clock is read in another zone. */
export const travelSchema = z.array(z.object({ from: civilDate, to: civilDate.optional(), timeZone: zone() })).max(200);

export const scheduleSchema = z.object({ weekly: weeklySchema, overrides: overridesSchema.optional(), travel: travelSchema.optional() });

export type Schedule = z.output<typeof scheduleSchema>;
