import { isUuid } from '../model/domain-value.ts';
import type { RecordStore } from '../model/record-store.ts';
import type { ResolvedField, ResolvedModel } from '../model/registry.ts';
import { system } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { plain, revived, same } from './data-values.ts';
import type { DataRecord, Manifest } from './define-plugin.ts';
import { orderDataRecords, referenceOf } from './order-data-records.ts';
import { RegistrationError } from './registration-error.ts';

/** What an install or upgrade did to one record that the plugin brings; `fields` where only some are meant. */
export type DataChange = {
  /** `<plugin>.<key>`. */
  record: string;
  model: string;
  what:
    | 'created'
    | 'updated'
    /** An administrator had changed these fields: they stay as they are, although the plugin now says something else. */
    | 'kept'
    /** An administrator had deleted it: it stays away. */
    | 'deleted'
    /** Brought once, never touched again (`noUpdate`), although the plugin now says something else. */
    | 'frozen'
    /** No longer declared: archived, because nobody had changed it. */
    | 'archived'
    /** No longer declared: left as it is. */
    | 'left'
    /** Declared again: taken out of the archive. */
    | 'returned';
  fields?: readonly string[];
};

type Known = { key: string; model: string; record: string; values: Record<string, unknown>; dropped: boolean; archived: boolean };

/** What bringing the records of one plugin to one organization needs. */
type Work = { runtime: Runtime; plugin: Manifest; org: number; known: ReadonlyMap<string, Known>; changes: DataChange[] };

/**
 * Brings a plugin's records to every organization: what is new is made, and on an upgrade three versions are compared field by field (what the last
 * version declared, what this one declares, what stands there). What an administrator changed stays, and is told; what nobody changed follows the
 * declaration; what is no longer declared is archived where its model can be and nobody changed it, else left. Run it inside the transaction that installs.
 * @returns what was done, empty where nothing had to be
 * @throws RegistrationError naming the record
 */
export async function bringData(runtime: Runtime, plugin: Manifest): Promise<DataChange[]> {
  const changes: DataChange[] = [];
  const { rows } = await runtime.database.query<{ id: number }>('SELECT id FROM core_organization ORDER BY id');
  for (const [index, { id: org }] of rows.entries()) {
    const known = await knownRecords(runtime, org, plugin.name);
    const work: Work = { runtime, plugin, org, known, changes };
    for (const declared of orderDataRecords(plugin.name, plugin.data ?? [])) {
      // a record without an organization is brought once
      if (index > 0 && modelOf(work, declared).global) continue;
      await bringOne(work, declared);
    }
    const declaredKeys = new Set((plugin.data ?? []).map(({ key }) => key));
    for (const old of known.values()) if (!declaredKeys.has(old.key) && !old.dropped) await drop(work, old);
  }
  return changes;
}

async function knownRecords({ database }: Runtime, org: number, plugin: string): Promise<Map<string, Known>> {
  const { rows } = await database.query<Known>(
    `SELECT key, model, record, values, dropped_at IS NOT NULL AS dropped, archived FROM core_data WHERE org_id = $1::integer AND plugin = $2::text ORDER BY key`,
    [org, plugin],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

const at = (declared: Pick<DataRecord, 'key'>): string => `data "${declared.key}"`;

function modelOf({ runtime, plugin }: Work, declared: DataRecord): ResolvedModel {
  const model = runtime.generation().registry.models.get(declared.model);
  if (!model) throw new RegistrationError(plugin.name, at(declared), `no enabled plugin declares the model "${declared.model}"`);
  return model;
}

const store = ({ runtime, plugin, org }: Work, model: string): RecordStore =>
  runtime.env({ plugin: plugin.name, principal: system(org, `records of ${plugin.name}`) }).model(model as never) as unknown as RecordStore;

const tell = (work: Work, record: { key: string; model: string }, what: DataChange['what'], fields?: readonly string[]): void => {
  work.changes.push({ record: `${work.plugin.name}.${record.key}`, model: record.model, what, ...(fields ? { fields } : {}) });
};

/** The values with references replaced by the ids of the records that they name. */
async function resolved(work: Work, model: ResolvedModel, declared: DataRecord): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(declared.values)) {
    const field = fieldOf(work, model, declared, name);
    const reference = referenceOf(value);
    values[name] = reference !== undefined && (field.kind === 'ref' || field.kind === 'uuid') ? await idOf(work, declared, reference) : revived(field, value);
  }
  return values;
}

function fieldOf({ plugin }: Work, model: ResolvedModel, declared: DataRecord, name: string): ResolvedField {
  const field = model.fields.get(name);
  if (!field || field.column === null) throw new RegistrationError(plugin.name, at(declared), `the model "${model.name}" has no field "${name}" to be set`);
  return field;
}

async function idOf({ runtime, plugin, org }: Work, declared: DataRecord, reference: string): Promise<string> {
  const dot = reference.indexOf('.');
  const { rows } = await runtime.database.query<{ record: string }>(
    'SELECT record FROM core_data WHERE org_id = $1::integer AND plugin = $2::text AND key = $3::text',
    [org, reference.slice(0, dot), reference.slice(dot + 1)],
  );
  const [row] = rows;
  if (!row) throw new RegistrationError(plugin.name, at(declared), `there is no record "${reference}" to refer to`);
  return row.record;
}

/** The bool field that is false on archived records. */
function archiveField(model: ResolvedModel): string | undefined {
  const name = model.definition.archive ?? 'active';
  return model.fields.get(name)?.kind === 'bool' ? name : undefined;
}

/** As they are kept to compare with later; secrets are not. */
function comparable(model: ResolvedModel, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      const field = model.fields.get(name);
      return field && field.column !== null && field.kind !== 'secret' ? [[name, plain(field, value)]] : [];
    }),
  );
}

async function bringOne(work: Work, declared: DataRecord): Promise<void> {
  const model = modelOf(work, declared);
  const values = await resolved(work, model, declared);
  const known = work.known.get(declared.key);
  try {
    if (!known) return await create(work, declared, model, values);
    if (known.model !== declared.model)
      throw new RegistrationError(work.plugin.name, at(declared), `it was a "${known.model}" before: give the new record another key`);
    await follow(work, declared, model, values, known);
  } catch (error) {
    if (error instanceof RegistrationError) throw error;
    throw new Error(`Plugin "${work.plugin.name}", ${at(declared)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function create(work: Work, declared: DataRecord, model: ResolvedModel, values: Record<string, unknown>): Promise<void> {
  const { id } = await store(work, model.name).create(values);
  await work.runtime.database.query(
    'INSERT INTO core_data (org_id, plugin, key, model, record, values) VALUES ($1::integer, $2::text, $3::text, $4::text, $5::uuid, $6::jsonb)',
    [work.org, work.plugin.name, declared.key, model.name, id, JSON.stringify(comparable(model, values))],
  );
  tell(work, declared, 'created');
}

/** Old declaration, new declaration, and what stands there. */
async function follow(work: Work, declared: DataRecord, model: ResolvedModel, values: Record<string, unknown>, known: Known): Promise<void> {
  const records = store(work, model.name);
  const before = comparable(model, known.values);
  const now = comparable(model, values);
  const [row] = isUuid(known.record) ? await records.find({ id: known.record }) : [];
  const current = comparable(model, row ?? {});
  const differing = Object.keys(now).filter((name) => !same(now[name], before[name]));
  if (!row) {
    if (differing.length > 0 || known.dropped) tell(work, declared, 'deleted');
  } else if (declared.noUpdate) {
    if (differing.some((name) => !same(now[name], current[name]))) tell(work, declared, 'frozen', differing);
  } else {
    const flag = archiveField(model);
    const back = flag !== undefined && known.dropped && known.archived && row[flag] === false;
    const stated = Object.keys(now).filter((name) => (name in before ? differing.includes(name) : true) && !same(now[name], current[name]));
    // a field that was not declared before counts as untouched while it holds its default
    const untouched = (name: string): boolean =>
      same(current[name], name in before ? before[name] : plain(fieldOf(work, model, declared, name), model.fields.get(name)?.options.default));
    const updated = stated.filter(untouched);
    const kept = stated.filter((name) => !untouched(name));
    const changed = Object.fromEntries(updated.map((name) => [name, values[name] ?? null]));
    if (updated.length > 0 || back) await records.update(known.record, back ? { ...changed, [flag]: values[flag] ?? true } : changed);
    if (back) tell(work, declared, 'returned');
    if (updated.length > 0) tell(work, declared, 'updated', updated);
    if (kept.length > 0) tell(work, declared, 'kept', kept);
  }
  if (known.dropped || !same(known.values, now)) {
    await work.runtime.database.query(
      `UPDATE core_data SET values = $4::jsonb, dropped_at = NULL, archived = false WHERE org_id = $1::integer AND plugin = $2::text AND key = $3::text`,
      [work.org, work.plugin.name, declared.key, JSON.stringify(now)],
    );
  }
}

/** The plugin no longer brings it. */
async function drop(work: Work, old: Known): Promise<void> {
  const model = work.runtime.generation().registry.models.get(old.model);
  const records = model ? store(work, old.model) : undefined;
  const [row] = records ? await records.find({ id: old.record }) : [];
  let archived = false;
  if (model && records && row) {
    const declared = comparable(model, old.values);
    const current = comparable(model, row);
    const untouched = Object.keys(declared).every((name) => same(declared[name], current[name]));
    const flag = archiveField(model);
    archived = untouched && flag !== undefined && row[flag] === true;
    if (archived && flag) await records.update(old.record, { [flag]: false });
    tell(work, old, archived ? 'archived' : 'left');
  }
  await work.runtime.database.query(
    `UPDATE core_data SET dropped_at = now(), archived = $4::boolean WHERE org_id = $1::integer AND plugin = $2::text AND key = $3::text`,
    [work.org, work.plugin.name, old.key, archived],
  );
}
