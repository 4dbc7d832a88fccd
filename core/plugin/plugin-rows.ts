import type { Database } from '../model/database-type.ts';

/** What the database knows of a plugin. */
export type PluginRow = {
  readonly name: string;
  readonly version: string;
  readonly state: 'enabled' | 'disabled' | 'quarantined' | 'uninstalled';
  readonly reason: string | null;
  readonly title: string | null;
  readonly depends: readonly string[];
  /** Null where an older release installed it and nobody wrote down what it may do. */
  readonly permissions: readonly string[] | null;
  readonly installed_at: Date;
  readonly updated_at: Date;
};

/** By name. An uninstalled one is in it while its data is kept. */
export async function readPluginRows(database: Database): Promise<Map<string, PluginRow>> {
  const { rows } = await database.query<PluginRow>(
    'SELECT name, version, state, reason, title, depends, permissions, installed_at, updated_at FROM core_plugin ORDER BY name',
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** The number that all processes should be on; told to them on this channel. */
export const GENERATION_CHANNEL = 'core_generation';

export async function readGenerationNumber(database: Database): Promise<number> {
  const { rows } = await database.query<{ number: number }>('SELECT number FROM core_generation');
  return rows[0]?.number ?? 0;
}

/** In the current transaction; every process hears of it when that commits. */
export async function raiseGeneration(database: Database): Promise<number> {
  const { rows } = await database.query<{ number: number }>(
    `WITH raised AS (UPDATE core_generation SET number = number + 1 RETURNING number)
     SELECT number, pg_notify('${GENERATION_CHANNEL}', number::text) FROM raised`,
  );
  return rows[0]?.number ?? 0;
}
