import type { Runtime } from '../runtime.ts';
import { type ActionOverview, type ActionRun, actionHistory, listActions } from './action-overview.ts';
import { changeExpression, previewRuns } from './change-expression.ts';
import { pauseAction, resumeAction, runActionNow } from './control-actions.ts';
import { type DeadJob, discardJob, listDeadJobs, retryAllJobs, retryJob } from './dead-jobs.ts';
import { type QueueLane, queueOverview } from './queue-overview.ts';

/** Scheduled actions and the job queue for those who look after them: `env.jobs`. It exists only for a plugin with the permission `platform`, which answers for asking who may use it. */
export interface JobControl {
  actions(): Promise<readonly ActionOverview[]>;
  /** Newest first, `before` the id of the last one seen. */
  history(action: string, options?: { limit?: number; before?: string }): Promise<readonly ActionRun[]>;
  /** @returns false where there is no such action; the same for pause, resume and reschedule */
  runNow(action: string): Promise<boolean>;
  pause(action: string): Promise<boolean>;
  /** Takes regular runs up again and forgets failures. */
  resume(action: string): Promise<boolean>;
  /** Undefined: as the plugin declares. @throws INPUT_INVALID */
  reschedule(action: string, expression: string | undefined): Promise<boolean>;
  /** @throws INPUT_INVALID */
  preview(expression: string, timeZone: string, count: number): readonly Date[];
  queue(): Promise<readonly QueueLane[]>;
  /** Jobs that gave up, newest first. */
  dead(limit?: number): Promise<readonly DeadJob[]>;
  retry(job: string): Promise<boolean>;
  /** @returns how many; those of one kind, or all */
  retryAll(name?: string): Promise<number>;
  /** Deletes a job that gave up: its work is never done. */
  discard(job: string): Promise<boolean>;
}

export function createJobControl(runtime: Runtime, org: number): JobControl {
  const { database } = runtime;
  return {
    actions: () => listActions(runtime),
    history: (action, { limit = 50, before } = {}) => actionHistory(runtime, action, limit, before),
    runNow: (action) => runActionNow(runtime, action),
    pause: (action) => pauseAction(runtime, action),
    resume: (action) => resumeAction(runtime, action),
    reschedule: (action, expression) => changeExpression(runtime, action, expression),
    preview: (expression, timeZone, count) => previewRuns(expression, timeZone, runtime.now(), count),
    queue: () => queueOverview(database, org, runtime.config.mode === 'test' ? runtime.now() : null),
    dead: (limit) => listDeadJobs(database, org, limit),
    retry: (job) => retryJob(database, org, job),
    retryAll: (name) => retryAllJobs(database, org, name),
    discard: (job) => discardJob(database, org, job),
  };
}
