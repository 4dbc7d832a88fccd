import { readCalendar } from '../calendar/contract.ts';
import { fault } from './faults.ts';
import { broken, type ImportRow } from './import-row.ts';

const LONGEST_TEXT = 9_000;

/** A line that a text field takes. */
const line = (value: string, most: number): string =>
  value
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most);
const text = (value: string): string =>
  value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .slice(0, LONGEST_TEXT);

/** The meetings of a calendar file. @param timeZone of floating times and whole days @throws EXCHANGE_FILE */
export function readIcsRows(content: string, timeZone: string): ImportRow[] {
  const lines = readCalendar(content, timeZone);
  if (!lines) throw fault('EXCHANGE_FILE');
  return lines.map((read): ImportRow => {
    if (read.problem !== undefined) return broken(read.line, read.problem);
    const { event } = read;
    const subject = line(event.summary, 200);
    if (event.recurring || event.recurrenceId !== undefined)
      return broken(read.line, 'Series are not imported. Make the series here, or export its dates one by one.', subject);
    if (event.status === 'CANCELLED') return broken(read.line, 'The event is cancelled.', subject);
    return {
      line: read.line,
      problem: null,
      more: [],
      table: false,
      roomNames: false,
      subject,
      description: text([event.description, event.url].filter(Boolean).join('\n\n')),
      location: line(event.location, 500),
      start: new Date(event.start).toISOString(),
      end: new Date(event.end).toISOString(),
      timeZone: event.timeZone ?? timeZone,
      uid: line(event.uid, 200),
      sequence: event.sequence,
      host: event.organizer?.email ?? null,
      people: event.attendees.slice(0, 500).map(({ name, email, role, partstat }) => ({ name: line(name, 120), email, role, partstat })),
    };
  });
}
