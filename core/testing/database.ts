import { randomBytes } from 'node:crypto';
import { queryOnce } from '../model/query-once.ts';
import { readyTemplate } from './installed-template.ts';
import { databaseUrl, startTestServer, template } from './test-server.ts';

export type TestDatabase = {
  url: string;
  /** Removes the database, cutting its connections. */
  drop(): Promise<void>;
};

let own: Promise<string> | undefined;

/** A database of its own with the core's tables: a copy of the run's template. */
export function testDatabase(): Promise<TestDatabase> {
  return create(template);
}

/** A database of its own in which the standard plugins stand. */
export async function installedDatabase(): Promise<TestDatabase> {
  return create(await readyTemplate(await serverUrl()));
}

/** A database of its own with nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return create('template0');
}

async function create(from: string): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await queryOnce(server, `CREATE DATABASE ${name} TEMPLATE ${from} STRATEGY file_copy`);
  return {
    url: databaseUrl(server, name),
    drop: async () => {
      await queryOnce(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** The server that the run's global setup has started; outside of a run (a bench, a script) one is started on first use. */
function serverUrl(): Promise<string> {
  const shared = process.env.ATRIUM_TEST_RUN_SERVER;
  if (shared) return Promise.resolve(shared);
  own ??= startTestServer().then((server) => server.url);
  return own;
}
