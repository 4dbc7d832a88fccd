import { addDays, civilDateOf } from '#core';
import { readCalendar } from '../ics/read-calendar.ts';
import { TookTooLong } from '../ics/within-time.ts';
import type { HoursDraft } from './hours-draft.ts';

const LARGEST = 512 * 1024;
const MOST_DAYS = 400;
/** An entry of more days than this is no holiday. */
const LONGEST = 14;

/** The whole days of a calendar file, by date; a long entry is each of its days. @returns a sentence to translate where it cannot be read */
export async function importHolidays(file: unknown, timeZone: string): Promise<{ days: HoursDraft['own'] } | { fault: string }> {
  if (!(file instanceof Blob) || file.size === 0) return { fault: 'Choose a calendar file first.' };
  if (file.size > LARGEST) return { fault: 'The file is too large: 512 kB at most.' };
  try {
    const lines = readCalendar(await file.text(), timeZone);
    if (!lines) return { fault: 'This is no calendar file.' };
    const days = new Map<string, string>();
    for (const { event } of lines) {
      if (!event) continue;
      const last = civilDateOf(new Date(event.end - 1), timeZone);
      let date = civilDateOf(new Date(event.start), timeZone);
      for (let count = 0; date <= last && count < LONGEST; count++) {
        days.set(date, event.summary.slice(0, 200));
        date = addDays(date, 1);
      }
    }
    if (days.size === 0) return { fault: 'There is no day in this file.' };
    return {
      days: [...days]
        .map(([date, name]) => ({ date, name }))
        .sort((a, b) => (a.date < b.date ? -1 : 1))
        .slice(0, MOST_DAYS),
    };
  } catch (error) {
    if (error instanceof TookTooLong) return { fault: 'This file takes too long to read.' };
    throw error;
  }
}
