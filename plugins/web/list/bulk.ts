import { type AnyDomain, AtriumError, type Env, fail, type RecordAction } from '#core';
import type { RecordRow } from '../field-value.tsx';
import type { ModelViews } from '../views-of.ts';
import type { BulkAction } from './bulk-bar.tsx';
import { listDomain } from './list-domain.ts';
import type { ListState } from './list-state.ts';
import { refusalWords } from './refusal-words.ts';

/** So many records at most at once. */
export const MOST_AT_ONCE = 1_000;

export type Selection = { all: boolean; ids: readonly string[] };
export type BulkResult = { done: number; failed: readonly { id: string; name: string; reason: string }[] };

/** The selected records that the viewer may read, with everything that conditions of actions may look at. @throws INPUT_INVALID for more than `MOST_AT_ONCE` */
export async function selectedRows(env: Env, views: ModelViews, state: ListState, { all, ids }: Selection): Promise<RecordRow[]> {
  const domain: AnyDomain = all ? listDomain(env, views, state) : { id: { in: ids } };
  const rows = (await env.model(views.model.name as never).find(domain as never, { limit: MOST_AT_ONCE + 1 })) as unknown as RecordRow[];
  if (rows.length > MOST_AT_ONCE)
    throw fail('INPUT_INVALID', { detail: env.t('At most {count} can be changed at once. Narrow the list first.', { count: MOST_AT_ONCE }) });
  return rows;
}

export const nameOfRow = (views: ModelViews, row: RecordRow): string => String(row[views.model.title] ?? row.id);

/** One record after the other, each on its own: what is refused stays, and the others are done. */
async function oneByOne(env: Env, views: ModelViews, rows: readonly RecordRow[], run: (row: RecordRow) => Promise<unknown>): Promise<BulkResult> {
  const failed: { id: string; name: string; reason: string }[] = [];
  for (const row of rows) {
    try {
      await run(row);
    } catch (error) {
      failed.push({ id: row.id, name: nameOfRow(views, row), reason: refusalWords(env, error) });
    }
  }
  return { done: rows.length - failed.length, failed };
}

/** All in one statement; only where that is refused as a whole, one by one. `run` gives the ids that were touched: the others the rules have left out. */
async function together(
  env: Env,
  views: ModelViews,
  rows: readonly RecordRow[],
  run: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  single: (row: RecordRow) => Promise<unknown>,
): Promise<BulkResult> {
  let touched: ReadonlySet<string>;
  try {
    touched = await env.tx(() => run(rows.map(({ id }) => id)));
  } catch (error) {
    if (!(error instanceof AtriumError) || error.status >= 500) throw error;
    return oneByOne(env, views, rows, single);
  }
  const left = rows.filter(({ id }) => !touched.has(id));
  return {
    done: rows.length - left.length,
    failed: left.map((row) => ({ id: row.id, name: nameOfRow(views, row), reason: env.t('You are not allowed to change this record.') })),
  };
}

/** Sets the same values on many records. */
export function updateMany(env: Env, views: ModelViews, rows: readonly RecordRow[], values: Readonly<Record<string, unknown>>): Promise<BulkResult> {
  const { form, model } = views;
  const save = form?.save;
  if (save) return oneByOne(env, views, rows, (row) => save(env as Env<never>, row.id, { ...values }));
  return setMany(env, views, rows, values, model.name);
}

function setMany(env: Env, views: ModelViews, rows: readonly RecordRow[], values: Readonly<Record<string, unknown>>, model: string): Promise<BulkResult> {
  const repository = env.model(model as never);
  return together(
    env,
    views,
    rows,
    async (ids) => new Set(((await repository.update({ id: { in: ids } } as never, values as never)) as unknown as RecordRow[]).map(({ id }) => id)),
    (row) => repository.update(row.id, values as never),
  );
}

async function deleteMany(env: Env, views: ModelViews, rows: readonly RecordRow[]): Promise<BulkResult> {
  const repository = env.model(views.model.name as never);
  return together(
    env,
    views,
    rows,
    async (ids) => {
      const gone = await repository.delete({ id: { in: ids } } as never);
      if (gone === ids.length) return new Set(ids);
      const left = new Set((await repository.pick({ id: { in: ids } } as never, [], { order: [] })).map(({ id }) => id));
      return new Set(ids.filter((id) => !left.has(id)));
    },
    (row) => repository.delete(row.id),
  );
}

/** What an action does to many by itself. Those that the conditions of the action leave out are not handed over. */
async function allAtOnce(
  env: Env,
  views: ModelViews,
  action: RecordAction,
  rows: readonly RecordRow[],
  values: Readonly<Record<string, unknown>>,
): Promise<BulkResult> {
  const fits = (row: RecordRow): boolean => action.visible === undefined || env.catalog.matches(views.model.name, action.visible as AnyDomain, row) !== false;
  const reasons = new Map(rows.filter((row) => !fits(row)).map(({ id }) => [id, env.t('This cannot be done to the record as it stands.')]));
  const ids = rows.flatMap(({ id }) => (reasons.has(id) ? [] : [id]));
  if (ids.length > 0) {
    try {
      const { refused } = (await action.runMany?.(env as Env<never>, ids, values as Record<string, string>)) ?? { refused: [] };
      for (const { id, reason } of refused) reasons.set(id, reason);
    } catch (error) {
      const reason = refusalWords(env, error);
      for (const id of ids) reasons.set(id, reason);
    }
  }
  const failed = rows.flatMap((row) => {
    const reason = reasons.get(row.id);
    return reason === undefined ? [] : [{ id: row.id, name: nameOfRow(views, row), reason }];
  });
  return { done: rows.length - failed.length, failed };
}

/** Does to every record what was asked; what one record refuses does not keep the others. `values`: answers of an action, or the field that is set. */
export async function runBulk(
  env: Env,
  views: ModelViews,
  { name, action }: BulkAction,
  rows: readonly RecordRow[],
  values: Readonly<Record<string, unknown>>,
): Promise<BulkResult> {
  const { model } = views;
  if (action?.runMany) return allAtOnce(env, views, action, rows, values);
  if (action) {
    return oneByOne(env, views, rows, async (row) => {
      if (action.visible !== undefined && env.catalog.matches(model.name, action.visible as AnyDomain, row) === false)
        throw fail('INPUT_INVALID', { detail: 'This cannot be done to the record as it stands.' });
      await action.run?.(env as Env<never>, row.id, values as Record<string, string>);
    });
  }
  if (name === 'delete') return deleteMany(env, views, rows);
  if (name === 'edit') return updateMany(env, views, rows, values);
  if (model.archive === undefined) throw fail('NOT_FOUND');
  return setMany(env, views, rows, { [model.archive]: name === 'unarchive' }, model.name);
}
