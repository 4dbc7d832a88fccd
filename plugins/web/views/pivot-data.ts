import type { Env, PivotView } from '#core';
import { listDomain } from '../list/list-domain.ts';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import { amountOf, axis, type Cell, type Counted, type Key, keysOf, keyText, measured, measuresOf, measureText } from './measured.ts';

export type PivotQuery = { rows?: string | undefined; columns?: string | undefined; measure?: string | undefined };
type Place = { key: string; label: string };

export type PivotData = {
  keys: readonly Key[];
  measures: readonly Counted[];
  row: Key;
  column: Key;
  measure: Counted;
  rows: readonly Place[];
  columns: readonly Place[];
  /** No value for a combination that does not occur. */
  value(row: string | undefined, column: string | undefined): number | undefined;
  more: boolean;
};

/** Rows × columns × measure, under the viewer's access: one statement, and one for the names of each reference. @returns undefined where the viewer may see too few fields */
export async function pivotData(env: Env, views: ModelViews, pivot: PivotView, state: ListState, query: PivotQuery): Promise<PivotData | undefined> {
  const { model } = views;
  const keys = keysOf(model, [pivot.rows, pivot.columns, ...(pivot.choices ?? [])]);
  const measures = measuresOf(model, [pivot.measure ?? 'count', ...(pivot.measures ?? [])]);
  const row = keys.find((one) => keyText(one) === query.rows) ?? keys[0];
  // One field cannot be on both sides.
  const others = keys.filter(({ field }) => field !== row?.field);
  const column = others.find((one) => keyText(one) === query.columns) ?? others.find((one) => keyText(one) === keyText(keys[1] ?? one)) ?? others[0];
  if (!row || !column) return undefined;
  const measure =
    measures.find((one) => measureText(one) === query.measure) ??
    (pivot.measure === undefined ? 'count' : (measures.find((one) => one !== 'count') ?? 'count'));
  const { cells, more } = await measured(env, model, [row, column], measure, listDomain(env, views, state));
  const rows = await axis(env, model, row, cells, 0);
  const columns = await axis(env, model, column, cells, 1);
  const place = (a: string | undefined, b: string | undefined): string => `${a ?? ''}\n${b ?? ''}`;
  const index = new Map<string, Cell[]>();
  for (const cell of cells) {
    const [a, b] = cell.keys;
    for (const at of [place(a, b), place(a, undefined), place(undefined, b), place(undefined, undefined)]) {
      const found = index.get(at);
      if (found) found.push(cell);
      else index.set(at, [cell]);
    }
  }
  return {
    keys,
    measures,
    row,
    column,
    measure,
    rows,
    columns,
    value: (a, b) => {
      const found = index.get(place(a, b));
      return found && amountOf(measure, found);
    },
    more,
  };
}
