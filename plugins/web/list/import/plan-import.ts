import { type Env, isZone } from '#core';
import { type FieldInfo, labelOf, type RecordRow } from '../../field-value.tsx';
import { defaultsOf, sheetsOf, spotsOf } from '../../form/layout.ts';
import type { ModelViews } from '../../views-of.ts';
import { cellText } from '../export/cell-text.ts';
import { withoutApostrophe } from '../export/formula-safe.ts';
import { recordsByExternalId } from '../external-ids.ts';
import { importFields, importRights } from './importable.ts';
import { headParts, type Mapping } from './map-columns.ts';
import { readCell } from './read-cell.ts';
import { isId, type References, resolveReferences } from './resolve-references.ts';
import type { ImportTable } from './table.ts';

/** What is wrong with a line of the file; `column` as its head says, where it is one cell. */
export type RowFault = { line: number; column: string | undefined; message: string };

/** One line of the file as it would be written. */
export type PlannedRow = { line: number; id: string; values: Record<string, unknown>; external: string | undefined };
export type ImportPlan = { create: PlannedRow[]; update: PlannedRow[]; same: number; faults: RowFault[] };

type MappedColumn = { index: number; head: string; name: string; field: FieldInfo; zone: string; references: References | undefined };

const BATCH = 1_000;

/** The first line of a table's rows in the file. */
export const FIRST_LINE = 2;

async function mapped(env: Env<'web'>, views: ModelViews, table: ImportTable, mapping: Mapping): Promise<MappedColumn[]> {
  const fields = new Map(importFields(views));
  const columns: MappedColumn[] = [];
  for (const [index, name] of mapping.entries()) {
    const field = fields.get(name);
    if (!field) continue;
    const head = table.head[index] ?? '';
    const { zone = env.preferences.timeZone } = headParts(head);
    const references =
      field.kind === 'ref'
        ? await resolveReferences(
            env,
            field,
            table.rows.map((row) => row[index] ?? ''),
          )
        : undefined;
    columns.push({ index, head: head || labelOf(env, field, name), name, field, zone: isZone(zone) ? zone : 'UTC', references });
  }
  return columns;
}

/** Records of the list that the viewer may read, by id, in batches. */
async function existing(env: Env<'web'>, model: string, ids: readonly string[]): Promise<Map<string, RecordRow>> {
  const found = new Map<string, RecordRow>();
  for (let at = 0; at < ids.length; at += BATCH) {
    const rows = (await env.model(model as never).find({ id: { in: ids.slice(at, at + BATCH) } } as never, { order: [] })) as unknown as RecordRow[];
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** The values of one line; a cell left empty takes the value away, or at a new record leaves it to the default. */
function valuesOf(
  env: Env,
  columns: readonly MappedColumn[],
  cells: readonly string[],
  line: number,
  isNew: boolean,
  faults: RowFault[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { index, head, name, field, zone, references } of columns) {
    const cell = cells[index] ?? '';
    const fault = (message: string): void => {
      faults.push({ line, column: head, message });
    };
    if (cell.trim() === '') {
      if (!isNew && field.options.required && field.kind !== 'bool') fault(env.t('This is needed.'));
      else if (isNew && field.options.required && field.options.default === undefined && field.kind !== 'bool') fault(env.t('This is needed.'));
      else if (!isNew && !(field.kind === 'bool' && field.options.required)) values[name] = null;
      continue;
    }
    if (references) {
      const found = references.get(withoutApostrophe(cell).trim());
      if (found && 'id' in found) values[name] = found.id;
      else fault(found?.fault ?? '');
      continue;
    }
    const reading = readCell(env, field, cell, zone);
    if ('fault' in reading) fault(reading.fault);
    else values[name] = reading.value;
  }
  return values;
}

/** A record that has these values already needs no write. Instants count as the same when they would be written the same. */
function unchanged(env: Env, columns: readonly MappedColumn[], values: Readonly<Record<string, unknown>>, row: RecordRow): boolean {
  return columns.every(({ name, field }) => {
    if (!(name in values)) return true;
    const [next, now] = [values[name], row[name]];
    if (next === null || now === null || next === undefined || now === undefined) return (next ?? null) === (now ?? null);
    return field.kind === 'ref' ? next === now : cellText(env, field, next, undefined) === cellText(env, field, now, undefined);
  });
}

/**
 * The form's conditions, looked at on the record as it would be: what they hide or lock keeps its value. A line that would change it is refused; one that merely
 * repeats it, as an exported table does, is not.
 */
function refuseLocked(
  env: Env,
  views: ModelViews,
  columns: readonly MappedColumn[],
  values: Record<string, unknown>,
  record: RecordRow | undefined,
  fault: (message: string, column: string) => void,
): void {
  const before: RecordRow = { id: '', ...(record ?? defaultsOf(views)) };
  const closed = new Set(spotsOf(sheetsOf(env, views, { ...before, ...values })).flatMap(({ name, writable }) => (writable ? [] : [name])));
  for (const column of columns) {
    const { name, head } = column;
    if (!(name in values) || !closed.has(name)) continue;
    if (!unchanged(env, [column], values, before)) fault(env.t('This cannot be set.'), head);
    delete values[name];
  }
}

/**
 * Reads every line under the viewer's access: which record it is, what it would write, and what is wrong with it. Writes nothing.
 * Statements: a few for each reference and for each thousand lines.
 */
export async function planImport(env: Env<'web'>, views: ModelViews, table: ImportTable, mapping: Mapping): Promise<ImportPlan> {
  const plan: ImportPlan = { create: [], update: [], same: 0, faults: [] };
  const rights = importRights(env, views);
  const columns = await mapped(env, views, table, mapping);
  const text = (cells: readonly string[], target: string): string => withoutApostrophe(cells[mapping.indexOf(target)] ?? '').trim();
  const external = await recordsByExternalId(env, views.model.name, [...new Set(table.rows.map((cells) => text(cells, 'external')).filter(Boolean))]);
  const idOf = (cells: readonly string[]): string | undefined => {
    const id = text(cells, 'id');
    return id === '' ? external.get(text(cells, 'external')) : id.toLowerCase();
  };
  const records = await existing(env, views.model.name, [...new Set(table.rows.map(idOf).filter((id) => id !== undefined && isId(id)))] as string[]);
  const conditional = spotsOf(sheetsOf(env, views, defaultsOf(views))).some(({ conditions }) => conditions !== undefined);
  const seen = new Map<string, number>();
  const needed = importFields(views).filter(
    ([name, { kind, options }]) => options.required && options.default === undefined && kind !== 'bool' && !mapping.includes(name),
  );
  for (const [index, cells] of table.rows.entries()) {
    const line = index + FIRST_LINE;
    if (cells.length === 0) continue;
    const fault = (message: string, column?: string): void => {
      plan.faults.push({ line, column, message });
    };
    const id = idOf(cells);
    const key = text(cells, 'external');
    const record = id === undefined ? undefined : records.get(id);
    if (id !== undefined && !record) {
      fault(env.t('The record of this id is gone or not open to you. Leave the id empty to make a new one.'));
      continue;
    }
    if (key.length > 120) {
      fault(env.t('The external id is too long.'));
      continue;
    }
    const same = id ?? (key === '' ? undefined : `key ${key}`);
    const before = same === undefined ? undefined : seen.get(same);
    if (before !== undefined) {
      fault(env.t('The same record stands in line {line} too.', { line: before }));
      continue;
    }
    if (same !== undefined) seen.set(same, line);
    if (record ? !rights.update : !rights.create) {
      fault(record ? env.t('You are not allowed to change this record.') : env.t('You are not allowed to make new records here.'));
      continue;
    }
    if (!record && needed.length > 0) {
      for (const [name, field] of needed) fault(env.t('This is needed.'), labelOf(env, field, name));
      continue;
    }
    const faultsBefore = plan.faults.length;
    const values = valuesOf(env, columns, cells, line, !record, plan.faults);
    if (conditional && plan.faults.length === faultsBefore) refuseLocked(env, views, columns, values, record, fault);
    if (plan.faults.length > faultsBefore) continue;
    if (!record) plan.create.push({ line, id: env.id(), values, external: key || undefined });
    else if (unchanged(env, columns, values, record)) plan.same += 1;
    else plan.update.push({ line, id: record.id, values, external: undefined });
  }
  return plan;
}
