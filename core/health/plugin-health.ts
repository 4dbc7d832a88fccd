import type { HealthFinding } from '../plugin/define-plugin.ts';
import type { Runtime } from '../runtime.ts';

/** Faults of handlers within a day that make a finding. */
const MANY = 10;

/** Is a plugin in quarantine, is one held back, does one throw again and again? */
export async function pluginHealth({ database, held }: Runtime): Promise<HealthFinding[]> {
  const out = await database.query<{ plugin: string; reason: string }>(
    `SELECT q.plugin, q.reason FROM core_plugin_quarantine q LEFT JOIN core_plugin p ON p.name = q.plugin
     WHERE p.name IS NULL OR p.state = 'quarantined' ORDER BY q.plugin`,
  );
  const faults = await database.query<{ plugin: string; kind: string; count: number; place: string; message: string }>(
    `SELECT plugin, CASE WHEN kind IN ('thrown', 'late') THEN kind ELSE 'process' END AS kind, sum(count)::integer AS count,
       (array_agg(place ORDER BY count DESC))[1] AS place, (array_agg(message ORDER BY at DESC))[1] AS message
     FROM core_plugin_fault WHERE at > now() - interval '1 day' GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const findings: HealthFinding[] = out.rows.map(({ plugin, reason }) => ({
    ok: false,
    message: `"${plugin}" is in quarantine: ${reason}`,
    fix: `Look into the log. When the cause is gone: \`npx atrium plugin enable ${plugin}\`, or enable it on the page of apps.`,
  }));
  const quarantined = new Set(out.rows.map(({ plugin }) => plugin));
  for (const [plugin, reason] of held?.() ?? []) {
    if (!quarantined.has(plugin))
      findings.push({ ok: false, message: `"${plugin}" is held back: ${reason}`, fix: 'Remove the cause; it comes back by itself at the next start.' });
  }
  for (const { plugin, kind, count, place, message } of faults.rows) {
    if (kind === 'process')
      findings.push({
        ok: false,
        message: `"${plugin}" took processes down ${count} times within a day: ${message}`,
        fix: 'Look into the log; a plugin goes into quarantine at the second time within an hour.',
      });
    else if (count >= MANY)
      findings.push({
        ok: false,
        message: `"${plugin}" ${kind === 'late' ? 'did not answer in time' : 'threw errors'} ${count} times within a day, most of them in ${place} (${message})`,
        fix: 'Look for "request failed" in the log; if the hall can do without it, disable the plugin.',
      });
  }
  return findings.length > 0 ? findings : [{ ok: true, message: 'No plugin in quarantine, none held back' }];
}
