import { stringify } from 'csv-stringify/sync';
import { formulaSafe } from '../web/contract.ts';
import type { Part } from './report.ts';
import { rawValue } from './write-value.ts';

/** A table as CSV: numbers with a point, instants in UTC, words so that no spreadsheet takes them for a formula. */
export function reportCsv({ columns, rows }: Part): Uint8Array {
  const lines = [
    columns.map(({ label }) => formulaSafe(label)),
    ...rows.map((row) => columns.map((_, at) => (typeof row[at] === 'string' ? formulaSafe(row[at]) : rawValue(row[at])))),
  ];
  return Buffer.from(`\uFEFF${stringify(lines, { record_delimiter: 'windows' })}`);
}
