import { type AtriumError, civilDateOf, type Env, formatCivilDate } from '#core';
import type { BookingClash } from '../../calendar/contract.ts';
import { clashWords } from '../clash.ts';
import { fault } from '../faults.ts';

export type DateWithTime = { recurrence: string; start: Date; end: Date };

/** Dates named in the sentence; the others are counted. */
const NAMED = 5;

/** The error for dates that are taken: each with everything that stands in its way. `extra.dates` says which (`date`: by the rule), so that they can be left out. */
export async function seriesClashError(env: Env<'meetings'>, dates: readonly DateWithTime[], clashes: readonly BookingClash[]): Promise<AtriumError> {
  const taken = dates.filter(({ start, end }) => clashes.some(({ during }) => during.start < end && start < during.end));
  const lines = env.caller.kind === 'user' ? await clashWords(env, clashes) : [];
  const { timeZone } = env.preferences;
  const named = taken.slice(0, NAMED).map(({ start }) => formatCivilDate(civilDateOf(start, timeZone), env.preferences, 'medium'));
  const values = { count: taken.length, all: dates.length, dates: named.join('; ') };
  return fault('MEETING_CLASH', {
    detail:
      taken.length > NAMED
        ? env.t('{count} of {all} dates are taken, the first: {dates}.', values)
        : env.t('{count} of {all} dates are taken: {dates}.', values),
    extra: {
      dates: taken.map(({ recurrence, start, end }) => ({
        date: recurrence,
        start,
        end,
        clashes: lines
          .filter((line) => line.start < end && start < line.end)
          .map(({ resource, kind, start: from, end: to, subject, text }) => ({ resource, kind, start: from, end: to, text, ...(subject ? { subject } : {}) })),
      })),
    },
  });
}
