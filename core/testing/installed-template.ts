import { setTimeout as wait } from 'node:timers/promises';
import { boot } from '../boot.ts';
import { createLogger } from '../log.ts';
import { queryOnce } from '../model/query-once.ts';
import { testConfig } from './test-config.ts';
import { databaseUrl, installedTemplate, template } from './test-server.ts';
import { waitFor } from './wait-for.ts';

const log = createLogger('silent');
let ready: Promise<string> | undefined;

/**
 * The template in which the standard plugins stand, as a first start leaves them; an app on a copy of it is up in a fifth of the time. The first process of the run that
 * asks makes it, the others wait. Where a plugin is broken none stands in it: then the tests that need the plugin say so.
 * @returns its name
 */
export function readyTemplate(server: string): Promise<string> {
  ready ??= make(server);
  return ready;
}

async function make(server: string): Promise<string> {
  const part = `${installedTemplate}_part`;
  const there = async (): Promise<boolean> => (await queryOnce(server, `SELECT 1 FROM pg_database WHERE datname = '${installedTemplate}'`)).length > 0;
  if (await there()) return installedTemplate;
  // Whoever gets to make the part makes the whole; a server takes each name once.
  const mine = await queryOnce(server, `CREATE DATABASE ${part} TEMPLATE ${template} STRATEGY file_copy`).then(
    () => true,
    () => false,
  );
  if (!mine) await waitFor('the template with the standard plugins', () => wait(200).then(there), 120);
  else if (await there()) await queryOnce(server, `DROP DATABASE ${part} WITH (FORCE)`);
  else {
    if (!(await install(databaseUrl(server, part))))
      await queryOnce(server, `DROP DATABASE ${part} WITH (FORCE)`, `CREATE DATABASE ${part} TEMPLATE ${template}`);
    await queryOnce(server, `ALTER DATABASE ${part} RENAME TO ${installedTemplate}`);
  }
  return installedTemplate;
}

/** False where a plugin is broken. */
async function install(url: string): Promise<boolean> {
  const app = await boot({ config: testConfig({ databaseUrl: url, port: 0 }), log }).catch(() => undefined);
  if (!app) return false;
  try {
    // When an action runs first is reckoned from the clock of each test.
    await app.runtime.database.query('DELETE FROM core_action');
    return app.broken.length === 0;
  } finally {
    await app.close();
  }
}
