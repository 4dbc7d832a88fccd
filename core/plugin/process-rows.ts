import { hostname } from 'node:os';
import type { Database } from '../model/database-type.ts';
import { CORE_VERSION } from '../version.ts';
import type { ProcessInfo } from './platform.ts';

/** Not heard of for this long, a process counts as gone. */
const ALIVE_S = 30;
/** Then its row goes too. */
const FORGET_S = 600;

export type ProcessState = {
  readonly id: string;
  readonly roles: readonly string[];
  readonly generation: number;
  readonly drained: number;
  readonly problem: string | undefined;
};

/** Enters this process, or what has changed of it; `acknowledged_at` moves with the generation. @returns the newest generation's number */
export async function putProcess(database: Database, state: ProcessState): Promise<number> {
  const { rows } = await database.query<{ number: number }>(
    `WITH gone AS (DELETE FROM core_process WHERE seen_at < now() - make_interval(secs => ${FORGET_S})),
     put AS (INSERT INTO core_process AS p (id, host, pid, roles, core_version, generation, drained, problem)
       VALUES ($1::uuid, $2::text, $3::integer, $4::text[], $5::text, $6::integer, $7::integer, $8::text)
       ON CONFLICT (id) DO UPDATE SET seen_at = now(), roles = excluded.roles, generation = excluded.generation, drained = excluded.drained, problem = excluded.problem,
         acknowledged_at = CASE WHEN p.generation = excluded.generation THEN p.acknowledged_at ELSE clock_timestamp() END)
     SELECT number FROM core_generation`,
    [state.id, hostname(), process.pid, [...state.roles], CORE_VERSION, state.generation, state.drained, state.problem ?? null],
  );
  return rows[0]?.number ?? 0;
}

export async function removeProcess(database: Database, id: string): Promise<void> {
  await database.query('DELETE FROM core_process WHERE id = $1::uuid', [id]);
}

type Row = Omit<ProcessInfo, 'problem'> & { problem: string | null; drained: number };

/** Oldest first; those that are gone for good are left out. */
export async function readProcesses(database: Database): Promise<(ProcessInfo & { readonly drained: number })[]> {
  const { rows } = await database.query<Row>(
    `SELECT id, host, pid, roles, core_version AS "coreVersion", started_at AS "startedAt", seen_at AS "seenAt", seen_at > now() - make_interval(secs => ${ALIVE_S}) AS alive,
       generation, drained, acknowledged_at AS "acknowledgedAt", generation >= (SELECT number FROM core_generation) AS current, problem
     FROM core_process WHERE seen_at > now() - make_interval(secs => ${FORGET_S}) ORDER BY started_at, id`,
  );
  return rows.map((row) => ({ ...row, problem: row.problem ?? undefined }));
}
