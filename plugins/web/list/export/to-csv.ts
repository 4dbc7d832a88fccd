import { stringify } from 'csv-stringify/sync';
import type { ExportTable } from './export-table.ts';
import { formulaSafe } from './formula-safe.ts';

/** UTF-8 with a mark that spreadsheets look for, commas, lines as the RFC wants them. */
export async function toCsv({ head, batches }: ExportTable): Promise<Uint8Array> {
  const options = { record_delimiter: 'windows' } as const;
  const parts = ['\uFEFF', stringify([head.map(formulaSafe)], options)];
  for await (const rows of batches)
    parts.push(
      stringify(
        rows.map((row) => row.map(({ text, field }) => (isNumber(field?.kind) ? text : formulaSafe(text)))),
        options,
      ),
    );
  return Buffer.from(parts.join(''));
}

const isNumber = (kind: string | undefined): boolean => kind === 'int' || kind === 'number';
