import type { Database } from '../model/database-type.ts';

/** One lane (or, outside of lanes, one kind of job) with what waits in it. */
export type QueueLane = {
  /** Null: no lane, many at once. */
  lane: string | null;
  plugin: string;
  name: string;
  /** Could run now. */
  due: number;
  /** Wait for their time or their next try. */
  later: number;
  running: number;
  dead: number;
  /** Waits longest of those that are due. */
  oldest: Date | null;
  /** The soonest of those that wait for their time. */
  next: Date | null;
  /** Why the last try of one that waits failed. */
  reason: string | null;
};

/** What waits, runs and gave up, by kind and lane; the fullest first, a hundred at most. One statement over the queue, which holds only what is unfinished. */
export async function queueOverview(database: Database, org: number, now: Date | null): Promise<QueueLane[]> {
  const { rows } = await database.query<QueueLane>(
    `SELECT lane, plugin, name,
       count(*) FILTER (WHERE state = 'queued' AND run_at <= coalesce($2::timestamptz, now()))::integer AS due,
       count(*) FILTER (WHERE state = 'queued' AND run_at > coalesce($2::timestamptz, now()))::integer AS later,
       count(*) FILTER (WHERE state = 'running')::integer AS running,
       count(*) FILTER (WHERE state = 'dead')::integer AS dead,
       min(created_at) FILTER (WHERE state = 'queued' AND run_at <= coalesce($2::timestamptz, now())) AS oldest,
       min(run_at) FILTER (WHERE state = 'queued' AND run_at > coalesce($2::timestamptz, now())) AS next,
       max(last_error) FILTER (WHERE state = 'queued') AS reason
     FROM core_job WHERE org_id = $1::integer
     GROUP BY lane, plugin, name ORDER BY count(*) DESC, name, lane LIMIT 100`,
    [org, now?.toISOString() ?? null],
  );
  return rows;
}
