import type { Logger } from '../log.ts';
import type { Database } from '../model/database-type.ts';
import { nameOf } from '../thrown.ts';

/** Counts what handlers of plugins do wrong, for the health list. It costs the handler nothing: the counts go to the database now and then. */
export type FaultBook = {
  /** @param place what was called: `route GET /rooms`. `late`: it did not answer in time. */
  count(plugin: string, kind: 'thrown' | 'late', place: string, thrown: unknown): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  stop(): Promise<void>;
};

const FLUSH_MS = 5_000;
/** Different places kept at most between two writes. */
const MOST = 200;

export function createFaultBook(database: Database, log: Logger): FaultBook {
  const open = new Map<string, { plugin: string; kind: string; place: string; message: string; count: number }>();
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const rows = [...open.values()];
    open.clear();
    if (rows.length === 0) return;
    await database.query("DELETE FROM core_plugin_fault WHERE at < now() - interval '30 days'");
    const column = (name: 'plugin' | 'kind' | 'place' | 'message' | 'count') => rows.map((row) => row[name]);
    await database.query(
      `INSERT INTO core_plugin_fault AS f (plugin, kind, place, at, count, message)
       SELECT plugin, kind, place, date_trunc('hour', now()), count, message
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::integer[]) AS t (plugin, kind, place, message, count)
       ON CONFLICT (plugin, kind, place, at) DO UPDATE SET count = f.count + excluded.count, message = excluded.message`,
      [column('plugin'), column('kind'), column('place'), column('message'), column('count')],
    );
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write).catch((error: unknown) => log.warn({ error: String(error) }, 'faults of plugins could not be counted'));
    return writing;
  };
  // Not started by the one that is counted: it would hold its context, and with it a transaction that has ended.
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();

  return {
    count: (plugin, kind, place, thrown) => {
      const key = `${plugin}\0${kind}\0${place}`;
      const known = open.get(key);
      if (known) known.count += 1;
      else if (open.size < MOST) open.set(key, { plugin, kind, place: place.slice(0, 200), message: nameOf(thrown).slice(0, 100), count: 1 });
    },
    flush,
    stop: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
