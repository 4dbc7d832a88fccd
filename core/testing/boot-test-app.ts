import { createServer } from 'node:net';
import { type App, boot } from '../boot.ts';
import type { Config } from '../config.ts';
import type { Env } from '../env.ts';
import type { Runner } from '../jobs/runner.ts';
import { createLogger } from '../log.ts';
import type { Manifest } from '../plugin/define-plugin.ts';
import type { Principal } from '../principal.ts';
import { type Clock, createClock } from './clock.ts';
import { emptyDatabase, installedDatabase, type TestDatabase, testDatabase } from './database.ts';
import { testConfig } from './test-config.ts';

export type TestAppOptions = {
  /** Only these plugins and what they depend on; all unless given. */
  only?: readonly string[];
  /** Further plugins as values. */
  plugins?: readonly Manifest[];
  /** Further plugins as values that are there and not installed. */
  available?: readonly Manifest[];
  /** On a database with nothing in it, so that just what is named is installed; without it on a copy of one where the standard plugins stand. */
  empty?: boolean;
  /** A clock, or the instant at which one stands still; the true time unless given. */
  clock?: Clock | Date | string;
  /** Settings of plugins: `{ ATRIUM_BASE_NAME: 'Test' }`. */
  environment?: Record<string, string>;
  config?: Partial<Config>;
  /** An existing database (two processes on one); a new one, removed at the end, unless given. */
  databaseUrl?: string;
  /** `false`: nothing listens. */
  listen?: boolean;
  /** Gets each line of the log as JSON, of all levels from `info`; nobody does unless given. */
  log?: (line: string) => void;
};

/** A real app on a database of its own, listening on a free loopback port. */
export type TestApp = {
  readonly app: App;
  /** Without a slash at the end; also what `env.baseUrl` says. */
  readonly url: string;
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** As the plugin itself. */
  env(plugin: string): Env<never>;
  /** As somebody. */
  envAs(plugin: string, principal: Principal): Env<never>;
  /** Runs jobs and events until nothing is due. */
  runJobs(): Promise<void>;
  close(): Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });

const databaseFor = ({ empty, only }: TestAppOptions): Promise<TestDatabase> => {
  if (empty) return emptyDatabase();
  return only ? testDatabase() : installedDatabase();
};

/** Boots the platform for a test. Close it at the end of the file. */
export async function bootTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.databaseUrl === undefined ? await databaseFor(options) : undefined;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const clock = options.clock === undefined || options.clock instanceof Date || typeof options.clock === 'string' ? createClock(options.clock) : options.clock;
  const port = await freePort();
  const config: Config = { ...testConfig({ databaseUrl, port }), environment: options.environment ?? {}, ...options.config };
  try {
    const app = await boot({
      config,
      now: clock.now,
      log: options.log ? createLogger('info', { write: options.log }) : createLogger(config.logLevel),
      ...(options.only ? { only: options.only } : {}),
      ...(options.plugins ? { plugins: options.plugins } : {}),
      ...(options.available ? { available: options.available } : {}),
    });
    const missing = app.broken.filter(({ name }) => options.only === undefined || options.only.includes(name));
    if (missing.length > 0) throw new Error(missing.map(({ name, reason }) => `${name}: ${reason}`).join('\n'));
    const url = options.listen === false ? config.url : (await app.startHost()).url;
    let runner: Runner | undefined;
    return {
      app,
      url,
      databaseUrl,
      clock,
      env: (plugin) => app.pluginEnv(plugin),
      // Tests hand over who acts; the plugin's types are theirs to name.
      envAs: (plugin, principal) => app.runtime.env({ plugin, principal }) as Env<never>,
      runJobs: async () => {
        runner ??= await app.startRunner();
        await runner.drain();
      },
      close: async () => {
        await app.close();
        await database?.drop();
      },
    };
  } catch (error) {
    await database?.drop();
    throw error;
  }
}
