import type { Database } from '../model/database-type.ts';
import type { HealthFinding } from '../plugin/define-plugin.ts';

/** Is the outbox moving, are there dead letters, do scheduled actions run? */
export async function jobHealth(database: Database): Promise<HealthFinding[]> {
  const jobs = await database.query<{ waiting: number; dead: number; oldest_s: number | null }>(
    `SELECT count(*) FILTER (WHERE state = 'queued') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
       extract(epoch FROM now() - min(greatest(created_at, run_at)) FILTER (WHERE state = 'queued' AND run_at <= now()))::double precision AS oldest_s
     FROM core_job`,
  );
  const actions = await database.query<{ name: string; active: boolean; failures: number; late: boolean }>(
    `SELECT name, active, failures, next_run < now() - interval '10 minutes' AND lease_until IS NULL AS late FROM core_action
     WHERE plugin = 'core' OR plugin IN (SELECT name FROM core_plugin WHERE state = 'enabled') ORDER BY name`,
  );
  const { waiting = 0, dead = 0, oldest_s: oldest = null } = jobs.rows[0] ?? {};
  const findings: HealthFinding[] = [];
  if (dead > 0)
    findings.push({ ok: false, message: `${dead} jobs gave up`, fix: 'Look for "job is a dead letter" in the log, remove the cause and run them again.' });
  if (oldest !== null && oldest > 300)
    findings.push({
      ok: false,
      message: `${waiting} jobs wait, the oldest for ${Math.round(oldest / 60)} minutes`,
      fix: 'Is `atrium start` running? Jobs are run by the same processes that serve pages.',
    });
  const off = actions.rows.filter(({ active, failures }) => !active && failures > 0).map(({ name }) => name);
  const late = actions.rows.filter(({ active, late: isLate }) => active && isLate).map(({ name }) => name);
  if (off.length > 0)
    findings.push({
      ok: false,
      message: `Scheduled actions are off: ${off.join(', ')}`,
      fix: 'They failed five times in a row: see the log, then activate them again.',
    });
  if (late.length > 0) findings.push({ ok: false, message: `Scheduled actions are late: ${late.join(', ')}`, fix: 'Is `atrium start` running?' });
  return findings.length > 0 ? findings : [{ ok: true, message: `${waiting} jobs wait, no dead letters, ${actions.rows.length} scheduled actions on time` }];
}
