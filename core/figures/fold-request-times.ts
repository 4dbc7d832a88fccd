import type { ScheduledAction } from '../jobs/job.ts';
import type { Runtime } from '../runtime.ts';

const DAY_MS = 86_400_000;
/** What is older becomes coarser. */
const folds = [
  { from: 1, to: 60, unit: 'hour', afterDays: 2 },
  { from: 60, to: 1440, unit: 'day', afterDays: 62 },
] as const;
/** Two years and the month in which somebody looks at them. */
const KEEP_DAYS = 762;

/** Minutes of the times of pages become hours, hours days (of UTC), and what is too old goes. One of the core's own actions. */
export const foldRequestTimes = (runtime: Runtime): ScheduledAction => ({
  name: 'core.fold-times',
  title: 'Sum up the times of pages',
  expression: '52 3 * * *',
  catchUp: 'one',
  async run(_, context) {
    const daysAgo = (days: number): Date => new Date(runtime.now().getTime() - days * DAY_MS);
    let count = 0;
    for (const { from, to, unit, afterDays } of folds) {
      if (context.signal.aborted) break;
      const { rows } = await runtime.database.query<{ n: number }>(
        `WITH gone AS (DELETE FROM core_request_time WHERE grain = $1::smallint AND at < date_trunc($2::text, $3::timestamptz, 'UTC') RETURNING at, route, bucket, count),
         made AS (INSERT INTO core_request_time AS t (at, route, bucket, grain, count)
           SELECT date_trunc($2::text, at, 'UTC'), route, bucket, $4::smallint, sum(count) FROM gone GROUP BY 1, 2, 3
           ON CONFLICT (at, route, bucket, grain) DO UPDATE SET count = t.count + excluded.count)
         SELECT count(*)::float8 AS n FROM gone`,
        [from, unit, daysAgo(afterDays), to],
      );
      count += rows[0]?.n ?? 0;
    }
    const old = await runtime.database.query('DELETE FROM core_request_time WHERE at < $1::timestamptz', [daysAgo(KEEP_DAYS)]);
    return { count: count + old.rowCount };
  },
});
