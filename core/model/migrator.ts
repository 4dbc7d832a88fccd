import { createHash } from 'node:crypto';
import type { Database } from './database-type.ts';
import { MigrationError } from './migration-error.ts';
import type { MigrationWatch } from './ownership.ts';

/** One owner's migrations (`core`, or a plugin's name), oldest first. `id` is the file's name without `.sql`. */
export type MigrationSource = { owner: string; files: readonly { id: string; sql: string }[] };

const table = `CREATE TABLE IF NOT EXISTS core_migration (
  owner text NOT NULL,
  id text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner, id)
)`;

const checksumOf = (sql: string): string => createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');

function assertOrder({ owner, files }: MigrationSource): void {
  for (const [index, { id }] of files.entries()) {
    if (!/^\d{4}-[a-z0-9-]+$/.test(id)) throw new MigrationError(owner, `Migration "${id}" of "${owner}": name it NNNN-what-it-does.sql`);
    const before = files[index - 1]?.id;
    if (before !== undefined && before.slice(0, 4) >= id.slice(0, 4))
      throw new MigrationError(owner, `Migration "${id}" of "${owner}" does not come after "${before}": give it the next number`);
  }
}

/** What `migrate` would apply, as far as can be said without applying it. */
export async function pendingMigrations(database: Database, sources: readonly MigrationSource[]): Promise<{ owner: string; id: string; sql: string }[]> {
  const { rows } = await database.query<{ owner: string; id: string }>('SELECT owner, id FROM core_migration WHERE owner = ANY($1::text[])', [
    sources.map(({ owner }) => owner),
  ]);
  const applied = new Set(rows.map(({ owner, id }) => `${owner}/${id}`));
  return sources.flatMap(({ owner, files }) => files.filter(({ id }) => !applied.has(`${owner}/${id}`)).map(({ id, sql }) => ({ owner, id, sql })));
}

/**
 * Applies what has not been applied, in the order of the sources and of their files, all in one transaction and only by one process at a time.
 * An applied file that is newer than all that are here is left in peace: a newer release has run on this database, and this one still can.
 * @returns how many were applied.
 * @throws MigrationError naming owner and file where an applied file has changed since, is gone from among older ones, or would come before an applied one.
 */
export async function migrate(database: Database, sources: readonly MigrationSource[], watch?: MigrationWatch): Promise<number> {
  for (const source of sources) assertOrder(source);
  return database.tx(async () => {
    const limits = await database.query<{ lock: string }>("SELECT current_setting('lock_timeout') AS lock");
    // others may hold the lock for as long as their migrations take; a table is not waited for that long
    await database.script(`SET LOCAL lock_timeout = '2min'; SET LOCAL statement_timeout = '15min'`);
    await database.lockKeys(['core:migrate']);
    await database.query("SELECT set_config('lock_timeout', $1::text, true)", [limits.rows[0]?.lock ?? '3s']);
    await database.script(table);
    const { rows } = await database.query<{ owner: string; id: string; checksum: string }>('SELECT owner, id, checksum FROM core_migration ORDER BY owner, id');
    let count = 0;
    for (const { owner, files } of sources) {
      const applied = new Map(rows.filter((row) => row.owner === owner).map(({ id, checksum }) => [id, checksum]));
      const last = [...applied.keys()].at(-1);
      const newest = files.at(-1)?.id;
      const before = count;
      for (const id of applied.keys()) {
        if (newest !== undefined && id < newest && !files.some((file) => file.id === id))
          throw new MigrationError(
            owner,
            `Migration "${id}" of "${owner}" was applied to this database but its file is gone: bring it back, or use the release that has it`,
          );
      }
      for (const { id, sql } of files) {
        const checksum = checksumOf(sql);
        const known = applied.get(id);
        if (known !== undefined && known !== checksum)
          throw new MigrationError(
            owner,
            `Migration "${id}" of "${owner}" has changed since it was applied: restore it and write the change as a new migration`,
          );
        if (known !== undefined) continue;
        if (last !== undefined && id < last)
          throw new MigrationError(owner, `Migration "${id}" of "${owner}" would come before "${last}", which is applied: give it the next number`);
        if (watch && count === before) await watch.before();
        try {
          await database.script(sql);
        } catch (error) {
          throw new MigrationError(owner, `Migration "${id}" of "${owner}" failed: ${error instanceof Error ? error.message : String(error)}`, {
            cause: error,
          });
        }
        await database.query('INSERT INTO core_migration (owner, id, checksum) VALUES ($1, $2, $3)', [owner, id, checksum]);
        count += 1;
      }
      if (watch && count > before) await watch.after(owner);
    }
    return count;
  });
}
