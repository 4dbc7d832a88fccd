import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../model/database-type.ts';
import { type MigrationSource, migrate } from '../model/migrator.ts';
import { sqlFault } from '../model/sql-state.ts';
import type { Manifest } from './define-plugin.ts';
import { pluginFolder, projectRoot } from './plugin-folder.ts';

/** Whoever changes the set of plugins takes this lock, so that of several processes one does and the others wait. */
const INSTALL_LOCK = 'core:install';
const LOCK_TIMEOUT = '55P03';

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

/** How long a statement of an installation waits for a table: others who want it wait behind, and give up after 3 s. */
const TABLE_WAIT = '2500ms';
/** How often it is tried again where a table was in use for longer. */
const ATTEMPTS = 8;

/**
 * One transaction, one process at a time, with the time that migrations may need. Where a table is in use for long it is all taken back and tried again a little later,
 * so that nobody who only wants to read it waits for the platform.
 */
export async function inInstallation<T>(database: Database, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.tx(async () => {
        // another process may install for longer than a lock is usually waited for
        await database.script(`SET LOCAL lock_timeout = '2min'; SET LOCAL statement_timeout = '15min'; SET LOCAL idle_in_transaction_session_timeout = '5min'`);
        await database.lockKeys([INSTALL_LOCK]);
        await database.script(`SET LOCAL lock_timeout = '${TABLE_WAIT}'`);
        return work();
      });
    } catch (error) {
      if (sqlFault(error)?.code !== LOCK_TIMEOUT || attempt === ATTEMPTS) throw error;
      await wait(attempt * 250);
    }
  }
}

export async function migrateCore(database: Database): Promise<void> {
  await inInstallation(database, () => migrate(database, [coreMigrations()]));
}
