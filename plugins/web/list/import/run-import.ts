import { AtriumError, type Env } from '#core';
import { labelOf } from '../../field-value.tsx';
import type { ModelViews } from '../../views-of.ts';
import { refusalWords } from '../refusal-words.ts';
import type { Mapping } from './map-columns.ts';
import { type ImportPlan, type PlannedRow, planImport, type RowFault } from './plan-import.ts';
import type { ImportTable } from './table.ts';

export type ImportOutcome = { created: number; updated: number; same: number; faults: readonly RowFault[] };

/** Lines that are written with one statement. */
const TOGETHER = 250;
/** After so many lines that the database refuses a dry run has seen enough. */
const mostRefusals = 100;

/** Ends a dry run: everything in the transaction is undone. */
class Undone extends Error {}

async function write(env: Env<'web'>, views: ModelViews, rows: readonly PlannedRow[], isNew: boolean): Promise<void> {
  const { form, model } = views;
  const repository = env.model(model.name as never);
  if (form?.save) {
    for (const row of rows) {
      const saved = await form.save(env as Env<never>, isNew ? undefined : row.id, row.values);
      if (row.external) await name(env, model.name, [{ key: row.external, record: saved }]);
    }
    return;
  }
  if (!isNew) {
    for (const { id, values } of rows) await repository.update(id, values as never);
    return;
  }
  await repository.create(rows.map(({ id, values }) => ({ ...values, id })) as never);
  await name(
    env,
    model.name,
    rows.flatMap(({ id, external }) => (external ? [{ key: external, record: id }] : [])),
  );
}

async function name(env: Env<'web'>, model: string, keys: readonly { key: string; record: string }[]): Promise<void> {
  if (keys.length > 0)
    await env
      .asPlugin()
      .model('web.external_id')
      .create(keys.map((one) => ({ ...one, model })));
}

function faultsOf(env: Env, views: ModelViews, { line }: PlannedRow, error: unknown): RowFault[] {
  if (!(error instanceof AtriumError) || error.status >= 500) throw error;
  if (error.issues.length === 0) return [{ line, column: undefined, message: refusalWords(env, error) }];
  return error.issues.map(({ path, message }) => {
    const field = path.split('.').findLast((part) => Object.hasOwn(views.model.fields, part));
    const info = field === undefined ? undefined : views.model.fields[field];
    return { line, column: info ? labelOf(env, info, field ?? '') : undefined, message: env.t(message) };
  });
}

/** Writes many lines at once; where that is refused, each alone, to learn which it was. */
async function tryOut(env: Env<'web'>, views: ModelViews, rows: readonly PlannedRow[], isNew: boolean, faults: RowFault[]): Promise<void> {
  for (let at = 0; at < rows.length; at += TOGETHER) {
    const some = rows.slice(at, at + TOGETHER);
    try {
      await env.attempt(() => write(env, views, some, isNew));
    } catch (error) {
      if (!(error instanceof AtriumError) || error.status >= 500) throw error;
      for (const row of some) {
        if (faults.length >= mostRefusals) return;
        try {
          await env.attempt(() => write(env, views, [row], isNew));
        } catch (refused) {
          faults.push(...faultsOf(env, views, row, refused));
        }
      }
    }
  }
}

const outcome = ({ create, update, same }: ImportPlan, faults: readonly RowFault[]): ImportOutcome => ({
  created: create.length,
  updated: update.length,
  same,
  faults: [...faults].sort((a, b) => a.line - b.line),
});

/** Everything as it would be done, in a transaction that is undone at the end: every line that access, rules, hooks or the database refuse is told. */
export async function checkImport(env: Env<'web'>, views: ModelViews, table: ImportTable, mapping: Mapping): Promise<ImportOutcome> {
  const plan = await planImport(env, views, table, mapping);
  let faults: RowFault[] = [];
  try {
    await env.tx(async () => {
      faults = [...plan.faults];
      await tryOut(env, views, plan.update, false, faults);
      await tryOut(env, views, plan.create, true, faults);
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return outcome(plan, faults);
}

/** All lines in one transaction. Where one is refused nothing is done, and the outcome says which. `begin` runs first, in the same transaction. */
export async function applyImport(
  env: Env<'web'>,
  views: ModelViews,
  table: ImportTable,
  mapping: Mapping,
  begin: () => Promise<void>,
): Promise<ImportOutcome> {
  const plan = await planImport(env, views, table, mapping);
  if (plan.faults.length > 0) return outcome(plan, plan.faults);
  try {
    await env.tx(async () => {
      await begin();
      for (let at = 0; at < plan.update.length; at += TOGETHER) await write(env, views, plan.update.slice(at, at + TOGETHER), false);
      for (let at = 0; at < plan.create.length; at += TOGETHER) await write(env, views, plan.create.slice(at, at + TOGETHER), true);
    });
  } catch (error) {
    if (!(error instanceof AtriumError) || error.status >= 500 || error.code === 'NOT_FOUND') throw error;
    const checked = await checkImport(env, views, table, mapping);
    return checked.faults.length > 0 ? checked : { ...checked, faults: [{ line: 1, column: undefined, message: refusalWords(env, error) }] };
  }
  return outcome(plan, []);
}
