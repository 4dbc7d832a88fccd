import type { Database } from './database-type.ts';
import type { OwnedTables } from './left-tables.ts';
import { quoted } from './names.ts';

const STEP = 500;

/**
 * Every row of the tables, and what stands in the columns, as values to be written as JSON lines; read in steps along the primary key. Secret columns are left out.
 * `row`/`columns` as PostgreSQL writes them in JSON: instants in ISO 8601, bytes as `\x…`, ranges as text.
 */
export async function* exportRows(database: Database, owned: OwnedTables): AsyncGenerator<Record<string, unknown>> {
  for (const table of owned.tables) {
    for await (const row of rowsOf(database, table, owned, undefined)) yield { table, row: row.value };
  }
  const byTable = new Map<string, string[]>();
  for (const { table, column } of owned.columns) byTable.set(table, [...(byTable.get(table) ?? []), column]);
  for (const [table, columns] of byTable) {
    const shown = columns.filter((column) => !owned.secrets.has(`${table}.${column}`));
    if (shown.length === 0) continue;
    for await (const row of rowsOf(database, table, owned, shown)) yield { table, key: row.key, columns: row.value };
  }
}

async function* rowsOf(
  database: Database,
  table: string,
  { secrets }: OwnedTables,
  columns: readonly string[] | undefined,
): AsyncGenerator<{ key: Record<string, unknown>; value: Record<string, unknown> }> {
  const { rows: keys } = await database.query<{ name: string; type: string }>(
    `SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_index x CROSS JOIN unnest(x.indkey::int2[]) WITH ORDINALITY AS k(n, at)
       JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.n WHERE x.indrelid = $1::regclass AND x.indisprimary ORDER BY k.at`,
    [quoted(table)],
  );
  const names = keys.map(({ name }) => quoted(name));
  const hidden = [...secrets].filter((name) => name.startsWith(`${table}.`)).map((name) => name.slice(table.length + 1));
  const value = columns ? `jsonb_build_object(${columns.map((column) => `'${column}', t.${quoted(column)}`).join(', ')})` : `to_jsonb(t) - $1::text[]`;
  const filled = columns ? `(${columns.map((column) => `t.${quoted(column)} IS NOT NULL`).join(' OR ')}) AND $1::text[] IS NOT NULL` : 'true';
  let last: unknown[] | undefined;
  for (;;) {
    const after: string = last
      ? `(${names.map((name) => `t.${name}`).join(', ')}) > (${keys.map(({ type }, at) => `$${at + 2}::${type}`).join(', ')})`
      : 'true';
    const { rows } = await database.query<{ value: Record<string, unknown>; key: Record<string, unknown> }>(
      `SELECT ${value} AS value, jsonb_build_object(${keys.map(({ name }) => `'${name}', t.${quoted(name)}`).join(', ')}) AS key FROM ${quoted(table)} AS t
       WHERE ${filled} AND ${after} ${keys.length > 0 ? `ORDER BY ${names.map((name) => `t.${name}`).join(', ')} LIMIT ${STEP}` : ''}`,
      [hidden, ...(last ?? [])],
    );
    yield* rows;
    const end = rows.at(-1);
    if (!end || keys.length === 0 || rows.length < STEP) return;
    last = keys.map(({ name }) => end.key[name]);
  }
}
