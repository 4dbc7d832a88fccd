import { uuidv7 } from 'uuidv7';
import type { Env } from '../env.ts';
import { eventJobs } from '../events/event-jobs.ts';
import { runAs } from '../plugin/running-plugin.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { isThrown, nameOf, readMember, wordsOf } from '../thrown.ts';
import { actionDeactivated } from './action-deactivated.ts';
import { enqueueJobs } from './enqueue-jobs.ts';
import type { ActionResult, ScheduledAction } from './job.ts';
import { nextRun } from './next-run.ts';
import { publicReason, TimeOut } from './public-reason.ts';
import { retryPause } from './retry-pause.ts';
import { declaredActions } from './sync-actions.ts';
import { withinTime } from './within-time.ts';

/** Failed this often in a row, an action stops until somebody has looked. */
const GIVE_UP_AFTER = 5;
const DEFAULT_TIMEOUT_S = 300;
const LEASE_S = 120;
const HEARTBEAT_MS = 30_000;
/** Late by more than this, a time counts as missed. */
const MISSED_MS = 60_000;
/** Runs kept per action. */
const HISTORY = 200;

type Due = { name: string; expression: string; time_zone: string | null; failures: number; due_at: Date; asked: boolean; taken_at: Date; lease_token: string };
type Declared = { plugin: string; action: ScheduledAction };
type Outcome = { result: ActionResult; problem: string | undefined; seconds: number };

/** Only the database's clock decides what is due; tests set theirs. */
const testTime = (runtime: Runtime): string | null => (runtime.config.mode === 'test' ? runtime.now().toISOString() : null);

/**
 * Runs what is due, one after the other. The claim is one UPDATE, so of several processes one runs it; a process that dies leaves a lease that runs out.
 * Missed times are made up once (`catchUp: 'one'`, the default) or left out (`none`).
 */
export async function runDueActions(runtime: Runtime, core: readonly ScheduledAction[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const declared = declaredActions(runtime, core);
    const due = await claimAction(runtime, [...declared.keys()]);
    if (!due) return;
    const found = declared.get(due.name);
    // also when its plugin is turned off another may have it, or it waits
    if (found) await runOne(runtime, found, due, AbortSignal.any([signal, runtime.pluginSignal(found.plugin)]));
  }
}

async function claimAction(runtime: Runtime, names: readonly string[]): Promise<Due | undefined> {
  const { rows } = await runtime.database.query<Due>(
    `UPDATE core_action AS a SET lease_token = $1::uuid, lease_until = due.taken_at + make_interval(secs => ${LEASE_S}), taken_at = due.taken_at, progress = NULL, requested = false
     FROM (SELECT name, next_run, requested, coalesce($3::timestamptz, now()) AS taken_at FROM core_action
           WHERE (requested OR (active AND next_run <= coalesce($3::timestamptz, now())))
             AND (lease_until IS NULL OR lease_until < coalesce($3::timestamptz, now())) AND name = ANY($2::text[])
           ORDER BY next_run LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) AS due
     WHERE a.name = due.name
     RETURNING a.name, a.expression, a.time_zone, a.failures, due.next_run AS due_at, due.requested AS asked, due.taken_at, a.lease_token`,
    [uuidv7(), names, testTime(runtime)],
  );
  return rows[0];
}

async function runOne(runtime: Runtime, declared: Declared, due: Due, stop: AbortSignal): Promise<void> {
  const log = runtime.log.child({ plugin: declared.plugin, action: due.name });
  const skip = !due.asked && declared.action.catchUp === 'none' && due.taken_at.getTime() - due.due_at.getTime() > MISSED_MS;
  const started = performance.now();
  let result: ActionResult = {};
  let problem: string | undefined;
  if (!skip) {
    try {
      result = await runHeld(runtime, declared, due, stop);
    } catch (error) {
      if (stop.aborted) return await giveBack(runtime, due);
      problem = publicReason(error);
      runtime.faults?.count(declared.plugin, isThrown(error, TimeOut) ? 'late' : 'thrown', `action ${due.name}`, error);
      log.error({ error: `${nameOf(error)}: ${wordsOf(error)}`, stack: readMember(error, 'stack') }, 'scheduled action failed');
    }
  }
  const failures = await put(runtime, declared, due, skip ? undefined : { result, problem, seconds: (performance.now() - started) / 1_000 });
  if (failures !== undefined && failures >= GIVE_UP_AFTER) log.error({ failures }, 'scheduled action deactivated');
}

/** Runs the action while the lease is kept alive; ends with it. */
async function runHeld(runtime: Runtime, { plugin, action }: Declared, due: Due, stop: AbortSignal): Promise<ActionResult> {
  const { database } = runtime;
  const env = runtime.env({ plugin, principal: pluginPrincipal(1, plugin), log: runtime.log.child({ plugin, action: action.name }) }) as unknown as Env<never>;
  const lease = new AbortController();
  const extend = async (progress: string | null): Promise<void> => {
    const { rowCount } = await database.query(
      `UPDATE core_action SET progress = coalesce($3::text, progress), lease_until = coalesce($4::timestamptz, now()) + make_interval(secs => ${LEASE_S})
       WHERE name = $1::text AND lease_token = $2::uuid`,
      [due.name, due.lease_token, progress, testTime(runtime)],
    );
    if (rowCount === 0) lease.abort(new Error('the lease was lost'));
  };
  const heartbeat = setInterval(() => void extend(null).catch(() => undefined), HEARTBEAT_MS); // the next beat tells
  try {
    const ran = await withinTime(action.timeout ?? DEFAULT_TIMEOUT_S, [stop, lease.signal], async (signal) =>
      runAs(plugin, `action ${action.name}`, () =>
        action.run(env, { signal, progress: (done, total) => extend(total === undefined ? String(done) : `${done}/${total}`) }),
      ),
    );
    return ran ?? {};
  } finally {
    clearInterval(heartbeat);
  }
}

/** The process stops: another may begin at once. */
async function giveBack(runtime: Runtime, due: Due): Promise<void> {
  await runtime.database.query(
    'UPDATE core_action SET lease_token = NULL, lease_until = NULL, progress = NULL, requested = requested OR $3::boolean WHERE name = $1::text AND lease_token = $2::uuid',
    [due.name, due.lease_token, due.asked],
  );
}

/** Sets the next run and writes the history, together. @returns the failures in a row, or undefined where another process took over: its run counts */
async function put(runtime: Runtime, { plugin }: Declared, due: Due, outcome: Outcome | undefined): Promise<number | undefined> {
  const { database } = runtime;
  const failures = outcome === undefined ? due.failures : outcome.problem === undefined ? 0 : due.failures + 1;
  const zone = due.time_zone ?? (await runtime.defaultPreferences(1)).timeZone;
  return database.tx(async () => {
    const { rows } = await database.query<{ time: Date }>('SELECT coalesce($1::timestamptz, now()) AS time', [testTime(runtime)]);
    const time = rows[0]?.time ?? runtime.now();
    const regular = nextRun(due.expression, zone, time);
    const again = new Date(time.getTime() + retryPause(failures) * 1_000);
    const next = outcome?.problem !== undefined && again < regular ? again : regular;
    const { rowCount } = await database.query(
      `UPDATE core_action SET lease_token = NULL, lease_until = NULL, progress = NULL, failures = $3::integer, active = active AND $3::integer < ${GIVE_UP_AFTER}, next_run = $4::timestamptz, updated_at = now()
       WHERE name = $1::text AND lease_token = $2::uuid`,
      [due.name, due.lease_token, failures, next.toISOString()],
    );
    if (rowCount === 0) return undefined;
    if (outcome) {
      await database.query(
        'INSERT INTO core_action_run (action, started_at, finished_at, ok, count, message, asked) VALUES ($1::text, $2::timestamptz, $2::timestamptz + make_interval(secs => $3::double precision), $4::boolean, $5::integer, $6::text, $7::boolean)',
        [
          due.name,
          due.taken_at.toISOString(),
          outcome.seconds,
          outcome.problem === undefined,
          outcome.result.count ?? null,
          (outcome.problem ?? outcome.result.message)?.slice(0, 500) ?? null,
          due.asked,
        ],
      );
      await database.query(
        'DELETE FROM core_action_run WHERE action = $1::text AND id <= (SELECT id FROM core_action_run WHERE action = $1::text ORDER BY id DESC OFFSET $2::integer LIMIT 1)',
        [due.name, HISTORY],
      );
    }
    if (failures >= GIVE_UP_AFTER) {
      const jobs = eventJobs(runtime.generation(), actionDeactivated, { action: due.name, plugin, failures });
      await enqueueJobs(
        database,
        jobs.map((job) => ({ ...job, org: 1 })),
      );
    }
    return failures;
  });
}
