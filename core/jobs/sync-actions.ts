import type { Runtime } from '../runtime.ts';
import { dueTime } from './due-time.ts';
import type { ScheduledAction } from './job.ts';
import { nextRun } from './next-run.ts';

/** Every declared action, the core's own first; by name. */
export function declaredActions(runtime: Runtime, core: readonly ScheduledAction[]): Map<string, { plugin: string; action: ScheduledAction }> {
  return new Map([
    ...core.map((action): [string, { plugin: string; action: ScheduledAction }] => [action.name, { plugin: 'core', action }]),
    ...runtime.generation().actions,
  ]);
}

/**
 * Enters declared actions into the table and takes out those that their plugin no longer declares. What an admin changed (expression, active) stays until the
 * declaration itself changes. @throws TypeError naming the action whose expression or zone cannot be used
 */
export async function syncActions(runtime: Runtime, core: readonly ScheduledAction[]): Promise<void> {
  const { timeZone } = await runtime.defaultPreferences(1);
  const actions = [...declaredActions(runtime, core).values()];
  const now = await dueTime(runtime);
  const first = ({ name, expression, timeZone: own }: ScheduledAction): string => {
    try {
      return nextRun(expression, own ?? timeZone, now).toISOString();
    } catch (error) {
      throw new TypeError(`the scheduled action "${name}" never runs: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
  await runtime.database.query(
    `INSERT INTO core_action (name, plugin, declared, expression, time_zone, next_run)
     SELECT name, plugin, expression, expression, time_zone, next_run
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS a(name, plugin, expression, time_zone, next_run)
     ON CONFLICT (name) DO UPDATE SET plugin = excluded.plugin, declared = excluded.declared, expression = excluded.expression, time_zone = excluded.time_zone, next_run = excluded.next_run
       WHERE core_action.declared <> excluded.declared OR core_action.time_zone IS DISTINCT FROM excluded.time_zone OR core_action.plugin <> excluded.plugin`,
    [
      actions.map(({ action }) => action.name),
      actions.map(({ plugin }) => plugin),
      actions.map(({ action }) => action.expression),
      actions.map(({ action }) => action.timeZone ?? null),
      actions.map(({ action }) => first(action)),
    ],
  );
  const present = ['core', ...runtime.generation().plugins.map(({ name }) => name)];
  await runtime.database.query('DELETE FROM core_action WHERE plugin = ANY($1::text[]) AND name <> ALL($2::text[])', [
    present,
    actions.map(({ action }) => action.name),
  ]);
}
