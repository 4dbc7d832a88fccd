import type { Env } from '../env.ts';
import { AtriumError } from '../errors.ts';
import { subscriptionsOf } from '../events/event-jobs.ts';
import { runAs } from '../plugin/running-plugin.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { isThrown, nameOf, readMember, wordsOf } from '../thrown.ts';
import { ACTION_ASKED } from './control-actions.ts';
import { onEnqueued } from './enqueue-jobs.ts';
import { GiveUp, type JobContext, RetryLater, type ScheduledAction } from './job.ts';
import { createJobRows, type JobRow } from './job-rows.ts';
import { publicReason, TimeOut } from './public-reason.ts';
import { retryPause } from './retry-pause.ts';
import { runDueActions } from './run-actions.ts';
import { withinTime } from './within-time.ts';

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

type Work = { run(context: JobContext): Promise<void>; timeoutS: number; maxAttempts: number };

const HEARTBEAT_MS = 30_000;
const ACTIONS_MS = 5_000;
const GRACE_MS = 10_000;
const DEFAULT_ATTEMPTS = 10;

/** Takes due jobs and runs them: at least once, in lanes one at a time, fenced by a lease so that a process that was away cannot finish what another took over. */
export async function startRunner(runtime: Runtime, options: RunnerOptions = {}): Promise<Runner> {
  const { database } = runtime;
  const log = runtime.log.child({ part: 'jobs' });
  const concurrency = options.concurrency ?? 16;
  // Only the database's clock decides what is due; tests set theirs.
  const rows = createJobRows(database, () => (runtime.config.mode === 'test' ? runtime.now().toISOString() : null));
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let closing = false;
  let looking: Promise<number> | undefined;
  let again = false;

  const problem = (error: unknown): string => `${nameOf(error)}: ${wordsOf(error)}`;

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
        run: async (context) => runAs(plugin, `job ${row.name}`, () => job.run(env(plugin), job.payload.parse(row.payload), context)),
        timeoutS: job.timeout ?? 60,
        maxAttempts: job.maxAttempts ?? DEFAULT_ATTEMPTS,
      };
    }
    const subscriptions = subscriptionsOf(generation, row.name);
    if (!subscriptions) return undefined;
    return {
      run: async () => {
        for (const { event, run } of subscriptions)
          await runAs(row.plugin, `event ${event.name}`, () => run(env(row.plugin), event.payload.parse(row.payload)));
      },
      timeoutS: 60,
      maxAttempts: DEFAULT_ATTEMPTS,
    };
  };

  // What ended well in the same moment leaves the table in one statement.
  let ended: { rows: JobRow[]; gone: Promise<unknown> } | undefined;
  const finish = async (row: JobRow): Promise<void> => {
    if (!ended) {
      const batch: JobRow[] = [];
      ended = {
        rows: batch,
        gone: new Promise((resolve) => setImmediate(resolve)).then(() => {
          ended = undefined;
          return rows.finish(batch);
        }),
      };
    }
    ended.rows.push(row);
    await ended.gone;
  };

  const runJob = async (row: JobRow): Promise<void> => {
    const work = workOf(row);
    if (!work) return rows.putBack(row, { pauseS: 0, fault: false, reason: 'nobody runs this job now' });
    if (row.faults >= work.maxAttempts) {
      log.error({ job: row.id, name: row.name, attempt: row.attempts }, 'job is a dead letter');
      await rows.bury(row, 'the process that ran it went away, each time');
      return;
    }
    const lease = new AbortController();
    // its plugin is turned off: the lease ends here, and the row waits until the plugin is back
    const off = runtime.pluginSignal(row.plugin);
    const heartbeat = setInterval(() => {
      rows.extend(row).then(
        (held) => held || lease.abort(new Error('the lease was lost')),
        () => undefined, // the next beat tells
      );
    }, HEARTBEAT_MS);
    try {
      await withinTime(work.timeoutS, [lease.signal, stopping.signal, off], (signal) => work.run({ id: row.id, attempt: row.attempts, signal }));
    } catch (error) {
      if (off.aborted) await rows.putBack(row, { pauseS: 0, fault: false, reason: 'its plugin was turned off' });
      else await fail(row, work, error);
      return;
    } finally {
      clearInterval(heartbeat);
    }
    await finish(row);
  };

  const fail = async (row: JobRow, work: Work, error: unknown): Promise<void> => {
    const fields = { job: row.id, name: row.name, attempt: row.attempts, error: problem(error) };
    if (stopping.signal.aborted) return rows.putBack(row, { pauseS: 0, fault: false, reason: 'the process was stopped' });
    if (isThrown(error, RetryLater)) {
      log.info(fields, 'job is put off');
      return rows.putBack(row, { runAt: error.at, pauseS: retryPause(row.attempts), fault: false, reason: publicReason(error) });
    }
    if (!isThrown(error, GiveUp) && !isThrown(error, AtriumError)) {
      runtime.faults?.count(row.plugin, isThrown(error, TimeOut) ? 'late' : 'thrown', `job ${row.name}`, error);
    }
    if (isThrown(error, GiveUp) || row.faults + 1 >= work.maxAttempts) {
      log.error(fields, 'job is a dead letter');
      await rows.bury(row, publicReason(error));
      return;
    }
    log.warn({ ...fields, stack: readMember(error, 'stack') }, 'job failed, will be tried again');
    await rows.putBack(row, { pauseS: retryPause(row.faults + 1), fault: true, reason: publicReason(error) });
  };

  /** One look. @returns how many were taken */
  const look = async (): Promise<number> => {
    const free = concurrency - running.size;
    if (free <= 0 || closing) return 0;
    const taken = await rows.claim(free, knownNames());
    for (const row of taken) {
      const done = runJob(row)
        .catch((error: unknown) => log.error({ job: row.id, error: problem(error) }, 'job could not be put away'))
        .finally(() => {
          running.delete(row.id);
          wake();
        });
      running.set(row.id, done);
    }
    return taken.length;
  };

  const wake = (): void => {
    if (closing) return;
    if (looking) {
      again = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        log.warn({ error: problem(error) }, 'jobs cannot be read now');
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

  // A long action must not keep the others waiting: each tick stands for itself.
  const ticks = new Set<Promise<void>>();
  const tick = (): void => {
    const one = (async () => {
      await rows.reclaimLost();
      await runDueActions(runtime, options.coreActions ?? [], stopping.signal);
    })()
      .catch((error: unknown) => log.warn({ error: problem(error) }, 'scheduled actions cannot be read now'))
      .finally(() => ticks.delete(one));
    ticks.add(one);
  };
  const poll = setInterval(wake, options.pollMs ?? 1_000);
  const slow = setInterval(tick, ACTIONS_MS);
  const unsubscribe = onEnqueued(database, wake);
  const unlisten = await database.listen(ACTION_ASKED, tick);
  wake();

  const settled = (): Promise<unknown> => Promise.all([looking, ...running.values(), ...ticks]);
  const settledWithin = async (ms: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      settled(),
      new Promise((resolve) => {
        timer = setTimeout(resolve, ms);
      }),
    ]);
    clearTimeout(timer);
  };

  return {
    wake,
    drain: async () => {
      await rows.reclaimLost();
      for (;;) {
        while (looking) await looking;
        const taken = await look();
        if (taken === 0 && running.size === 0) return;
        await Promise.all(running.values());
      }
    },
    stop: async () => {
      closing = true;
      clearInterval(poll);
      clearInterval(slow);
      unsubscribe();
      await unlisten();
      await looking;
      await settledWithin(GRACE_MS);
      stopping.abort(new Error('the process stops'));
      await settledWithin(2_000);
    },
  };
}
