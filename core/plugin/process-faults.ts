import type { Database } from '../model/database-type.ts';
import type { ProcessFault } from '../supervisor/supervisor.ts';
import type { Quarantine } from './quarantine.ts';

/** A second fault within this time, and since it was enabled, is one too many. */
const WINDOW = '1 hour';
const KEEP = '30 days';

const sentences = {
  loop: 'it kept a process busy without an end',
  orphan: 'it threw an error that nobody caught',
  exit: 'it ended a process',
} as const satisfies Record<ProcessFault['kind'], string>;

/**
 * Writes down what took processes down, and says who has to go: a plugin that did it while the process came up (it would never come up), or for the second time within
 * an hour, in whatever process.
 * @param essential plugins without which nobody could sign in: they are only written down
 */
export async function recordProcessFaults(
  database: Database,
  faults: readonly ProcessFault[],
  essential: ReadonlySet<string>,
): Promise<Omit<Quarantine, 'at' | 'code'>[]> {
  const guilty = new Map<string, Omit<Quarantine, 'at' | 'code'>>();
  for (const { plugin, kind, place, message, starting } of faults) {
    const name = plugin ?? 'core';
    await database.query('INSERT INTO core_plugin_fault (plugin, kind, place, at, message) VALUES ($1, $2, $3, clock_timestamp(), $4) ON CONFLICT DO NOTHING', [
      name,
      kind,
      place.slice(0, 200),
      message.slice(0, 500),
    ]);
    if (plugin === null || essential.has(plugin)) continue;
    const { rows } = await database.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM core_plugin_fault WHERE plugin = $1 AND kind IN ('loop', 'orphan', 'exit') AND at > now() - interval '${WINDOW}'
         AND at > coalesce((SELECT updated_at FROM core_plugin WHERE name = $1 AND state = 'enabled'), '-infinity')`,
      [plugin],
    );
    const again = (rows[0]?.count ?? 0) > 1;
    if (!starting && !again) continue;
    const when = starting ? 'while the process came up' : 'for the second time within an hour';
    guilty.set(plugin, { plugin, fault: kind, reason: `${sentences[kind]}, ${when}, in ${place}: ${message}` });
  }
  await database.query(`DELETE FROM core_plugin_fault WHERE at < now() - interval '${KEEP}'`);
  return [...guilty.values()];
}
