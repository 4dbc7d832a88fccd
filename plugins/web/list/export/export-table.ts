import { type AnyDomain, type Env, fail } from '#core';
import type { FieldInfo } from '../../field-value.tsx';
import type { ModelViews } from '../../views-of.ts';
import { externalIdsOf } from '../external-ids.ts';
import { orderOf, pickRows, titlesOfColumns } from '../list-data.ts';
import { listDomain } from '../list-domain.ts';
import type { Column } from '../list-setting.ts';
import type { ListState } from '../list-state.ts';
import { cellText, headText } from './cell-text.ts';

/** Rows that are read with one statement. */
const BATCH = 1_000;
export const mostRows = { csv: 50_000, xlsx: 20_000 } as const;

/** One cell with what it came from, for formats that know numbers from texts. */
export type ExportCell = { text: string; value: unknown; field: Pick<FieldInfo, 'kind'> | undefined };
export type ExportTable = { head: string[]; batches: AsyncGenerator<ExportCell[][]> };

const idHeads = { id: 'Id', external: 'External id' } as const;

/**
 * The filtered list as a table, read in batches: a statement for a thousand rows, and one for each reference in it. The first two columns say which record a row is,
 * so that a changed table can be imported again.
 * @throws INPUT_INVALID where there are more rows than `most`
 */
export async function exportTable(env: Env<'web'>, views: ModelViews, state: ListState, columns: readonly Column[], most: number): Promise<ExportTable> {
  const { model } = views;
  const domain = listDomain(env, views, state);
  const total = await env.model(model.name as never).count(domain as never);
  if (total > most)
    throw fail('INPUT_INVALID', { detail: env.t('At most {most} rows can be exported at once; these are {total}. Narrow the list first.', { most, total }) });
  return {
    head: [idHeads.id, idHeads.external, ...columns.map(({ field, label }) => headText(env, field, label))],
    batches: readBatches(env, views, state, columns, domain, total),
  };
}

async function* readBatches(
  env: Env<'web'>,
  views: ModelViews,
  state: ListState,
  columns: readonly Column[],
  domain: AnyDomain,
  total: number,
): AsyncGenerator<ExportCell[][]> {
  const order = orderOf(views, state);
  for (let offset = 0; offset < total; offset += BATCH) {
    const rows = await pickRows(env, views.model.name, columns, domain, { order, limit: BATCH, offset });
    if (rows.length === 0) return;
    const titles = await titlesOfColumns(env, columns, rows);
    const external = await externalIdsOf(
      env,
      views.model.name,
      rows.map(({ id }) => id),
    );
    yield rows.map((row) => [
      { text: row.id, value: row.id, field: undefined },
      { text: external.get(row.id) ?? '', value: external.get(row.id), field: undefined },
      ...columns.map(({ name, field }) => ({ text: cellText(env, field, row[name], titles.get(name)?.get(String(row[name]))), value: row[name], field })),
    ]);
  }
}
