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

/** A country's holidays, as civil days of the schedule: no hours on them, but for `working` days and those that an override opens. `own`: from a calendar file. */
export const holidaysSchema = z.object({
  country: z.string().max(2).default(''),
  region: z.string().max(10).default(''),
  working: z.array(civilDate).max(400).default([]),
  own: z
    .array(z.object({ date: civilDate, name: z.string().max(200) }))
    .max(400)
    .default([]),
});
/** From … to (civil dates, inclusive) nothing is open, whatever else is said. */
const awaySchema = z.array(z.object({ from: civilDate, to: civilDate })).max(400);
/** The same as a person keeps it: the reason is for that person alone. */
export const timeOffSchema = z.array(z.object({ from: civilDate, to: civilDate, reason: z.string().max(200).default('') })).max(200);

export const scheduleSchema = z.object({
  weekly: weeklySchema,
  overrides: overridesSchema.optional(),
  travel: travelSchema.optional(),
  holidays: holidaysSchema.nullish(),
  away: awaySchema.optional(),
});

export type Schedule = z.output<typeof scheduleSchema>;
export type TimeOff = z.output<typeof timeOffSchema>;
export type Holidays = z.output<typeof holidaysSchema>;
