import { AtriumError } from '#core';
import { safeArchive } from './safe-archive.ts';
import { type ImportTable, tidyTable, unreadable } from './table.ts';

/** Dates come as wall times that carry no zone: `2027-03-09`, `2027-03-09 10:00`. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell);
  if (Number.isNaN(cell.getTime())) return '';
  // spreadsheets count days as fractions: to the second
  const iso = new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString();
  return iso.slice(11, 19) === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, iso.slice(17, 19) === '00' ? 16 : 19)}`;
}

/** The first sheet of a workbook. @throws INPUT_INVALID */
export async function readXlsx(bytes: Uint8Array): Promise<ImportTable> {
  const archive = safeArchive(bytes);
  // Loaded when somebody sends one.
  const { readSheet } = await import('read-excel-file/node');
  let rows: readonly (readonly unknown[])[];
  try {
    rows = await readSheet(archive);
  } catch (error) {
    if (error instanceof AtriumError) throw error;
    throw unreadable('The file could not be read as XLSX.');
  }
  return tidyTable(rows.map((row) => row.map(textOf)));
}

/** By the first bytes, not by the name. */
export const isArchive = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;
