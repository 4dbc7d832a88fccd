import type { Database } from '../model/database-type.ts';
import { exportRows } from '../model/export-rows.ts';
import { countRows, dropStatements, type OwnedTables, ownedTables } from '../model/left-tables.ts';
import { quoted, tableName } from '../model/names.ts';
import type { Leftover } from './platform.ts';
import type { PluginRow } from './plugin-rows.ts';

/** Logs: they tell what was, also of what is gone. */
const LOGS = /(history|audit|security|migration|ownership)/;

type Holder = { table: string; column: 'plugin' | 'owner' | 'model' };

/** The core's own tables that hold rows of plugins: by name in `plugin` (or `owner`), or by a model's name in `model`. */
async function holders(database: Database): Promise<Holder[]> {
  const { rows } = await database.query<Holder>(
    `SELECT c.relname::text AS "table", a.attname::text AS "column" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'core\\_%' AND a.attname IN ('plugin', 'model') AND format_type(a.atttypid, NULL) = 'text'
     ORDER BY c.relname, a.attname`,
  );
  return rows.filter(({ table }) => !LOGS.test(table));
}

/**
 * Removes everything of the plugins given: their records in others' tables (as far as nothing refers to them), tables, columns and whatever else their migrations
 * made, and their rows in the core's tables. In the current transaction; by the ownership table alone, so also without the code.
 */
export async function purgePlugins(database: Database, plugins: readonly string[]): Promise<void> {
  const owned = await ownedTables(database, plugins);
  await removeBrought(database, plugins, owned);
  for (const statement of dropStatements(owned)) await database.script(statement);
  for (const { table, column } of await holders(database)) {
    if (column === 'plugin') await database.query(`DELETE FROM ${table} WHERE plugin = ANY($1::text[])`, [plugins]);
    else await database.query(`DELETE FROM ${table} WHERE model = ANY($1::text[])`, [owned.models]);
  }
  await database.query('DELETE FROM core_migration WHERE owner = ANY($1::text[])', [plugins]);
  await database.query('DELETE FROM core_ownership WHERE plugin = ANY($1::text[])', [plugins]);
  await database.query('DELETE FROM core_plugin WHERE name = ANY($1::text[])', [plugins]);
}

/** Records that the plugins brought to models of others. One that is still referred to stays. */
async function removeBrought(database: Database, plugins: readonly string[], { models }: OwnedTables): Promise<void> {
  const { rows } = await database.query<{ model: string; record: string }>(
    'SELECT model, record FROM core_data WHERE plugin = ANY($1::text[]) AND model <> ALL($2::text[]) ORDER BY model, record',
    [plugins, models],
  );
  for (const { model, record } of rows) {
    const table = tableName(model);
    const known = await database.query('SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = $1::text', [table]);
    if (known.rowCount === 0) continue;
    // the uuid is the database's own text: nothing to escape
    await database.script(`DO $$ BEGIN DELETE FROM ${quoted(table)} WHERE id = '${record}'; EXCEPTION WHEN foreign_key_violation THEN NULL; END $$`);
  }
}

/** What uninstalled plugins, and plugins whose code is gone, have left. */
export async function readLeftovers(database: Database, rows: ReadonlyMap<string, PluginRow>, hasCode: (name: string) => boolean): Promise<Leftover[]> {
  const { rows: owners } = await database.query<{ plugin: string }>('SELECT DISTINCT plugin FROM core_ownership UNION SELECT name FROM core_plugin ORDER BY 1');
  const found: Leftover[] = [];
  for (const { plugin } of owners) {
    const row = rows.get(plugin);
    const state = row?.state ?? 'uninstalled';
    if (state !== 'uninstalled' && hasCode(plugin)) continue;
    const owned = await ownedTables(database, [plugin]);
    const counts = await countRows(database, owned);
    const core = await database.query<Leftover['core']>(
      `SELECT (SELECT count(*) FROM core_setting WHERE plugin = $1::text)::integer AS settings, (SELECT count(*) FROM core_data WHERE plugin = $1::text)::integer AS records,
         (SELECT count(*) FROM core_job WHERE plugin = $1::text)::integer AS jobs, (SELECT count(*) FROM core_token WHERE plugin = $1::text)::integer AS tokens`,
      [plugin],
    );
    found.push({
      plugin,
      title: row?.title ?? plugin,
      state,
      code: hasCode(plugin),
      tables: counts.flatMap(({ table, column, rows: count, bytes }) => (column === undefined ? [{ name: table, rows: count, bytes }] : [])),
      columns: counts.flatMap(({ table, column, rows: count }) => (column === undefined ? [] : [{ table, column, rows: count }])),
      others: owned.others.map(({ kind, name }) => `${kind} ${name}`),
      core: core.rows[0] ?? { settings: 0, records: 0, jobs: 0, tokens: 0 },
    });
  }
  return found;
}

/** JSON lines, each with its end. */
export async function* exportLines(database: Database, plugin: string, row: PluginRow | undefined): AsyncGenerator<string> {
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  yield line({ plugin, version: row?.version ?? null, exported: new Date().toISOString() });
  for await (const entry of exportRows(database, await ownedTables(database, [plugin]))) yield line(entry);
  const { rows } = await database.query<{ setting: string; organization: number; value: unknown }>(
    'SELECT key AS setting, org_id AS organization, value FROM core_setting WHERE plugin = $1::text AND sealed IS NULL ORDER BY org_id, key',
    [plugin],
  );
  for (const entry of rows) yield line(entry);
}
