import { fail } from '#core';

/** A file as rows of texts; the first row is the head. `rows[0]` stands in line 2 of the file. */
export type ImportTable = { head: string[]; rows: string[][] };

export const mostBytes = 5 * 1024 * 1024;
export const mostImportRows = 10_000;
export const mostColumns = 100;
const mostLetters = 32_000;
/** Of all cells together: a workbook writes a text once and points to it from as many cells as it likes. */
const mostLettersInAll = 10_000_000;

export const unreadable = (detail: string) => fail('INPUT_INVALID', { detail });

/** Trims what is empty at the end, and refuses what is too much or cannot be stored. Empty lines in between stay, so that lines keep their numbers. */
export function tidyTable(cells: readonly (readonly string[])[]): ImportTable {
  let letters = 0;
  for (const row of cells)
    for (const cell of row) {
      letters += cell.length;
      if (letters > mostLettersInAll) throw unreadable('The table has more than ten million letters in all. Please split it.');
    }
  const used = cells.map((row) => row.slice(0, row.findLastIndex((cell) => cell.trim() !== '') + 1));
  const [head = [], ...rows] = used.slice(0, used.findLastIndex((row) => row.length > 0) + 1);
  if (head.length === 0 || rows.length === 0) throw unreadable('The table is empty: its first line must hold the names of the columns, and rows must follow.');
  const width = Math.max(head.length, ...rows.map((row) => row.length));
  if (width > mostColumns) throw unreadable('The table has more than 100 columns.');
  if (rows.length > mostImportRows) throw unreadable('The table has more than 10,000 rows. Please split it.');
  for (const row of used)
    for (const cell of row) {
      if (cell.includes('\0') || !cell.isWellFormed()) throw unreadable('The file contains characters that cannot be used.');
      if (cell.length > mostLetters) throw unreadable('A cell of the table is too long.');
    }
  return { head: Array.from({ length: width }, (_, index) => head[index]?.trim() ?? ''), rows: rows.map((row) => [...row]) };
}
