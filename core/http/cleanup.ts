import type { ScheduledAction } from '../jobs/job.ts';
import type { Runtime } from '../runtime.ts';

const step = 5_000;

/** Removes rows of past rate windows and answers older than a day; in small steps, so that no lock is held for long. One of the core's own actions. */
export const httpCleanup = ({ database }: Pick<Runtime, 'database'>): ScheduledAction => ({
  name: 'core.clean-requests',
  title: 'Remove old rate limits and stored answers',
  expression: '17 * * * *',
  catchUp: 'one',
  async run(_, context) {
    let count = 0;
    for (const [table, past] of [
      ['core_rate', 'ends_at'],
      ['core_idempotency', 'expires_at'],
    ]) {
      for (;;) {
        const { rowCount } = await database.query(
          `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${table} WHERE ${past} < now() LIMIT ${step} FOR UPDATE SKIP LOCKED)`,
        );
        count += rowCount;
        if (rowCount < step || context.signal.aborted) break;
      }
    }
    return { count };
  },
});
