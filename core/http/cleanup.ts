import type { ActionContext, ActionResult, ScheduledAction } from '../jobs/job.ts';
import type { Runtime } from '../runtime.ts';

/** A scheduled action of the core itself: it gets the process instead of a plugin's env. */
export type CoreAction = Omit<ScheduledAction, 'run'> & { run(runtime: Runtime, context: ActionContext): Promise<ActionResult> };

/** Rows of past rate windows and of answers older than a day. Small steps, so that no lock is held for long. */
export const httpCleanup: CoreAction = {
  name: 'core.clean-requests',
  title: 'Remove old rate limits and stored answers',
  expression: '17 * * * *',
  catchUp: 'one',
  async run({ database }, context) {
    let count = 0;
    for (const table of ['core_rate', 'core_idempotency']) {
      for (;;) {
        const past = table === 'core_rate' ? 'ends_at' : 'expires_at';
        const { rowCount } = await database.query(
          `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE ${past} < now() ORDER BY key LIMIT 5000 FOR UPDATE SKIP LOCKED)`,
        );
        count += rowCount;
        if (rowCount < 5000 || context.signal.aborted) break;
      }
    }
    return { count };
  },
};
