import type { Database } from '../model/database-type.ts';
import { raiseGeneration } from './plugin-rows.ts';

/** What a plugin did. `import`: its code cannot be loaded; `declaration`: what it declares contradicts itself or others; `install`: also a migration. */
export type QuarantineFault = 'import' | 'declaration' | 'install' | 'start' | 'loop' | 'orphan' | 'exit';

export type Quarantine = {
  readonly plugin: string;
  readonly fault: QuarantineFault;
  /** A sentence's end, to be read after the plugin's name: `its start failed: …`. */
  readonly reason: string;
  /** Of its files at that time (`codeHash`); undefined where they could not be read. */
  readonly code: string | undefined;
  readonly at: Date;
};

type Row = { plugin: string; fault: QuarantineFault; reason: string; code: string | null; at: Date };

/** Every plugin that is in quarantine, by name: also those that were never installed. One that an administrator has enabled since is not. */
export async function readQuarantine(database: Database): Promise<Map<string, Quarantine>> {
  const { rows } = await database.query<Row>(
    `SELECT q.plugin, q.fault, q.reason, q.code, q.at FROM core_plugin_quarantine q LEFT JOIN core_plugin p ON p.name = q.plugin
     WHERE p.name IS NULL OR p.state <> 'enabled' ORDER BY q.plugin`,
  );
  return new Map(rows.map((row) => [row.plugin, { ...row, code: row.code ?? undefined }]));
}

/**
 * Takes a plugin out: no process takes it into its next generation. One that is installed keeps its data and stands as `quarantined` with the reason;
 * the generation's number goes up, so that the others follow. Nothing happens where it was disabled or uninstalled meanwhile.
 */
export async function putInQuarantine(database: Database, entry: Omit<Quarantine, 'at'>): Promise<void> {
  const reason = entry.reason.slice(0, 500);
  await database.tx(async () => {
    await database.query(
      `INSERT INTO core_plugin_quarantine (plugin, fault, reason, code) VALUES ($1, $2, $3, $4)
       ON CONFLICT (plugin) DO UPDATE SET fault = excluded.fault, reason = excluded.reason, code = excluded.code, at = now()`,
      [entry.plugin, entry.fault, reason, entry.code ?? null],
    );
    const { rowCount } = await database.query(
      "UPDATE core_plugin SET state = 'quarantined', reason = $2, updated_at = now() WHERE name = $1 AND state IN ('enabled', 'quarantined')",
      [entry.plugin, reason],
    );
    if (rowCount > 0) await raiseGeneration(database);
  });
}

/** Lets it try again: as an administrator asks, or because its code has changed. Its faults are forgotten, so that the next one counts as the first. */
export async function release(database: Database, plugin: string): Promise<void> {
  await database.tx(async () => {
    await database.query('DELETE FROM core_plugin_quarantine WHERE plugin = $1', [plugin]);
    await database.query("UPDATE core_plugin SET state = 'enabled', reason = NULL, updated_at = now() WHERE name = $1 AND state = 'quarantined'", [plugin]);
    await database.query("DELETE FROM core_plugin_fault WHERE plugin = $1 AND kind IN ('loop', 'orphan', 'exit')", [plugin]);
  });
}
