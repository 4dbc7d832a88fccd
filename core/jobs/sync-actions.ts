import type { Runtime } from '../runtime.ts';
import type { ScheduledAction } from './job.ts';
import { nextRun } from './next-run.ts';

/** Every declared action, the core's own first; by name. */
export function declaredActions(runtime: Runtime, core: readonly ScheduledAction[]): Map<string, { plugin: string; action: ScheduledAction }> {
  return new Map([
    ...core.map((action): [string, { plugin: string; action: ScheduledAction }] => [action.name, { plugin: 'core', action }]),
    ...runtime.generation().actions,
  ]);
}

/** Enters declared actions into the table. What an admin changed (expression, active) stays. */
export async function syncActions(runtime: Runtime, core: readonly ScheduledAction[]): Promise<void> {
  const { timeZone } = await runtime.defaultPreferences(1);
  const actions = [...declaredActions(runtime, core).values()];
  await runtime.database.query(
    `INSERT INTO core_action (name, plugin, expression, time_zone, next_run)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
     ON CONFLICT (name) DO NOTHING`,
    [
      actions.map(({ action }) => action.name),
      actions.map(({ plugin }) => plugin),
      actions.map(({ action }) => action.expression),
      actions.map(({ action }) => action.timeZone ?? null),
      actions.map(({ action }) => nextRun(action.expression, action.timeZone ?? timeZone).toISOString()),
    ],
  );
}
