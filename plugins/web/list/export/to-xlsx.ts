import type { Cell } from 'write-excel-file/node';
import { type Env, wallOf } from '#core';
import type { ExportCell, ExportTable } from './export-table.ts';

/** Spreadsheets know no zones: the wall time in the viewer's zone, as if it were UTC. The head names the zone. */
const wallDate = (at: Date, zone: string): Date => new Date(Date.parse(`${wallOf(at, zone)}Z`) + at.getUTCSeconds() * 1000);
/** Before this day spreadsheets count no dates. */
const firstDay = new Date('1900-03-01T00:00:00Z');
const mostLetters = 32_000;

function cellOf(env: Env, { text, value, field }: ExportCell): Cell {
  if (text === '') return null;
  if ((field?.kind === 'int' || field?.kind === 'number') && typeof value === 'number') return { value, type: Number };
  if (field?.kind === 'bool' && typeof value === 'boolean') return { value, type: Boolean };
  if (field?.kind === 'instant' && value instanceof Date && value > firstDay && !/[+-]\d\d:\d\d$/.test(text))
    return { value: wallDate(value, env.preferences.timeZone), type: Date, format: 'yyyy-mm-dd hh:mm' };
  if (field?.kind === 'date' && text > '1900-03-01') return { value: new Date(`${text}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  // texts are stored as texts: no spreadsheet runs them
  return { value: text.slice(0, mostLetters), type: String };
}

/** A workbook with one sheet, its head in bold and standing still. */
export async function toXlsx(env: Env, { head, batches }: ExportTable): Promise<Uint8Array> {
  const rows: Cell[][] = [head.map((value) => ({ value, type: String, fontWeight: 'bold' }))];
  for await (const batch of batches) for (const row of batch) rows.push(row.map((cell) => cellOf(env, cell)));
  const columns = head.map((label, index) => ({ width: index === 0 ? 12 : Math.min(Math.max(label.length + 2, 14), 40) }));
  // Loaded when somebody asks for one: it is many files, and most processes never need it.
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  return writeXlsxFile(rows, { columns, stickyRowsCount: 1 }).toBuffer();
}
