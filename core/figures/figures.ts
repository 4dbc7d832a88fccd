import { coreActions } from '../jobs/core-actions.ts';
import { declaredActions } from '../jobs/sync-actions.ts';
import type { Stretch } from '../model/record-store.ts';
import type { Runtime } from '../runtime.ts';
import { addTo, countFrom, countOf, type Histogram, quantileOf } from './time-buckets.ts';

/** From this many milliseconds a page counts as slow. */
const SLOW_MS = 1_000;

/** `[from, to)`. */
export type Period = { from: Date; to: Date };

/** Milliseconds, true to about a tenth; null where nothing was counted. */
export type Times = {
  count: number;
  median: number | null;
  p95: number | null;
  /** Took a second or longer. */
  slow: number;
};

export type ActionTimes = { action: string; plugin: string; title: string; runs: number; failed: number; median: number; p95: number; longest: number };

export type Sizes = {
  /** Bytes of the whole database, and of that the contents of files and pictures. */
  database: number;
  files: number;
  /** By plugin (`core` too), with indexes; largest first. */
  plugins: readonly { plugin: string; bytes: number }[];
};

/** How the installation does: `env.figures`. It exists only for a plugin with the permission `platform`. Each method is one statement. */
export interface Figures {
  /** Times of pages, all together and by route; longest p95 first. Of the last seconds not everything is written yet. */
  pages(period: Period): Promise<{ all: Times; routes: readonly ({ route: string } & Times)[] }>;
  /** All pages by stretch of the calendar; `start` is its first civil date. What is older than two months is known by days of UTC. */
  pagesEvery(period: Period & { every: Stretch; timeZone: string; weekStart?: number }): Promise<readonly ({ start: string } & Times)[]>;
  /** Runs of scheduled actions that began in the period; longest p95 first. */
  actions(period: Period): Promise<readonly ActionTimes[]>;
  sizes(): Promise<Sizes>;
}

const timesOf = (histogram: Histogram): Times => ({
  count: countOf(histogram),
  median: quantileOf(histogram, 0.5),
  p95: quantileOf(histogram, 0.95),
  slow: countFrom(histogram, SLOW_MS),
});

/** One histogram per key, in the order of the rows. */
function histograms(rows: readonly { key: string; bucket: number; count: number }[]): Map<string, Map<number, number>> {
  const found = new Map<string, Map<number, number>>();
  for (const { key, bucket, count } of rows) {
    const histogram = found.get(key) ?? new Map<number, number>();
    found.set(key, histogram);
    addTo(histogram, bucket, count);
  }
  return found;
}

export function createFigures(runtime: Runtime): Figures {
  const { database } = runtime;
  return {
    pages: async ({ from, to }) => {
      const { rows } = await database.query<{ key: string; bucket: number; count: number }>(
        `SELECT route AS key, bucket::integer, sum(count)::float8 AS count FROM core_request_time
         WHERE at >= $1::timestamptz AND at < $2::timestamptz GROUP BY route, bucket ORDER BY route, bucket`,
        [from, to],
      );
      const all = new Map<number, number>();
      for (const { bucket, count } of rows) addTo(all, bucket, count);
      const routes = [...histograms(rows)].map(([route, histogram]) => ({ route, ...timesOf(histogram) }));
      return { all: timesOf(all), routes: routes.sort((a, b) => (b.p95 ?? 0) - (a.p95 ?? 0) || (a.route < b.route ? -1 : 1)) };
    },
    pagesEvery: async ({ from, to, every, timeZone, weekStart = 1 }) => {
      const { rows } = await database.query<{ key: string; bucket: number; count: number }>(
        `SELECT to_char(CASE WHEN $3::text = 'week' THEN date_trunc('week', at AT TIME ZONE $4::text + make_interval(days => $5::integer)) - make_interval(days => $5::integer)
           ELSE date_trunc($3::text, at AT TIME ZONE $4::text) END, 'YYYY-MM-DD') AS key, bucket::integer, sum(count)::float8 AS count
         FROM core_request_time WHERE at >= $1::timestamptz AND at < $2::timestamptz GROUP BY 1, 2 ORDER BY 1, 2`,
        [from, to, every, timeZone, (8 - weekStart) % 7],
      );
      return [...histograms(rows)].map(([start, histogram]) => ({ start, ...timesOf(histogram) }));
    },
    actions: async ({ from, to }) => {
      const declared = declaredActions(runtime, coreActions(runtime));
      const { rows } = await database.query<Omit<ActionTimes, 'title'>>(
        `SELECT a.name AS action, a.plugin, count(*)::integer AS runs, (count(*) FILTER (WHERE NOT r.ok))::integer AS failed,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY r.ms) AS median, percentile_cont(0.95) WITHIN GROUP (ORDER BY r.ms) AS p95, max(r.ms) AS longest
         FROM (SELECT action, ok, (extract(epoch FROM finished_at - started_at) * 1000)::float8 AS ms FROM core_action_run
           WHERE started_at >= $1::timestamptz AND started_at < $2::timestamptz) r
         JOIN core_action a ON a.name = r.action GROUP BY a.name, a.plugin ORDER BY p95 DESC, a.name`,
        [from, to],
      );
      return rows.map((row) => ({ ...row, title: declared.get(row.action)?.action.title ?? row.action }));
    },
    sizes: async () => {
      const { rows } = await database.query<{ plugin: string; bytes: number; files: number; whole: number }>(
        `SELECT coalesce(o.plugin, CASE WHEN c.relname LIKE 'core\\_%' THEN 'core' ELSE '' END) AS plugin, sum(pg_total_relation_size(c.oid))::float8 AS bytes,
           coalesce(sum(pg_total_relation_size(nullif(c.reltoastrelid, 0)::regclass)) FILTER (WHERE EXISTS (
             SELECT FROM pg_attribute b WHERE b.attrelid = c.oid AND b.atttypid = 'bytea'::regtype AND NOT b.attisdropped)), 0)::float8 AS files,
           pg_database_size(current_database())::float8 AS whole
         FROM pg_class c LEFT JOIN core_ownership o ON o.kind = 'table' AND o.name = c.relname
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY bytes DESC, plugin`,
      );
      return {
        database: rows[0]?.whole ?? 0,
        files: rows.reduce((sum, { files }) => sum + files, 0),
        plugins: rows.filter(({ plugin }) => plugin !== '').map(({ plugin, bytes }) => ({ plugin, bytes })),
      };
    },
  };
}
