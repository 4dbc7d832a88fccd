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

/** Puts every dead job, or every one of a kind, among the waiting again. A key that a newer waiting job has is given up. @returns how many */
export async function retryAllJobs(database: Database, org: number, name?: string): Promise<number> {
  const { rowCount } = await database.query(
    `UPDATE core_job AS j SET state = 'queued', faults = 0, run_at = 'epoch',
       key = CASE WHEN j.key IS NOT NULL AND j.id = (SELECT min(d.id::text)::uuid FROM core_job d WHERE d.org_id = j.org_id AND d.name = j.name AND d.key = j.key AND d.state = 'dead')
         AND NOT EXISTS (SELECT 1 FROM core_job q WHERE q.org_id = j.org_id AND q.name = j.name AND q.key = j.key AND q.state = 'queued') THEN j.key END
     WHERE org_id = $1::integer AND state = 'dead' AND ($2::text IS NULL OR name = $2::text)`,
    [org, name ?? null],
  );
  return rowCount;
}

/** Deletes a dead job: its work is never done. @returns false where there is no such dead job */
export async function discardJob(database: Database, org: number, id: string): Promise<boolean> {
  const { rowCount } = await database.query(`DELETE FROM core_job WHERE org_id = $1::integer AND id = $2::uuid AND state = 'dead'`, [org, id]);
  return rowCount > 0;
}

/** Deletes dead jobs of a kind by members of their payload. @returns how many */
export async function discardDeadJobs(
  database: Database,
  { org, plugin, name, part }: { org: number; plugin: string; name: string; part: Readonly<Record<string, unknown>> },
): Promise<number> {
  const { rowCount } = await database.query(
    `DELETE FROM core_job WHERE org_id = $1::integer AND plugin = $2::text AND name = $3::text AND state = 'dead' AND payload @> $4::jsonb`,
    [org, plugin, name, JSON.stringify(part)],
  );
  return rowCount;
}
