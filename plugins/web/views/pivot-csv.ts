import { stringify } from 'csv-stringify/sync';
import type { CatalogModel, Env } from '#core';
import { formulaSafe } from '../list/export/formula-safe.ts';
import { keyLabel } from './measured.ts';
import type { PivotData } from './pivot-data.ts';

/** The pivot table as CSV: figures as plain numbers, words so that no spreadsheet takes them for a formula. */
export function pivotCsv(env: Env, model: CatalogModel, { row, rows, columns, value }: PivotData): Uint8Array {
  const total = formulaSafe(env.t('Total'));
  const amount = (a: string | undefined, b: string | undefined): string => String(value(a, b) ?? '');
  const lines = [
    [formulaSafe(keyLabel(env, model, row)), ...columns.map(({ label }) => formulaSafe(label)), total],
    ...rows.map((one) => [formulaSafe(one.label), ...columns.map((other) => amount(one.key, other.key)), amount(one.key, undefined)]),
    [total, ...columns.map((other) => amount(undefined, other.key)), amount(undefined, undefined)],
  ];
  return Buffer.from(`\uFEFF${stringify(lines, { record_delimiter: 'windows' })}`);
}
