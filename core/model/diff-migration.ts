import { type CatalogColumn, type CatalogConstraint, type CatalogIndex, plain, readCatalog, sameDefinition } from './catalog.ts';
import type { Database } from './database-type.ts';
import { addColumn, constraintSql, indexSql, partOf, type Table, tableOf } from './ddl.ts';
import { makeMigration } from './make-migration.ts';
import { quoted } from './names.ts';
import type { Registry, ResolvedModel } from './registry.ts';

/** A migration's text (empty: nothing to do) and what its author should know before it is committed. */
export type DraftMigration = { sql: string; notes: string[] };

type Found = { columns: readonly CatalogColumn[]; constraints: readonly CatalogConstraint[]; indexes: readonly CatalogIndex[] };

function columnChanges(table: string, wanted: Table['columns'], found: ReadonlyMap<string, CatalogColumn>, notes: string[]): string[] {
  const changes: string[] = [];
  for (const column of wanted) {
    const { name, type, notNull, default: value } = column;
    const now = found.get(name);
    if (!now) {
      changes.push(addColumn(column));
      if (notNull && value === null)
        notes.push(
          `${table}.${name} is required and has no default: rows that exist already need a value. Add the column without NOT NULL, fill it, then SET NOT NULL.`,
        );
      continue;
    }
    if (now.type !== type) {
      changes.push(`ALTER COLUMN ${quoted(name)} TYPE ${type} USING ${quoted(name)}::${type}`);
      notes.push(
        `${table}.${name} changes from ${now.type} to ${type}: the previous release cannot run on it. A new field beside the old one can be rolled back.`,
      );
    }
    if (plain(now.default ?? '') !== plain(value ?? ''))
      changes.push(`ALTER COLUMN ${quoted(name)} ${value === null ? 'DROP DEFAULT' : `SET DEFAULT ${value}`}`);
    if (now.not_null !== notNull) changes.push(`ALTER COLUMN ${quoted(name)} ${notNull ? 'SET' : 'DROP'} NOT NULL`);
  }
  return changes;
}

function constraintChanges(wanted: Table['constraints'], found: ReadonlyMap<string, CatalogConstraint>): string[] {
  return wanted.flatMap((constraint) => {
    const now = found.get(constraint.name);
    if (now && sameDefinition(constraint.kind, constraint.sql, now.definition)) return [];
    return [...(now ? [`DROP CONSTRAINT ${quoted(constraint.name)}`] : []), `ADD ${constraintSql(constraint)}`];
  });
}

const sameIndex = (wanted: Table['indexes'][number], now: CatalogIndex): boolean =>
  now.columns.join() === wanted.columns.join() && now.partial === (wanted.where !== null) && now.using === wanted.using;

/** What one plugin has to change on one table that stands already. */
function tableChanges(registry: Registry, model: ResolvedModel, plugin: string, found: Found, notes: string[]): string[] {
  const wanted = partOf(registry, model, plugin);
  const columns = new Map(found.columns.filter(({ table }) => table === model.table).map((column) => [column.name, column]));
  const constraints = new Map(found.constraints.filter(({ table }) => table === model.table).map((constraint) => [constraint.name, constraint]));
  const indexes = new Map(found.indexes.filter(({ table, constrains }) => table === model.table && !constrains).map((index) => [index.name, index]));
  const parts = [...columnChanges(model.table, wanted.columns, columns, notes), ...constraintChanges(wanted.constraints, constraints)];
  const statements: string[] = [];
  if (model.plugin === plugin) {
    // On a shadow database nothing is an operator's own: what nobody declares is what an earlier version declared.
    const all = tableOf(registry, model);
    const declared = (list: readonly { name: string }[], name: string): boolean => list.some((one) => one.name === name);
    for (const name of constraints.keys()) if (!declared(all.constraints, name)) parts.push(`DROP CONSTRAINT ${quoted(name)}`);
    for (const name of indexes.keys()) if (!declared(all.indexes, name)) statements.push(`DROP INDEX ${quoted(name)};`);
    for (const [name, { not_null, default: value }] of columns) {
      if (declared(all.columns, name)) continue;
      notes.push(
        `${model.table}.${name} is declared no more. It stays for the release that still writes it; a later migration drops it: ALTER TABLE ${model.table} DROP COLUMN ${quoted(name)};`,
      );
      if (not_null && value === null) parts.push(`ALTER COLUMN ${quoted(name)} DROP NOT NULL`);
    }
  }
  if (parts.length > 0) statements.unshift(`ALTER TABLE ${model.table}\n  ${parts.join(',\n  ')};`);
  for (const index of wanted.indexes) {
    const now = indexes.get(index.name);
    if (now && sameIndex(index, now)) continue;
    if (now) statements.push(`DROP INDEX ${quoted(index.name)};`);
    statements.push(indexSql(model.table, index));
  }
  return statements;
}

/**
 * The next migration of a plugin: what lies between the database that all migrations so far make (`shadow`) and what the plugin declares now. It only adds and relaxes
 * where it can; what would take something from the previous release is in `notes`.
 */
export async function draftMigration(registry: Registry, plugin: string, shadow: Database): Promise<DraftMigration> {
  const models = [...registry.models.values()];
  const found = await readCatalog(
    shadow,
    models.map(({ table }) => table),
  );
  const standing = new Set(found.columns.map(({ table }) => table));
  const missing = (model: ResolvedModel): boolean => !standing.has(model.table);
  const notes: string[] = [];
  const statements = models
    .filter((model) => !missing(model) && [...model.fields.values()].some((field) => model.plugin === plugin || field.plugin === plugin))
    .flatMap((model) => tableChanges(registry, model, plugin, found, notes));
  const created = makeMigration(registry, plugin, { only: missing });
  return {
    sql: [created.trim(), statements.join('\n\n')]
      .filter((part) => part !== '')
      .join('\n\n')
      .concat('\n')
      .replace(/^\n$/, ''),
    notes,
  };
}
