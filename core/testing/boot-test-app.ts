import { type App, boot } from '../boot.ts';
import type { Config } from '../config.ts';
import type { Env } from '../env.ts';
import type { Host } from '../http/host.ts';
import type { Runner } from '../jobs/runner.ts';
import type { Logger } from '../log.ts';
import type { Manifest } from '../plugin/define-plugin.ts';
import { pluginPrincipal } from '../principal.ts';
import { type Clock, createClock } from './clock.ts';
import { testDatabase } from './database.ts';

export type TestAppOptions = {
  /** Starts here and moves only when told; real time unless given. */
  clock?: Date;
  /** Only these plugins and what they depend on; all unless given. */
  only?: readonly string[];
  /** Further plugins as values. */
  plugins?: readonly Manifest[];
  /** Settings of plugins as from the environment: `{ ATRIUM_MAIL_SMTP_URL: … }`. */
  environment?: Record<string, string>;
  config?: Partial<Config>;
  log?: Logger;
  /** Another process on the same database: pass the first one's `databaseUrl`. */
  databaseUrl?: string;
  /** Listen on a free loopback port. */
  listen?: boolean;
  /** Run jobs in the background; else `drain()` runs them. */
  runner?: boolean;
};

export type TestApp = {
  readonly app: App;
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** The address it listens on, or the configured one. */
  readonly url: string;
  readonly host: Host | undefined;
  /** A plugin acting as itself. */
  env(plugin: string): Env<never>;
  /** Runs jobs until nothing is due. */
  drain(): Promise<void>;
  close(): Promise<void>;
};

/** A real app on a database of its own. Stop it with `close`, which also removes the database it made. */
export async function bootTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const made = options.databaseUrl ? undefined : await testDatabase();
  const databaseUrl = options.databaseUrl ?? made?.url ?? '';
  const clock = createClock(options.clock ?? new Date());
  const config: Config = {
    mode: 'test',
    host: '127.0.0.1',
    port: 0,
    url: 'http://localhost',
    databaseUrl,
    databaseUrlDirect: databaseUrl,
    poolSize: 10,
    keys: [new Uint8Array(32).fill(7)],
    logLevel: 'silent',
    smtpUrl: undefined,
    adminEmail: undefined,
    adminPassword: undefined,
    trustedProxies: [],
    allowPrivateOutbound: true,
    pluginFolders: [],
    environment: options.environment ?? {},
    ...options.config,
  };
  const app = await boot({
    config,
    now: options.clock ? clock.now : () => new Date(),
    ...(options.only ? { only: options.only } : {}),
    ...(options.plugins ? { plugins: options.plugins } : {}),
    ...(options.log ? { log: options.log } : {}),
  });
  let host: Host | undefined;
  let runner: Runner | undefined;
  if (options.listen) {
    host = await app.startHost();
    config.url = host.url;
  }
  if (options.runner) runner = await app.startRunner();
  return {
    app,
    databaseUrl,
    clock,
    host,
    get url() {
      return config.url;
    },
    env: (plugin) => app.runtime.env({ plugin, principal: pluginPrincipal(1, plugin) }) as Env<never>,
    drain: async () => {
      runner ??= await app.startRunner();
      await runner.drain();
    },
    close: async () => {
      await app.close();
      await made?.drop();
    },
  };
}
