import { uuidv7 } from 'uuidv7';
import type { Database } from '../model/database-type.ts';
import { sqlFault } from '../model/sql-state.ts';

export type JobRow = {
  id: string;
  org_id: number;
  plugin: string;
  name: string;
  payload: unknown;
  /** Runs begun, this one included. */
  attempts: number;
  /** Runs that failed or were lost with their process. */
  faults: number;
  lease_token: string;
  request_id: string | null;
};

const LEASE_S = 120;

/** Another row with this key waits already, or another of this lane runs. */
const isTaken = (error: unknown): boolean => sqlFault(error)?.code === '23505';

/**
 * The statements over `core_job`. Whatever ends a run names the lease: a process that was away cannot finish what another took over.
 * @param now null: the database's clock decides what is due; tests set theirs
 */
export function createJobRows(database: Database, now: () => string | null) {
  /** Takes due jobs of these names. A lane's job is due when none of the lane runs and none older is due; between two processes the unique index over running lanes decides. */
  const claim = async (limit: number, names: readonly string[]): Promise<JobRow[]> => {
    try {
      const { rows } = await database.query<JobRow>(
        `UPDATE core_job AS j SET state = 'running', attempts = attempts + 1, lease_token = $1::uuid,
           lease_until = coalesce($3::timestamptz, now()) + make_interval(secs => ${LEASE_S})
         FROM (
           SELECT id FROM core_job AS c
           WHERE state = 'queued' AND run_at <= coalesce($3::timestamptz, now()) AND name = ANY($4::text[])
             AND (lane IS NULL OR NOT EXISTS (
               SELECT 1 FROM core_job AS o WHERE o.lane = c.lane AND (o.state = 'running' OR (o.state = 'queued' AND o.id < c.id AND o.run_at <= coalesce($3::timestamptz, now())))))
           ORDER BY priority, run_at, id
           LIMIT $2::integer
           FOR NO KEY UPDATE SKIP LOCKED
         ) AS due
         WHERE j.id = due.id
         RETURNING j.id, j.org_id, j.plugin, j.name, j.payload, j.attempts, j.faults, j.lease_token, j.request_id`,
        [uuidv7(), limit, now(), names],
      );
      return rows;
    } catch (error) {
      if (isTaken(error)) return []; // two processes wanted the same lane: one has it, this one looks again later
      throw error;
    }
  };

  /** One statement for all that ended well meanwhile. */
  const finish = (done: readonly JobRow[]): Promise<unknown> =>
    database.query('DELETE FROM core_job AS j USING unnest($1::uuid[], $2::uuid[]) AS done(id, lease) WHERE j.id = done.id AND j.lease_token = done.lease', [
      done.map(({ id }) => id),
      done.map(({ lease_token }) => lease_token),
    ]);

  /** Back among the waiting. Where a newer job with its key waits, both stay, and this one gives up the key. */
  const putBack = async (
    row: Pick<JobRow, 'id' | 'lease_token'>,
    how: { runAt?: Date | undefined; pauseS: number; fault: boolean; reason: string },
  ): Promise<void> => {
    const run = (keepKey: boolean): Promise<unknown> =>
      database.query(
        `UPDATE core_job SET state = 'queued', lease_token = NULL, lease_until = NULL, last_error = $3::text, faults = faults + $7::integer,
           run_at = coalesce($4::timestamptz, coalesce($6::timestamptz, now()) + make_interval(secs => $5::double precision)),
           key = CASE WHEN $8::boolean THEN key END
         WHERE id = $1::uuid AND lease_token = $2::uuid`,
        [row.id, row.lease_token, how.reason, how.runAt?.toISOString() ?? null, how.pauseS, now(), how.fault ? 1 : 0, keepKey],
      );
    try {
      await run(true);
    } catch (error) {
      if (!isTaken(error)) throw error;
      await run(false);
    }
  };

  const bury = (row: JobRow, reason: string): Promise<unknown> =>
    database.query(
      `UPDATE core_job SET state = 'dead', faults = faults + 1, lease_token = NULL, lease_until = NULL, last_error = $3::text WHERE id = $1::uuid AND lease_token = $2::uuid`,
      [row.id, row.lease_token, reason],
    );

  /** @returns false when the lease is another's by now */
  const extend = async (row: JobRow): Promise<boolean> => {
    const { rowCount } = await database.query(
      `UPDATE core_job SET lease_until = coalesce($3::timestamptz, now()) + make_interval(secs => ${LEASE_S}) WHERE id = $1::uuid AND lease_token = $2::uuid`,
      [row.id, row.lease_token, now()],
    );
    return rowCount > 0;
  };

  /** Jobs whose process died: their lease has run out. The lost run counts, so that a job that takes its process down does not do so for ever. */
  const reclaimLost = async (): Promise<void> => {
    const { rows } = await database.query<{ id: string; lease_token: string }>(
      `SELECT id, lease_token FROM core_job WHERE state = 'running' AND lease_until < coalesce($1::timestamptz, now()) ORDER BY id`,
      [now()],
    );
    for (const row of rows) await putBack(row, { pauseS: 0, fault: true, reason: 'the process that ran it went away' });
  };

  return { claim, finish, putBack, bury, extend, reclaimLost };
}
