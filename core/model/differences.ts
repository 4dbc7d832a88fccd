import { type CatalogColumn, type CatalogConstraint, type CatalogIndex, plain, readCatalog, sameDefinition } from './catalog.ts';
import type { Database } from './database-type.ts';
import { type Table, tableOf } from './ddl.ts';
import type { Registry } from './registry.ts';

function compareColumns(table: Table, found: readonly CatalogColumn[], foreign: ReadonlySet<string>): string[] {
  const messages: string[] = [];
  const byName = new Map(found.map((column) => [column.name, column]));
  for (const { name, type, notNull, default: value } of table.columns) {
    const column = byName.get(name);
    byName.delete(name);
    const place = `${table.name}.${name}`;
    if (!column) {
      messages.push(`column ${place} is missing`);
      continue;
    }
    if (column.type !== type) messages.push(`column ${place} is ${column.type}, declared is ${type}`);
    if (column.not_null !== notNull) messages.push(`column ${place} ${column.not_null ? 'refuses' : 'takes'} null, declared is the opposite`);
    if (plain(column.default ?? '') !== plain(value ?? ''))
      messages.push(`column ${place} has the default ${column.default ?? 'none'}, declared is ${value ?? 'none'}`);
  }
  for (const name of byName.keys()) if (!foreign.has(`${table.name}.${name}`)) messages.push(`column ${table.name}.${name} is declared by nobody`);
  return messages;
}

function compareConstraints(table: Table, found: readonly CatalogConstraint[], ignored: (definition: string) => boolean): string[] {
  const messages: string[] = [];
  const byName = new Map(found.map((constraint) => [constraint.name, constraint]));
  for (const { name, kind, sql } of table.constraints) {
    const constraint = byName.get(name);
    byName.delete(name);
    if (!constraint) messages.push(`constraint ${name} of ${table.name} is missing`);
    else if (!constraint.valid) messages.push(`constraint ${name} of ${table.name} is not valid`);
    else if (!sameDefinition(kind, sql, constraint.definition))
      messages.push(`constraint ${name} of ${table.name} is ${constraint.definition}, declared is ${sql}`);
  }
  for (const { name, definition } of byName.values()) if (!ignored(definition)) messages.push(`constraint ${name} of ${table.name} is declared by nobody`);
  return messages;
}

function compareIndexes(table: Table, found: readonly CatalogIndex[]): string[] {
  const messages: string[] = [];
  const byName = new Map(found.map((index) => [index.name, index]));
  for (const { name, valid } of found) if (!valid) messages.push(`index ${name} of ${table.name} is not valid`);
  for (const { name, columns, where, using } of table.indexes) {
    const index = byName.get(name);
    byName.delete(name);
    if (!index) messages.push(`index ${name} of ${table.name} is missing`);
    else if (index.columns.join() !== columns.join() || index.partial !== (where !== null) || index.using !== using) {
      messages.push(
        `index ${name} of ${table.name} is ${index.using} (${index.columns.join(', ')})${index.partial ? ' where …' : ''}, declared is ${using} (${columns.join(', ')})${where ? ` where ${where}` : ''}`,
      );
    }
  }
  return messages;
}

/**
 * Where the database is not as declared, in sentences; empty when all is well. Columns of plugins that are known to the database but not enabled are left in peace, and
 * so are further indexes that an operator has made.
 */
export async function differences(registry: Registry, database: Database): Promise<string[]> {
  const tables = [...registry.models.values()].map((model) => tableOf(registry, model));
  const names = tables.map(({ name }) => name);
  const { columns, constraints, indexes } = await readCatalog(database, names);
  const { rows: owned } = await database.query<{ name: string }>(`SELECT name FROM core_ownership WHERE kind = 'column'`);
  const foreign = new Set(owned.map(({ name }) => name));
  return tables.flatMap((table) => {
    const own = columns.filter((column) => column.table === table.name);
    if (own.length === 0) return [`table ${table.name} is missing`];
    const declared = new Set(table.columns.map(({ name }) => name));
    const others = own.map(({ name }) => name).filter((name) => !declared.has(name) && foreign.has(`${table.name}.${name}`));
    const ofOthers = (definition: string): boolean => others.some((name) => new RegExp(`\\b${name}\\b`).test(definition));
    return [
      ...compareColumns(table, own, foreign),
      ...compareConstraints(
        table,
        constraints.filter((constraint) => constraint.table === table.name),
        ofOthers,
      ),
      ...compareIndexes(
        table,
        indexes.filter((index) => index.table === table.name && !index.constrains),
      ),
    ];
  });
}
