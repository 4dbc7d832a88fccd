import type { Logger } from '../log.ts';
import type { Database } from '../model/database-type.ts';
import { outside } from '../outside.ts';
import { BUCKETS, bucketOf } from './time-buckets.ts';

/** Counts how long pages took, in memory; written every 15 seconds, so that no request pays for it with a statement. */
export type RequestTimes = {
  /** @param route method and pattern, never the address itself; `ms` from the first to the last step on the server */
  note(route: string, ms: number): void;
  /** Writes what is counted so far. */
  flush(): Promise<void>;
  /** Writes a last time; what comes later is lost. */
  stop(): Promise<void>;
};

const PAUSE_MS = 15_000;
const MINUTE_MS = 60_000;

const statement = `INSERT INTO core_request_time AS t (at, route, bucket, grain, count)
SELECT at, route, bucket, 1, count FROM unnest($1::timestamptz[], $2::text[], $3::smallint[], $4::bigint[]) AS g(at, route, bucket, count)
ON CONFLICT (at, route, bucket, grain) DO UPDATE SET count = t.count + excluded.count`;

type Counts = Map<string, Uint32Array>;

export function createRequestTimes({ database, log, now }: { database: Database; log: Logger; now(): Date }): RequestTimes {
  let minutes = new Map<number, Counts>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const countsOf = (minute: number, route: string): Uint32Array => {
    const routes = minutes.get(minute) ?? new Map<string, Uint32Array>();
    minutes.set(minute, routes);
    const counts = routes.get(route) ?? new Uint32Array(BUCKETS);
    routes.set(route, counts);
    return counts;
  };
  const write = async (): Promise<void> => {
    if (minutes.size === 0) return;
    const taken = minutes;
    minutes = new Map();
    const rows: { minute: number; route: string; bucket: number; count: number }[] = [];
    // in the order of their keys, so that two processes never wait for one another
    for (const [minute, routes] of [...taken].sort(([a], [b]) => a - b))
      for (const [route, counts] of [...routes].sort(([a], [b]) => (a < b ? -1 : 1)))
        for (const [bucket, count] of counts.entries()) if (count > 0) rows.push({ minute, route, bucket, count });
    try {
      await database.query(
        statement,
        [
          rows.map(({ minute }) => new Date(minute * MINUTE_MS)),
          rows.map(({ route }) => route),
          rows.map(({ bucket }) => bucket),
          rows.map(({ count }) => count),
        ],
        { uncounted: true },
      );
    } catch (error) {
      // figures are worth no second try: the next ones come anyway
      log.warn({ error: error instanceof Error ? error.message : String(error) }, 'times of requests could not be written');
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = outside(() => running.then(write));
    return running;
  };
  return {
    note: (route, ms) => {
      if (stopped) return;
      const counts = countsOf(Math.floor(now().getTime() / MINUTE_MS), route);
      const bucket = bucketOf(ms);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      timer ??= outside(() => setTimeout(() => void flush(), PAUSE_MS).unref());
    },
    flush,
    stop: async () => {
      stopped = true;
      await flush();
    },
  };
}
