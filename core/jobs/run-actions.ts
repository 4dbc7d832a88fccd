import { uuidv7 } from 'uuidv7';
import type { Env } from '../env.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import type { ActionResult, ScheduledAction } from './job.ts';
import { nextRun } from './next-run.ts';
import { retryPause } from './retry-pause.ts';
import { declaredActions } from './sync-actions.ts';

/** Failed this often in a row, an action stops until somebody has looked. */
const GIVE_UP_AFTER = 5;
const DEFAULT_TIMEOUT_S = 300;

type Due = { name: string; expression: string; time_zone: string | null; failures: number; due_at: Date; lease_token: string };

/**
 * Runs what is due, one after the other. The claim is one UPDATE, so of several processes one runs it; a process that dies leaves a lease that runs out.
 * Missed times are made up once (`catchUp: 'one'`, the default) or left out (`none`).
 */
export async function runDueActions(runtime: Runtime, core: readonly ScheduledAction[], signal: AbortSignal): Promise<void> {
  const declared = declaredActions(runtime, core);
  for (;;) {
    if (signal.aborted) return;
    const { rows } = await runtime.database.query<Due>(
      `UPDATE core_action AS a SET lease_token = $1::uuid, lease_until = now() + make_interval(secs => 600), progress = NULL
       FROM (SELECT name, next_run FROM core_action
             WHERE active AND next_run <= now() AND (lease_until IS NULL OR lease_until < now()) AND name = ANY($2::text[])
             ORDER BY next_run LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) AS due
       WHERE a.name = due.name
       RETURNING a.name, a.expression, a.time_zone, a.failures, due.next_run AS due_at, a.lease_token`,
      [uuidv7(), [...declared.keys()]],
    );
    const [due] = rows;
    if (!due) return;
    const found = declared.get(due.name);
    if (found) await runOne(runtime, found, due, signal);
  }
}

/** Runs an action at once, whatever its time; the next regular run stays. */
export async function runActionNow(runtime: Runtime, core: readonly ScheduledAction[], name: string): Promise<void> {
  await runtime.database.query('UPDATE core_action SET next_run = now(), active = true WHERE name = $1::text', [name]);
  await runDueActions(runtime, core, new AbortController().signal);
}

async function runOne(runtime: Runtime, { plugin, action }: { plugin: string; action: ScheduledAction }, due: Due, stop: AbortSignal): Promise<void> {
  const { database } = runtime;
  const log = runtime.log.child({ plugin, action: action.name });
  const signal = AbortSignal.any([stop, AbortSignal.timeout((action.timeout ?? DEFAULT_TIMEOUT_S) * 1_000)]);
  const env = runtime.env({ plugin, principal: pluginPrincipal(1, plugin), log }) as unknown as Env<never>;
  const started = performance.now();
  const startedAt = new Date();
  const missed = startedAt.getTime() - due.due_at.getTime() > 60_000 && action.catchUp === 'none';
  let result: ActionResult = {};
  let problem: string | undefined;
  try {
    if (!missed) {
      result =
        (await action.run(env, {
          signal,
          progress: async (done, total) => {
            await database.query(
              'UPDATE core_action SET progress = $3::text, lease_until = now() + make_interval(secs => 600) WHERE name = $1::text AND lease_token = $2::uuid',
              [due.name, due.lease_token, total === undefined ? String(done) : `${done}/${total}`],
            );
          },
        })) ?? {};
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    log.error({ error: problem }, 'scheduled action failed');
  }
  const failures = problem === undefined ? 0 : due.failures + 1;
  const zone = due.time_zone ?? (await runtime.defaultPreferences(1)).timeZone;
  const next = problem === undefined ? nextRun(due.expression, zone) : new Date(Date.now() + retryPause(failures) * 1_000);
  const { rowCount } = await database.query(
    `UPDATE core_action SET lease_token = NULL, lease_until = NULL, progress = NULL, failures = $3::integer, active = active AND $3::integer < ${GIVE_UP_AFTER}, next_run = $4::timestamptz, updated_at = now()
     WHERE name = $1::text AND lease_token = $2::uuid`,
    [due.name, due.lease_token, failures, next.toISOString()],
  );
  if (rowCount === 0) return; // another process took over: its run counts
  if (failures >= GIVE_UP_AFTER) log.error({ failures }, 'scheduled action deactivated');
  if (missed) return;
  await database.query(
    'INSERT INTO core_action_run (action, started_at, finished_at, ok, count, message) VALUES ($1::text, $2::timestamptz, $2::timestamptz + make_interval(secs => $3::double precision), $4::boolean, $5::integer, $6::text)',
    [
      due.name,
      startedAt.toISOString(),
      (performance.now() - started) / 1_000,
      problem === undefined,
      result.count ?? null,
      (problem ?? result.message)?.slice(0, 500) ?? null,
    ],
  );
}
