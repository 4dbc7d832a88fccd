import type { Runtime } from '../runtime.ts';

/**
 * The time by which actions come due: the database's, which all processes share, whatever a process's own clock shows. In tests the injected one.
 */
export async function dueTime({ config, database, now }: Pick<Runtime, 'config' | 'database' | 'now'>): Promise<Date> {
  if (config.mode === 'test') return now();
  const { rows } = await database.query<{ time: Date }>('SELECT now() AS time');
  return rows[0]?.time ?? now();
}
