import type { HealthLine } from '../env.ts';
import { jobHealth } from '../jobs/job-health.ts';
import { differences } from '../model/differences.ts';
import type { HealthFinding } from '../plugin/define-plugin.ts';
import { CHECK_S, callPlugin } from '../plugin/plugin-deadline.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { secretsHealth } from '../secrets/secrets-health.ts';
import { wordsOf } from '../thrown.ts';
import { pluginHealth } from './plugin-health.ts';

/** What the core itself can see: tables, indexes, jobs, actions, settings of the process. */
const coreChecks: Record<string, (runtime: Runtime) => Promise<HealthFinding[]>> = {
  settings: async ({ config }) => {
    const findings: HealthFinding[] = [];
    if (config.mode === 'production' && config.url.startsWith('http:')) {
      findings.push({ ok: false, message: 'The public address is not https.', fix: 'Set ATRIUM_URL to the https address that guests use.' });
    }
    if (config.keys.length === 0) findings.push({ ok: false, message: 'There is no encryption key.', fix: 'Set ATRIUM_KEYS to 32 random bytes in base64.' });
    return findings.length > 0 ? findings : [{ ok: true, message: `Mode ${config.mode}, ${config.keys.length} key(s), address ${config.url}` }];
  },
  database: async ({ database, generation }) => {
    const version = await database.query<{ version: number }>("SELECT current_setting('server_version_num')::integer AS version");
    const number = version.rows[0]?.version ?? 0;
    const findings: HealthFinding[] = [
      number >= 150_000
        ? { ok: true, message: `PostgreSQL ${Math.floor(number / 10_000)}.${number % 10_000}` }
        : { ok: false, message: 'PostgreSQL is older than 15.', fix: 'Move to PostgreSQL 15 or newer.' },
    ];
    const found = await differences(generation().registry, database);
    findings.push(
      ...(found.length === 0
        ? [{ ok: true, message: 'Tables, columns, constraints and indexes are as declared' }]
        : found.map((message) => ({ ok: false, message, fix: 'Run `npx atrium migrate`; an index marked invalid must be dropped and made again.' }))),
    );
    return findings;
  },
  secrets: secretsHealth,
  jobs: ({ database }) => jobHealth(database),
  plugins: (runtime) => pluginHealth(runtime),
};

/** Runs the go/no-go list, or what one plugin brings to it. A check that throws is itself a finding. */
export async function runHealth(runtime: Runtime, org: number, only?: string): Promise<HealthLine[]> {
  const lines: HealthLine[] = [];
  const run = async (area: string, check: () => Promise<HealthFinding[]>): Promise<void> => {
    try {
      for (const finding of await check()) lines.push({ area, ...finding });
    } catch (error) {
      runtime.log.error({ area, error: wordsOf(error) }, 'health check failed');
      lines.push({ area, ok: false, message: 'The check itself failed.', fix: 'Look for "health check failed" in the log.' });
    }
  };
  if (only === undefined) for (const [area, check] of Object.entries(coreChecks)) await run(area, () => check(runtime));
  for (const plugin of runtime.generation().plugins) {
    if (only !== undefined && plugin.name !== only) continue;
    for (const check of plugin.health ?? []) {
      const env = runtime.env({ plugin: plugin.name, principal: pluginPrincipal(org, plugin.name) });
      await run(check.name, () => callPlugin(plugin.name, `check ${check.name}`, CHECK_S, () => check.run(env)));
    }
  }
  return lines;
}
