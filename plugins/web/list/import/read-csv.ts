import { parse } from 'csv-parse/sync';
import { type ImportTable, mostColumns, mostImportRows, tidyTable, unreadable } from './table.ts';

/** Text of a file: by its mark, else UTF-8, else as spreadsheets on Windows save it. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The separator that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const counts = new Map([',', ';', '\t', '|'].map((one) => [one, 0]));
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if ((letter === '\n' || letter === '\r') && !quoted) break;
    else if (!quoted && counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ',';
}

/** @throws INPUT_INVALID for what is no table, or too large a one */
export function readCsv(bytes: Uint8Array): ImportTable {
  const text = decode(bytes);
  if (text.includes('\0')) throw unreadable('The file contains characters that cannot be used.');
  let rows: string[][];
  try {
    rows = parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      max_record_size: 1_000_000,
      // one more than is allowed, so that tidyTable can say so
      to: mostImportRows + 2,
    });
  } catch {
    throw unreadable('The file could not be read as CSV. Is a quote missing somewhere?');
  }
  if (rows.some((row) => row.length > mostColumns * 10)) throw unreadable('The table has more than 100 columns.');
  return tidyTable(rows);
}
