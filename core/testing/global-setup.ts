import { startTestServer } from './test-server.ts';

/** Run by vitest once, before the first test file: one database server for all of them. */
export async function setup(): Promise<() => Promise<void>> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new Error(`Atrium needs Node 24 or newer, this is ${process.versions.node}. Run the tests by "npm test" after "npm ci", or install Node 24.`);
  }
  const server = await startTestServer();
  process.env.ATRIUM_TEST_RUN_SERVER = server.url;
  return () => server.stop();
}
