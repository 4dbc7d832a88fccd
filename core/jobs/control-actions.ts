import type { Runtime } from '../runtime.ts';
import { dueTime } from './due-time.ts';
import { nextRun } from './next-run.ts';

/** Tells every process that runs actions that one was asked for; without it they look every five seconds. */
export const ACTION_ASKED = 'core_action';

/** Asks for a run as soon as a process looks, whatever the time and also while paused; the regular runs stay. @returns false where there is no such action */
export async function runActionNow({ database }: Pick<Runtime, 'database'>, name: string): Promise<boolean> {
  const { rowCount } = await database.query(
    'WITH asked AS (UPDATE core_action SET requested = true WHERE name = $1::text RETURNING name) SELECT pg_notify($2::text, name) FROM asked',
    [name, ACTION_ASKED],
  );
  return rowCount > 0;
}

/** Stops the regular runs; what runs already ends by itself. */
export async function pauseAction({ database }: Pick<Runtime, 'database'>, name: string): Promise<boolean> {
  const { rowCount } = await database.query('UPDATE core_action SET active = false, updated_at = now() WHERE name = $1::text', [name]);
  return rowCount > 0;
}

/** Takes the regular runs up again, from now on, and forgets earlier failures. */
export async function resumeAction(runtime: Runtime, name: string): Promise<boolean> {
  const { rows } = await runtime.database.query<{ expression: string; time_zone: string | null }>(
    'SELECT expression, time_zone FROM core_action WHERE name = $1::text',
    [name],
  );
  const [found] = rows;
  if (!found) return false;
  const next = nextRun(found.expression, found.time_zone ?? (await runtime.defaultPreferences(1)).timeZone, await dueTime(runtime));
  await runtime.database.query('UPDATE core_action SET active = true, failures = 0, next_run = $2::timestamptz, updated_at = now() WHERE name = $1::text', [
    name,
    next.toISOString(),
  ]);
  return true;
}
