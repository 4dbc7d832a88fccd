import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Env } from '../env.ts';
import type { Database } from '../model/database-type.ts';
import { type MigrationSource, migrate } from '../model/migrator.ts';
import { recordOwnership } from '../model/record-ownership.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { bringData } from './data-records.ts';
import type { Manifest } from './define-plugin.ts';
import { pluginFolder, projectRoot } from './plugin-folder.ts';

/** Every boot that changes the catalog takes this lock, so that of several processes one installs and the others wait. */
const INSTALL_LOCK = 'core:install';

/** The `.sql` files of a folder as a source of migrations, in the order of their names. */
export function migrationsIn(owner: string, folder: string): MigrationSource {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.sql'))
        .sort()
    : [];
  return { owner, files: names.map((name) => ({ id: name.slice(0, -4), sql: readFileSync(path.join(folder, name), 'utf8') })) };
}

export const coreMigrations = (): MigrationSource => migrationsIn('core', path.join(projectRoot, 'migrations'));

export const pluginMigrations = (plugin: Manifest): MigrationSource => migrationsIn(plugin.name, path.join(pluginFolder(plugin.url), 'migrations'));

export async function migrateCore(database: Database): Promise<void> {
  await migrate(database, [coreMigrations()]);
}

/**
 * Brings the database to the generation: migrations of every plugin, ownership, data records, `install` of new ones; all in one transaction.
 * @returns the generation's number (raised when anything changed), and whether the database was empty before.
 */
export async function install(runtime: Runtime): Promise<{ number: number; fresh: boolean }> {
  const { database } = runtime;
  const { plugins } = runtime.generation();
  return database.tx(async () => {
    // another process may install for longer than a lock is usually waited for
    await database.script(`SET LOCAL lock_timeout = '2min'`);
    await database.lockKeys([INSTALL_LOCK]);
    const known = new Map(
      (await database.query<{ name: string; version: string }>('SELECT name, version FROM core_plugin')).rows.map((row) => [row.name, row.version]),
    );
    const applied = await migrate(database, plugins.map(pluginMigrations));
    if (applied > 0) await recordOwnership(database, runtime.generation().registry);
    const changed = plugins.filter((plugin) => known.get(plugin.name) !== plugin.version);
    for (const plugin of changed) {
      await database.query(
        `INSERT INTO core_plugin (name, version, state) VALUES ($1, $2, 'enabled')
         ON CONFLICT (name) DO UPDATE SET version = excluded.version, updated_at = now()`,
        [plugin.name, plugin.version],
      );
      const data = await bringData(runtime, plugin);
      if (data.length > 0) runtime.log.info({ plugin: plugin.name, data }, 'records of a plugin brought');
      if (!known.has(plugin.name)) {
        await plugin.install?.(runtime.env({ plugin: plugin.name, principal: pluginPrincipal(1, plugin.name) }) as Env<never>);
      }
    }
    if (changed.length === 0 && applied === 0) {
      const current = await database.query<{ number: number }>('SELECT number FROM core_generation');
      return { number: current.rows[0]?.number ?? 0, fresh: false };
    }
    const next = await database.query<{ number: number }>('UPDATE core_generation SET number = number + 1 RETURNING number');
    return { number: next.rows[0]?.number ?? 0, fresh: known.size === 0 };
  });
}
