import type { ScheduledAction } from '../jobs/job.ts';
import type { Runtime } from '../runtime.ts';
import { loadSettings } from '../settings/store.ts';
import { auditSettings } from './audit-settings.ts';

const step = 5_000;
const organization = 1;

/** Removes what the settings say is too old, in small steps, through the functions that the database lets do it. One of the core's own actions. */
export const trimLogs = (runtime: Runtime): ScheduledAction => ({
  name: 'core.trim-logs',
  title: 'Remove old entries of the audit log and old security events',
  expression: '41 3 * * *',
  catchUp: 'one',
  async run(_, context) {
    const { auditDays, securityDays } = await loadSettings(runtime, organization, auditSettings);
    let count = 0;
    for (const [trim, days] of [
      ['core_trim_audit', auditDays],
      ['core_trim_security_events', securityDays],
    ] as const) {
      const before = new Date(runtime.now().getTime() - days * 86_400_000);
      for (;;) {
        const { rows } = await runtime.database.query<{ n: number }>(`SELECT ${trim}($1::timestamptz, $2::integer) AS n`, [before, step]);
        const removed = Number(rows[0]?.n ?? 0);
        count += removed;
        if (removed < step || context.signal.aborted) break;
      }
    }
    return { count };
  },
});
