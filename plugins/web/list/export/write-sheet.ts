import type { Env } from '#core';
import type { ExportCell } from './export-table.ts';
import { toXlsx } from './to-xlsx.ts';

const cellOf = (value: string | number | Date): ExportCell => ({
  text: value instanceof Date ? value.toISOString() : String(value),
  value,
  field: value instanceof Date ? { kind: 'instant' } : typeof value === 'number' ? { kind: 'number' } : undefined,
});

/** A workbook of a plugin's own table: instants on the viewer's clock, texts never run. */
export const writeSheet = (env: Env, head: readonly string[], rows: readonly (readonly (string | number | Date)[])[]): Promise<Uint8Array> =>
  toXlsx(env, { head: [...head], batches: once(rows.map((row) => row.map(cellOf))) });

async function* once(rows: ExportCell[][]): AsyncGenerator<ExportCell[][]> {
  yield rows;
}
