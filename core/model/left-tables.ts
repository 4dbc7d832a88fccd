import type { Database } from './database-type.ts';
import { literal, quoted } from './names.ts';
import { type Owned, readOwned } from './ownership.ts';

/** Whose word on what is there: the ownership table, less what is gone from the catalog by now. */
export type OwnedTables = {
  readonly tables: readonly string[];
  /** On tables of others. */
  readonly columns: readonly { table: string; column: string }[];
  /** Everything else that does not go with a table or column, in words of SQL: `index foo`, `function bar(integer)`. */
  readonly others: readonly Owned[];
  readonly models: readonly string[];
  /** Columns of any of the tables that no export shows. */
  readonly secrets: ReadonlySet<string>;
};

const split = (name: string): { table: string; column: string } => {
  const dot = name.indexOf('.');
  return { table: name.slice(0, dot), column: name.slice(dot + 1) };
};

/** What these plugins own together. */
export async function ownedTables(database: Database, plugins: readonly string[]): Promise<OwnedTables> {
  const owned = await readOwned(database, plugins);
  const names = (kind: Owned['kind']): string[] => owned.filter((one) => one.kind === kind).map(({ name }) => name);
  const { rows } = await database.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY($1::text[])
     UNION ALL SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relname || '.' || a.attname = ANY($2::text[])`,
    [names('table'), names('column')],
  );
  const there = new Set(rows.map(({ name }) => name));
  const tables = names('table').filter((name) => there.has(name));
  const going = new Set(tables);
  return {
    tables,
    columns: names('column')
      .filter((name) => there.has(name))
      .map(split)
      .filter(({ table }) => !going.has(table)),
    others: owned.filter(({ kind, name }) => !['table', 'column', 'model', 'secret'].includes(kind) && !going.has(split(name).table)),
    models: names('model'),
    secrets: new Set(names('secret')),
  };
}

/** The statements that remove all of it, in an order in which they can run. Never takes away what others own: they fail instead. */
export function dropStatements({ tables, columns, others }: OwnedTables): string[] {
  const of = (kind: Owned['kind']): string[] => others.filter((one) => one.kind === kind).map(({ name }) => name);
  const onTable = (name: string): { table: string; part: string } => ({ table: quoted(split(name).table), part: quoted(split(name).column) });
  return [
    ...of('trigger').map((name) => `DROP TRIGGER IF EXISTS ${onTable(name).part} ON ${onTable(name).table}`),
    ...of('view').map((name) => `DROP VIEW IF EXISTS ${quoted(name)}`),
    ...of('constraint').map((name) => `ALTER TABLE ${onTable(name).table} DROP CONSTRAINT IF EXISTS ${onTable(name).part}`),
    ...of('index').map((name) => `DROP INDEX IF EXISTS ${quoted(name)}`),
    ...columns.map(({ table, column }) => `ALTER TABLE ${quoted(table)} DROP COLUMN IF EXISTS ${quoted(column)}`),
    ...(tables.length > 0 ? [`DROP TABLE IF EXISTS ${tables.map(quoted).join(', ')}`] : []),
    // as the catalog writes it, with its argument types
    ...of('function').map((name) => `DROP ROUTINE IF EXISTS ${name}`),
    ...of('sequence').map((name) => `DROP SEQUENCE IF EXISTS ${quoted(name)}`),
    ...of('type').map((name) => `DROP TYPE IF EXISTS ${quoted(name)}`),
  ];
}

/** Rows of each table and, of each column, rows that hold something. */
export async function countRows(
  database: Database,
  { tables, columns }: Pick<OwnedTables, 'tables' | 'columns'>,
): Promise<{ table: string; column: string | undefined; rows: number; bytes: number }[]> {
  const asked = [...tables.map((table) => ({ table, column: undefined })), ...columns];
  if (asked.length === 0) return [];
  const sql = asked.map(({ table, column }, at) => {
    const filled = column === undefined ? '' : ` WHERE ${quoted(column)} IS NOT NULL`;
    return `SELECT ${at} AS at, (SELECT count(*) FROM ${quoted(table)}${filled})::float8 AS rows, pg_total_relation_size(${literal(quoted(table))}::regclass)::float8 AS bytes`;
  });
  const { rows } = await database.query<{ at: number; rows: number; bytes: number }>(sql.join(' UNION ALL '));
  const counts = new Map(rows.map((row) => [row.at, row]));
  return asked.map(({ table, column }, at) => ({ table, column, rows: counts.get(at)?.rows ?? 0, bytes: counts.get(at)?.bytes ?? 0 }));
}
