import { uuidv7 } from 'uuidv7';
import type { Env } from '../env.ts';
import { subscriptionsOf } from '../events/event-jobs.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { onEnqueued } from './enqueue-jobs.ts';
import { GiveUp, type JobContext, RetryLater, type ScheduledAction } from './job.ts';
import { retryPause } from './retry-pause.ts';
import { runDueActions } from './run-actions.ts';

export type RunnerOptions = {
  /** The core's own scheduled actions. */
  coreActions?: readonly ScheduledAction[];
  /** How often to look without being woken; 1,000 ms unless given. */
  pollMs?: number;
  /** Jobs at once in this process; 16 unless given. */
  concurrency?: number;
};

export type Runner = {
  wake(): void;
  /** Runs until nothing is due. For tests and commands. */
  drain(): Promise<void>;
  /** Takes nothing new, lets what runs finish (10 s), then gives back. */
  stop(): Promise<void>;
};

type JobRow = { id: string; org_id: number; plugin: string; name: string; payload: unknown; attempts: number; lease_token: string; request_id: string | null };
type Work = { run(context: JobContext): Promise<void>; timeoutMs: number; maxAttempts: number };

const LEASE_S = 120;
const HEARTBEAT_MS = 30_000;
const DEFAULT_ATTEMPTS = 10;

/** Takes due jobs and runs them: at least once, in lanes one at a time, fenced by a lease so that a process that was away cannot finish what another took over. */
export async function startRunner(runtime: Runtime, options: RunnerOptions = {}): Promise<Runner> {
  const { database } = runtime;
  const log = runtime.log.child({ part: 'jobs' });
  const concurrency = options.concurrency ?? 16;
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  let looking: Promise<number> | undefined;
  let again = false;

  // Only the database's clock decides what is due; tests set theirs.
  const now = (): string | null => (runtime.config.mode === 'test' ? runtime.now().toISOString() : null);

  const claim = async (limit: number): Promise<JobRow[]> => {
    // A lane's job is due when none of the lane runs and none older waits. The unique index on running lanes decides between two processes.
    const { rows } = await database.query<JobRow>(
      `UPDATE core_job AS j SET state = 'running', attempts = attempts + 1, lease_token = $1::uuid,
         lease_until = coalesce($3::timestamptz, now()) + make_interval(secs => ${LEASE_S})
       FROM (
         SELECT id FROM core_job AS c
         WHERE state = 'queued' AND run_at <= coalesce($3::timestamptz, now()) AND name = ANY($4::text[])
           AND (lane IS NULL OR NOT EXISTS (
             SELECT 1 FROM core_job AS o WHERE o.lane = c.lane AND (o.state = 'running' OR (o.state = 'queued' AND o.id < c.id))))
         ORDER BY priority, run_at, id
         LIMIT $2::integer
         FOR NO KEY UPDATE SKIP LOCKED
       ) AS due
       WHERE j.id = due.id
       RETURNING j.id, j.org_id, j.plugin, j.name, j.payload, j.attempts, j.lease_token, j.request_id`,
      [uuidv7(), limit, now(), knownNames()],
    );
    return rows;
  };

  /** Names that this process can run: jobs of a plugin that is off wait for it. */
  const knownNames = (): string[] => {
    const generation = runtime.generation();
    const events = [...generation.subscriptions].flatMap(([event, list]) => list.map(({ plugin }) => `event:${plugin}:${event}`));
    return [...generation.jobs.keys(), ...events];
  };

  const workOf = (row: JobRow): Work | undefined => {
    const generation = runtime.generation();
    const env = (plugin: string): Env<never> =>
      runtime.env({
        plugin,
        principal: pluginPrincipal(row.org_id, plugin),
        log: log.child({ plugin, job: row.id, name: row.name, ...(row.request_id ? { request: row.request_id } : {}) }),
      }) as unknown as Env<never>;
    const found = generation.jobs.get(row.name);
    if (found) {
      const { job, plugin } = found;
      return {
        run: (context) => job.run(env(plugin), job.payload.parse(row.payload), context),
        timeoutMs: (job.timeout ?? 60) * 1_000,
        maxAttempts: job.maxAttempts ?? DEFAULT_ATTEMPTS,
      };
    }
    const subscriptions = subscriptionsOf(generation, row.name);
    if (!subscriptions) return undefined;
    return {
      run: async () => {
        for (const { event, run } of subscriptions) await run(env(row.plugin), event.payload.parse(row.payload));
      },
      timeoutMs: 60_000,
      maxAttempts: DEFAULT_ATTEMPTS,
    };
  };

  const finish = (row: JobRow): Promise<unknown> =>
    database.query('DELETE FROM core_job WHERE id = $1::uuid AND lease_token = $2::uuid', [row.id, row.lease_token]);

  const putBack = (row: JobRow, runAt: Date | undefined, pauseS: number, reason: string): Promise<unknown> =>
    database.query(
      `UPDATE core_job SET state = 'queued', lease_token = NULL, lease_until = NULL, last_error = $3::text,
         run_at = coalesce($4::timestamptz, coalesce($6::timestamptz, now()) + make_interval(secs => $5::double precision)),
         key = CASE WHEN key IS NOT NULL AND EXISTS (SELECT 1 FROM core_job AS o WHERE o.org_id = core_job.org_id AND o.name = core_job.name AND o.key = core_job.key AND o.state = 'queued') THEN NULL ELSE key END
       WHERE id = $1::uuid AND lease_token = $2::uuid`,
      [row.id, row.lease_token, reason, runAt?.toISOString() ?? null, pauseS, now()],
    );

  const bury = (row: JobRow, reason: string): Promise<unknown> =>
    database.query(
      `UPDATE core_job SET state = 'dead', lease_token = NULL, lease_until = NULL, last_error = $3::text WHERE id = $1::uuid AND lease_token = $2::uuid`,
      [row.id, row.lease_token, reason],
    );

  const runJob = async (row: JobRow): Promise<void> => {
    const work = workOf(row);
    if (!work) return void (await putBack(row, undefined, 60, 'nobody runs this job now'));
    const lease = new AbortController();
    const signal = AbortSignal.any([lease.signal, stopping.signal, AbortSignal.timeout(work.timeoutMs)]);
    const heartbeat = setInterval(() => {
      database
        .query(
          `UPDATE core_job SET lease_until = coalesce($3::timestamptz, now()) + make_interval(secs => ${LEASE_S}) WHERE id = $1::uuid AND lease_token = $2::uuid RETURNING 1`,
          [row.id, row.lease_token, now()],
        )
        .then(({ rowCount }) => rowCount === 0 && lease.abort(new Error('the lease was lost')))
        .catch(() => undefined); // the next beat tells
    }, HEARTBEAT_MS);
    try {
      await withinTime(work.run({ id: row.id, attempt: row.attempts, signal }), signal);
      await finish(row);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (error instanceof RetryLater) {
        await putBack(row, error.at, retryPause(row.attempts), reason.slice(0, 500));
      } else if (error instanceof GiveUp || row.attempts >= work.maxAttempts) {
        log.error({ job: row.id, name: row.name, attempt: row.attempts, error: reason }, 'job is a dead letter');
        await bury(row, reason.slice(0, 500));
      } else {
        log.warn(
          { job: row.id, name: row.name, attempt: row.attempts, error: reason, stack: error instanceof Error ? error.stack : undefined },
          'job failed, will be tried again',
        );
        await putBack(row, undefined, retryPause(row.attempts), reason.slice(0, 500));
      }
    } finally {
      clearInterval(heartbeat);
    }
  };

  /** Jobs whose process died: their lease has run out. */
  const reclaimLost = (): Promise<unknown> =>
    database.query(
      `UPDATE core_job SET state = 'queued', lease_token = NULL, lease_until = NULL, last_error = 'the process that ran it went away',
         key = CASE WHEN key IS NOT NULL AND EXISTS (SELECT 1 FROM core_job AS o WHERE o.org_id = core_job.org_id AND o.name = core_job.name AND o.key = core_job.key AND o.state = 'queued') THEN NULL ELSE key END
       WHERE state = 'running' AND lease_until < coalesce($1::timestamptz, now())`,
      [now()],
    );

  /** One look. @returns how many were taken */
  const look = async (): Promise<number> => {
    const free = concurrency - running.size;
    if (free <= 0 || stopping.signal.aborted) return 0;
    let rows: JobRow[];
    try {
      rows = await claim(free);
    } catch (error) {
      // Two processes wanted the same lane at once: one has it, the other looks again.
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === '23505') return 0;
      throw error;
    }
    for (const row of rows) {
      const done = runJob(row)
        .catch((error: unknown) => log.error({ job: row.id, error: error instanceof Error ? error.message : String(error) }, 'job could not be put away'))
        .finally(() => {
          running.delete(row.id);
          wake();
        });
      running.set(row.id, done);
    }
    return rows.length;
  };

  const wake = (): void => {
    if (stopping.signal.aborted) return;
    if (looking) {
      again = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'jobs cannot be read now');
        return 0;
      })
      .finally(() => {
        looking = undefined;
        if (again) {
          again = false;
          wake();
        }
      });
  };

  const tick = async (): Promise<void> => {
    try {
      await reclaimLost();
      await runDueActions(runtime, options.coreActions ?? [], stopping.signal);
    } catch (error) {
      log.warn({ error: error instanceof Error ? error.message : String(error) }, 'scheduled actions cannot be read now');
    }
  };
  const poll = setInterval(wake, options.pollMs ?? 1_000);
  let ticking: Promise<void> = Promise.resolve();
  const slow = setInterval(() => {
    ticking = tick();
  }, 5_000);
  const unsubscribe = onEnqueued(database, wake);
  wake();

  return {
    wake,
    drain: async () => {
      await reclaimLost();
      for (;;) {
        if (looking) await looking;
        const taken = await look();
        if (taken === 0 && running.size === 0) return;
        await Promise.all(running.values());
      }
    },
    stop: async () => {
      clearInterval(poll);
      clearInterval(slow);
      unsubscribe();
      await Promise.race([Promise.all(running.values()), new Promise((resolve) => setTimeout(resolve, 10_000).unref())]);
      stopping.abort();
      await looking;
      await ticking;
      await Promise.race([Promise.all(running.values()), new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
    },
  };
}

/** A handler that ignores its signal must not hold its place for ever. */
function withinTime(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('the job took too long')), { once: true });
    }),
  ]);
}
