import type { Database } from '../model/database-type.ts';
import { sqlFault } from '../model/sql-state.ts';

export type DeadJob = { id: string; plugin: string; name: string; attempts: number; reason: string | null; createdAt: Date };

/** Jobs that gave up, newest first. Payloads stay where they are: they may hold personal data. */
export async function listDeadJobs(database: Database, org: number, limit = 100): Promise<DeadJob[]> {
  const { rows } = await database.query<{ id: string; plugin: string; name: string; attempts: number; last_error: string | null; created_at: Date }>(
    `SELECT id, plugin, name, attempts, last_error, created_at FROM core_job WHERE org_id = $1::integer AND state = 'dead' ORDER BY created_at DESC, id DESC LIMIT $2::integer`,
    [org, limit],
  );
  return rows.map(({ id, plugin, name, attempts, last_error, created_at }) => ({ id, plugin, name, attempts, reason: last_error, createdAt: created_at }));
}

/** Puts a dead job among the waiting again, with all its tries. @returns false where there is no such dead job */
export async function retryJob(database: Database, org: number, id: string): Promise<boolean> {
  const revive = async (keepKey: boolean): Promise<boolean> => {
    const { rowCount } = await database.query(
      `UPDATE core_job SET state = 'queued', faults = 0, run_at = 'epoch', key = CASE WHEN $3::boolean THEN key END WHERE org_id = $1::integer AND id = $2::uuid AND state = 'dead'`,
      [org, id, keepKey],
    );
    return rowCount > 0;
  };
  try {
    return await revive(true);
  } catch (error) {
    // a newer job with its key waits: both stay, and this one gives up the key
    if (sqlFault(error)?.code !== '23505' || database.inTransaction()) throw error;
    return revive(false);
  }
}
