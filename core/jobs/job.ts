import type { z } from 'zod';
import type { Env } from '../env.ts';

export type JobContext = {
  /** The row; stable over retries. */
  readonly id: string;
  /** 1 at the first try. */
  readonly attempt: number;
  /** Aborted when the lease is lost or the process stops. */
  readonly signal: AbortSignal;
};

/** One kind of deferred work. The run is at-least-once: make it idempotent. */
export type JobType<T = unknown> = {
  /** `area.verb-noun`. */
  readonly name: string;
  readonly payload: z.ZodType<T>;
  /** Tries before it becomes a dead letter; 10 unless given. */
  readonly maxAttempts?: number;
  /** Seconds that one run may take; 60 unless given. */
  readonly timeout?: number;
  /** Jobs of one batch run together, up to this many at once per process; 8 unless given. */
  readonly concurrency?: number;
  run(env: Env<never>, payload: T, context: JobContext): Promise<void>;
};

export function defineJob<T, P extends string>(
  job: Omit<JobType<T>, 'run'> & { run(env: Env<P>, payload: T, context: JobContext): Promise<void> },
): JobType<T> {
  return job as unknown as JobType<T>;
}

export type JobOptions = {
  /** While a job with this key waits, a second is not written. */
  key?: string;
  /** One at a time per lane, in the order of writing; one that waits for its time or its next try lets the others pass. */
  lane?: string;
  runAt?: Date;
  /** Smaller goes first; 100 unless given. */
  priority?: number;
};

/** Thrown by a job: try again at this time (or after the usual pause), without counting as a fault of ours. */
export class RetryLater extends Error {
  readonly at: Date | undefined;
  constructor(reason: string, at?: Date) {
    super(reason);
    this.name = 'RetryLater';
    this.at = at;
  }
}

/** Thrown by a job: trying again cannot help. It becomes a dead letter at once. */
export class GiveUp extends Error {
  constructor(reason: string, options?: { cause?: unknown }) {
    super(reason, options);
    this.name = 'GiveUp';
  }
}

/** A recurring piece of work; a row in the database with next run, lease and history. */
export type ScheduledAction = {
  /** `area.verb-noun`. */
  readonly name: string;
  readonly title: string;
  /** Cron expression, five or six fields. */
  readonly expression: string;
  /** IANA; the organization's default zone unless given. */
  readonly timeZone?: string;
  /** After a missed time: run once, or wait for the next. */
  readonly catchUp?: 'one' | 'none';
  /** Seconds; 300 unless given. */
  readonly timeout?: number;
  run(env: Env<never>, context: ActionContext): Promise<ActionResult | undefined | void>;
};

export type ActionContext = {
  readonly signal: AbortSignal;
  /** Shown on the page while it runs. */
  progress(done: number, total?: number): Promise<void>;
};

/** Kept in the history. */
export type ActionResult = { count?: number; message?: string };

export function defineAction<P extends string>(
  action: Omit<ScheduledAction, 'run'> & { run(env: Env<P>, context: ActionContext): Promise<ActionResult | undefined | void> },
): ScheduledAction {
  return action as unknown as ScheduledAction;
}
