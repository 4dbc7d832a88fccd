import { createHash } from 'node:crypto';
import type { Database } from './database-type.ts';

/** Ordered migrations of one owner: `core` or a plugin. `id` is the file's name without `.sql`. */
export type MigrationSource = { owner: string; files: readonly { id: string; sql: string }[] };

/** A migration that was applied has been edited or is gone: the database and the code tell two stories. */
export class MigrationMismatch extends Error {
  constructor(owner: string, id: string, what: 'changed' | 'missing') {
    super(
      what === 'changed'
        ? `migration ${owner}/${id} was changed after it was applied: restore its text and write a new migration instead`
        : `migration ${owner}/${id} was applied to this database but is not there any more: restore the file`,
    );
    this.name = 'MigrationMismatch';
  }
}

const checksum = (sql: string): string => createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');

/**
 * Applies what is not applied yet: in order, forward only, all in one transaction under an advisory lock, so that of several processes one migrates and the others wait.
 * @returns how many were applied.
 * @throws MigrationMismatch
 */
export async function migrate(database: Database, sources: readonly MigrationSource[]): Promise<number> {
  return database.tx(async () => {
    await database.query('SET LOCAL lock_timeout = 0');
    await database.query('SET LOCAL statement_timeout = 0');
    await database.lockKeys(['core:migrate']);
    await database.query(`CREATE TABLE IF NOT EXISTS core_migration (
      owner text NOT NULL, id text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (owner, id))`);
    const { rows } = await database.query<{ owner: string; id: string; checksum: string }>('SELECT owner, id, checksum FROM core_migration');
    const applied = new Map(rows.map((row) => [`${row.owner}/${row.id}`, row]));
    let count = 0;
    for (const { owner, files } of sources) {
      const here = new Set(files.map(({ id }) => id));
      for (const row of rows) if (row.owner === owner && !here.has(row.id)) throw new MigrationMismatch(owner, row.id, 'missing');
      for (const { id, sql } of files) {
        const known = applied.get(`${owner}/${id}`);
        if (known && known.checksum !== checksum(sql)) throw new MigrationMismatch(owner, id, 'changed');
        if (known) continue;
        await database.script(sql);
        await database.query('INSERT INTO core_migration (owner, id, checksum) VALUES ($1, $2, $3)', [owner, id, checksum(sql)]);
        count += 1;
      }
    }
    return count;
  });
}
