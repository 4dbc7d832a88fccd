import { flushSudo } from './access/sudo-log.ts';
import { createSecurityLog } from './audit/security-log.ts';
import type { Config } from './config.ts';
import type { Env } from './env.ts';
import { createRequestTimes } from './figures/request-times.ts';
import { type Host, startHost } from './http/host.ts';
import { coreActions } from './jobs/core-actions.ts';
import { type Runner, startRunner } from './jobs/runner.ts';
import { createLogger, type Logger } from './log.ts';
import { openDatabase } from './model/database.ts';
import { type BroughtUp, bringUp } from './plugin/bring-up.ts';
import { createLifecycle } from './plugin/create-lifecycle.ts';
import { createPlatform } from './plugin/create-platform.ts';
import type { Manifest } from './plugin/define-plugin.ts';
import { createFaultBook } from './plugin/fault-book.ts';
import { essentialAmong, findPlugins, folderOf } from './plugin/find-plugins.ts';
import { migrateCore } from './plugin/install.ts';
import { fillShelf } from './plugin/plugin-shelf.ts';
import { afterLoading, beforeLoading, bringUpWithout, keepOut, stalledBefore } from './plugin/quarantine-at-start.ts';
import { pluginPrincipal } from './principal.ts';
import type { Runtime } from './runtime.ts';
import { createKeyRing } from './secrets/create-key-ring.ts';
import { watchSettings } from './settings/store.ts';
import type { Supervisor } from './supervisor/supervisor.ts';

export type BootOptions = {
  config: Config;
  /** Only these and what they depend on: others count as not there, and these are installed where they are new. All that are found unless given. */
  only?: readonly string[];
  /** The clock of tests. */
  now?: () => Date;
  log?: Logger;
  /** Further plugins as values (tests): installed where they are new. */
  plugins?: readonly Manifest[];
  /** The process is to serve: plugins that do harm go into quarantine. Commands leave them as they are. */
  serving?: boolean;
  /** Loaded although they did harm while they were loaded before: a command of an administrator is a process in which they may try. */
  tryAgain?: readonly string[];
  /** Told what took down the process before this one. */
  supervisor?: Supervisor;
  /** Further plugins as values that are there and no more. */
  available?: readonly Manifest[];
};

/** One booted process: database, generation, and on demand the web host and the job runner. */
export type App = {
  readonly runtime: Runtime;
  /** Plugins that could not be loaded or cannot run now, and why. */
  readonly broken: readonly { name: string; reason: string }[];
  /** True when this boot installed the first plugin into an empty database. */
  readonly fresh: boolean;
  /** The env of a plugin acting as itself, in the first organization. */
  pluginEnv(plugin: string): Env<never>;
  /** Makes the first administrator where there is none; lines to print once. */
  firstAdmin(): Promise<{ label: string; value: string }[]>;
  startHost(): Promise<Host>;
  startRunner(): Promise<Runner>;
  close(): Promise<void>;
};

const firstOrganization = 1;

/** Brings the platform up on a database: migrations, plugins, generation. Nothing listens yet. */
export async function boot(options: BootOptions): Promise<App> {
  const { config, only, plugins = [], available = [] } = options;
  const log = options.log ?? createLogger(config.logLevel);
  const database = await openDatabase({ url: config.databaseUrl, directUrl: config.databaseUrlDirect, poolSize: config.poolSize, log });
  try {
    const keys = createKeyRing(config.keys);
    await migrateCore(database);
    const now = options.now ?? (() => new Date());
    const security = createSecurityLog({ database, log, now });
    const times = createRequestTimes({ database, log, now });
    const values = plugins.map(({ name }) => name);
    const { pluginFolders: folders, pluginPackages: packages } = config;
    const { files } = findPlugins({ folders, packages });
    const known = { database, log, folders: new Map(files.map((file) => [file.name, folderOf(file)])), essential: essentialAmong(files) };
    const shelf = await fillShelf({
      folders,
      packages,
      skip: options.serving ? await beforeLoading(known, options.supervisor) : await stalledBefore(database, options.tryAgain),
      only: only && [...only, ...values, ...available.map(({ name }) => name)],
      values: [...plugins, ...available],
    });
    if (options.serving) await afterLoading(known, options.supervisor, shelf);
    const faults = createFaultBook(database, log);
    const lifecycle = createLifecycle({ config, database, keys, log, security, times, faults, now }, shelf, (life) => createPlatform(life, shelf));
    const { runtime } = lifecycle;
    const up = (): Promise<BroughtUp> => bringUp(database, shelf, { only, values }, lifecycle.bind);
    const { generation, held, unfit, fresh } = options.serving ? await bringUpWithout(known, shelf, up) : await up();
    lifecycle.begin(generation, held);
    const stopSettings = await watchSettings(runtime);
    if (options.serving) await keepOut(known, shelf, unfit);
    await lifecycle.follow();
    const broken = [...new Map([...shelf.broken, ...held])].map(([name, reason]) => ({ name, reason }));
    for (const { name, reason } of broken) log.error({ plugin: name, reason }, 'plugin held back');

    let host: Host | undefined;
    let runner: Runner | undefined;
    return {
      runtime,
      broken,
      fresh,
      pluginEnv: (plugin) => runtime.env({ plugin, principal: pluginPrincipal(firstOrganization, plugin) }) as Env<never>,
      firstAdmin: async () => {
        const lines: { label: string; value: string }[] = [];
        for (const plugin of runtime.generation().plugins) {
          const env = runtime.env({ plugin: plugin.name, principal: pluginPrincipal(firstOrganization, plugin.name) }) as Env<never>;
          lines.push(...((await plugin.firstAdmin?.(env, { email: config.adminEmail, password: config.adminPassword })) ?? []));
        }
        return lines;
      },
      startHost: async () => {
        await lifecycle.serve(async (bound) => {
          const opened = await startHost(bound);
          host = opened;
          // A free port was asked for: links must name the one that was found.
          if (config.port === 0) config.url = opened.url;
          return opened.swap;
        });
        if (!host) throw new TypeError('the host did not open');
        return host;
      },
      startRunner: async () => {
        runner = await startRunner(runtime, { coreActions: coreActions(runtime) });
        await lifecycle.runJobs();
        return runner;
      },
      close: async () => {
        await host?.close();
        await runner?.stop();
        await lifecycle.close();
        await stopSettings();
        await faults.stop();
        await security.stop();
        await times.stop();
        await flushSudo(database).catch((error: unknown) => log.error({ error: String(error) }, 'uses of sudo could not be counted'));
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
