import { uuidv7 } from 'uuidv7';
import type { Database } from '../model/database-type.ts';
import type { JobOptions } from './job.ts';

export type NewJob = JobOptions & { org: number; plugin: string; name: string; payload: unknown; requestId?: string | undefined };

/** Runners of this process that want to know at once; other processes look every second. */
const wakers = new WeakMap<Database, Set<() => void>>();

/** @returns unsubscribe */
export function onEnqueued(database: Database, wake: () => void): () => void {
  const set = wakers.get(database) ?? new Set();
  wakers.set(database, set);
  set.add(wake);
  return () => set.delete(wake);
}

/** Writes jobs in one statement, in the current transaction. A job whose key waits already is left out. */
export async function enqueueJobs(database: Database, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const column = <T>(pick: (job: NewJob) => T): T[] => jobs.map(pick);
  await database.query(
    `INSERT INTO core_job (id, org_id, plugin, name, payload, key, lane, priority, run_at, request_id)
     SELECT id, org_id, plugin, name, payload::jsonb, key, lane, priority, coalesce(run_at, 'epoch'), request_id
     FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::timestamptz[], $10::text[])
       AS j(id, org_id, plugin, name, payload, key, lane, priority, run_at, request_id)
     ON CONFLICT DO NOTHING`,
    [
      column(() => uuidv7()),
      column(({ org }) => org),
      column(({ plugin }) => plugin),
      column(({ name }) => name),
      column(({ payload }) => JSON.stringify(payload ?? null)),
      column(({ key }) => key ?? null),
      column(({ lane }) => lane ?? null),
      column(({ priority }) => priority ?? 100),
      column(({ runAt }) => runAt?.toISOString() ?? null),
      column(({ requestId }) => requestId ?? null),
    ],
  );
  database.afterCommit(() => {
    for (const wake of wakers.get(database) ?? []) wake();
  });
}
