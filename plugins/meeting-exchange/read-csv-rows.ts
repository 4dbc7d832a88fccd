import { parse } from 'csv-parse/sync';
import { type Env, instantOf, isZone } from '#core';
import { fault } from './faults.ts';
import type { ImportRow } from './import-row.ts';

/** What the first line may call each column, in lower case. */
const heads = {
  subject: ['subject', 'betreff', 'title', 'titel'],
  start: ['start', 'beginn', 'from', 'von'],
  end: ['end', 'ende', 'to', 'bis'],
  timeZone: ['time zone', 'timezone', 'zeitzone'],
  host: ['host', 'gastgeber', 'organizer'],
  people: ['attendees', 'teilnehmer', 'guests', 'gäste'],
  rooms: ['rooms', 'room', 'räume', 'raum'],
  location: ['location', 'ort'],
  description: ['description', 'beschreibung'],
} as const;
type Column = keyof typeof heads;
const columns = Object.keys(heads) as Column[];

/** `2027-03-09 10:00` on the clock of the zone; with a Z or an offset, that instant. */
function instant(value: string, zone: string): Date | undefined {
  const typed = value.trim().replace(' ', 'T');
  if (/(Z|[+-]\d\d:?\d\d)$/.test(typed)) {
    const at = new Date(typed);
    return Number.isNaN(at.getTime()) ? undefined : at;
  }
  return instantOf(/^\d{4}-\d\d-\d\d$/.test(typed) ? `${typed}T00:00` : typed, zone);
}

/** People are divided by semicolons, lines or commas; a comma before the address belongs to the name (`Doe, Jane <jane@example.org>`). */
function divided(value: string): string[] {
  return value.split(/[;\n]/).flatMap((part) => {
    const found: string[] = [];
    let open = '';
    for (const piece of part.split(',')) {
      open = open === '' ? piece : `${open},${piece}`;
      if (!piece.includes('@')) continue;
      found.push(open);
      open = '';
    }
    return [...found, open];
  });
}

function people(value: string): ImportRow['people'] {
  return divided(value)
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => {
      const [, name = '', inside] = /^(.*?)<([^<>]+)>$/.exec(one) ?? [];
      const address = (inside ?? one).trim().toLowerCase();
      return { name: name.trim().slice(0, 120) || address, email: address, role: 'required' as const, partstat: 'NEEDS-ACTION' };
    });
}

/** The meetings of a table; its first line names the columns. @throws EXCHANGE_FILE where it cannot be read or has no subject, start and end */
export function readCsvRows(env: Env<'meeting-exchange'>, content: string): ImportRow[] {
  let lines: string[][];
  try {
    const first = content.slice(0, content.search(/[\r\n]/));
    const delimiter = [';', '\t', ','].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
    lines = parse(content, { delimiter, relax_column_count: true, bom: true, max_record_size: 100_000, to: 1_002 });
  } catch {
    throw fault('EXCHANGE_FILE');
  }
  const [head = [], ...rows] = lines;
  const places = new Map<Column, number>();
  for (const column of columns) {
    const at = head.findIndex((cell) =>
      heads[column].some(
        (name) =>
          cell
            .trim()
            .toLowerCase()
            .replace(/ \(.*\)$/, '') === name,
      ),
    );
    if (at >= 0) places.set(column, at);
  }
  if (!places.has('subject') || !places.has('start') || !places.has('end')) throw fault('EXCHANGE_FILE');
  return rows.flatMap((cells, index): ImportRow[] => {
    const cell = (column: Column): string => cells[places.get(column) ?? -1]?.trim().toWellFormed().replaceAll('\0', '') ?? '';
    if (cells.every((one) => one.trim() === '')) return [];
    const line = index + 2;
    const subject = cell('subject').replace(/\s+/g, ' ').slice(0, 200);
    const named = cell('timeZone') || env.preferences.timeZone;
    const timeZone = isZone(named) ? named : 'UTC';
    const [start, end] = [instant(cell('start'), timeZone), instant(cell('end'), timeZone)];
    const [problem = null, ...more] = [
      ...(isZone(named) ? [] : ['The time zone is unknown.']),
      ...(start && end ? [] : ['Write start and end as 2027-03-09 10:00.']),
    ];
    return [
      {
        line,
        problem,
        more,
        table: true,
        roomNames: cell('rooms') !== '',
        subject,
        description: cell('description').slice(0, 9_000),
        location: (cell('rooms') || cell('location')).slice(0, 500),
        start: start && end ? start.toISOString() : '',
        end: start && end ? end.toISOString() : '',
        timeZone,
        uid: '',
        sequence: 0,
        host: cell('host').toLowerCase() || null,
        people: people(cell('people')).slice(0, 500),
      },
    ];
  });
}
