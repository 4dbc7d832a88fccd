import { startEmbedded } from '../embedded/index.ts';
import { queryOnce } from '../model/query-once.ts';
import { buildTemplate } from './build-template.ts';

/** Name of the database that every test's own is copied from. */
export const template = 'atrium_template';

/** Name of the one in which the standard plugins stand too, made by the first test that asks for it. */
export const installedTemplate = 'atrium_template_installed';

export type TestServer = { url: string; stop(): Promise<void> };

/**
 * A server of its own for one run of the tests, with the template built: the embedded one, or the one of `ATRIUM_TEST_SERVER` (a user who may create databases).
 * It ends with the process that started it, even if that is killed.
 */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env.ATRIUM_TEST_SERVER;
  const server = given ? { url: given, stop: async () => {} } : await startEmbedded({ ephemeral: true });
  await queryOnce(server.url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`, `CREATE DATABASE ${template} TEMPLATE template0`);
  await buildTemplate(databaseUrl(server.url, template));
  await queryOnce(server.url, `DROP DATABASE IF EXISTS ${installedTemplate} WITH (FORCE)`);
  return { url: server.url, stop: () => server.stop() };
}

/** The address of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
