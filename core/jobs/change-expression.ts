import { fail } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { dueTime } from './due-time.ts';
import { isExpression, nextRun } from './next-run.ts';

/** Nothing that is scheduled is that urgent, and a busier one fills its own history. */
const SHORTEST_MS = 60_000;

/**
 * The next times at which an expression comes due, soonest first.
 * @throws INPUT_INVALID (`expression`) where it is no cron expression, never comes due, or comes due more often than once a minute
 */
export function previewRuns(expression: string, timeZone: string, from: Date, count: number): Date[] {
  const refuse = (message: string): never => {
    throw fail('INPUT_INVALID', { detail: message, issues: [{ path: 'expression', message }] });
  };
  const words = expression.trim().split(/\s+/);
  if (!isExpression(expression) || words.length < 5 || words.length > 6)
    return refuse('Write five fields: minute, hour, day of the month, month, day of the week. For example: 30 2 * * *');
  const runs: Date[] = [];
  try {
    for (let at = from; runs.length < count; at = runs.at(-1) ?? from) runs.push(nextRun(expression, timeZone, at));
  } catch {
    return refuse('This never comes due. Look at the day and the month.');
  }
  if (runs.some((run, index) => run.getTime() - (runs[index - 1]?.getTime() ?? Number.NEGATIVE_INFINITY) < SHORTEST_MS))
    return refuse('Once a minute is the shortest interval.');
  return runs;
}

/**
 * Sets when an action runs; undefined: as its plugin declares. What an administrator set stays until the declaration itself changes.
 * @returns false where there is no such action @throws INPUT_INVALID as {@link previewRuns}
 */
export async function changeExpression(runtime: Runtime, name: string, expression: string | undefined): Promise<boolean> {
  const { rows } = await runtime.database.query<{ declared: string; time_zone: string | null }>(
    'SELECT declared, time_zone FROM core_action WHERE name = $1::text',
    [name],
  );
  const [found] = rows;
  if (!found) return false;
  const wanted = expression?.trim().replace(/\s+/g, ' ') ?? found.declared;
  const zone = found.time_zone ?? (await runtime.defaultPreferences(1)).timeZone;
  const now = await dueTime(runtime);
  const [next] = expression === undefined ? [nextRun(wanted, zone, now)] : previewRuns(wanted, zone, now, 5);
  await runtime.database.query('UPDATE core_action SET expression = $2::text, next_run = $3::timestamptz, updated_at = now() WHERE name = $1::text', [
    name,
    wanted,
    (next ?? now).toISOString(),
  ]);
  return true;
}
