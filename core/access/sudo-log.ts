import type { Database } from '../model/database-type.ts';
import { outside } from '../outside.ts';
import type { Runtime } from '../runtime.ts';

/** How often a plugin set the rules aside for one reason. */
export type SudoUse = { readonly plugin: string; readonly reason: string; readonly count: number; readonly firstAt: Date; readonly lastAt: Date };

type Waiting = { org: number; plugin: string; reason: string; count: number; first: Date; last: Date };

/** Reasons are sentences in the code. A plugin that makes one up for every record would fill the table: what comes after that many is counted together. */
const mostReasons = 500;
const longest = 200;
const FLUSH_MS = 500;

/** What this process has counted and not yet written, by database. */
const waiting = new WeakMap<Database, Map<string, Waiting>>();

/** Counts one use; written within half a second, and when the process closes. */
export function countSudo(runtime: Runtime, org: number, plugin: string, reason: string): void {
  const { database } = runtime;
  const known = waiting.get(database);
  const map = known ?? new Map<string, Waiting>();
  if (!known) waiting.set(database, map);
  const now = runtime.now();
  const text = [...reason].slice(0, longest).join('');
  const words = text.replaceAll('\0', '').toWellFormed() || '(no reason)';
  const key = `${org}/${plugin}/${map.size < mostReasons ? words : '(further reasons)'}`;
  const entry = map.get(key);
  if (entry) {
    entry.count += 1;
    entry.last = now;
    return;
  }
  const first = map.size === 0;
  map.set(key, { org, plugin, reason: map.size < mostReasons ? words : '(further reasons)', count: 1, first: now, last: now });
  if (!first) return;
  // what is rolled back was asked for all the same
  outside(() => {
    const timer = setTimeout(() => {
      flushSudo(database).catch((error: unknown) => runtime.log.error({ error: String(error) }, 'uses of sudo could not be counted'));
    }, FLUSH_MS);
    timer.unref();
  });
}

/** Writes what was counted. */
export async function flushSudo(database: Database): Promise<void> {
  const map = waiting.get(database);
  if (!map || map.size === 0) return;
  waiting.delete(database);
  // always in one order, so that two processes never wait for each other
  const list = [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  await outside(() =>
    database.query(
      `INSERT INTO core_sudo AS s (org_id, plugin, reason, count, first_at, last_at)
       SELECT u.org, u.plugin, CASE WHEN u.others < ${mostReasons} THEN u.reason ELSE '(further reasons)' END, sum(u.count), min(u.first), max(u.last)
       FROM (SELECT n.*, (SELECT count(*) FROM core_sudo o WHERE o.org_id = n.org AND o.plugin = n.plugin AND o.reason <> n.reason) AS others
             FROM unnest($1::integer[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[]) AS n(org, plugin, reason, count, first, last)) AS u
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
       ON CONFLICT (org_id, plugin, reason) DO UPDATE SET count = s.count + excluded.count, last_at = greatest(s.last_at, excluded.last_at)`,
      [
        list.map(({ org }) => org),
        list.map(({ plugin }) => plugin),
        list.map(({ reason }) => reason),
        list.map(({ count }) => count),
        list.map(({ first }) => first),
        list.map(({ last }) => last),
      ],
    ),
  );
}

/** All uses so far, the latest first. */
export async function sudoUses(database: Database, org: number): Promise<readonly SudoUse[]> {
  await flushSudo(database);
  const { rows } = await database.query<SudoUse>(
    `SELECT plugin, reason, count::integer AS count, first_at AS "firstAt", last_at AS "lastAt" FROM core_sudo WHERE org_id = $1 ORDER BY last_at DESC, plugin, reason LIMIT 1000`,
    [org],
  );
  return rows;
}
