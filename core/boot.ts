import { readCustomizations } from './access/customizations.ts';
import { flushSudo } from './access/sudo-log.ts';
import { createSecurityLog } from './audit/security-log.ts';
import type { Config } from './config.ts';
import type { Env, Preferences } from './env.ts';
import { httpCleanup } from './http/cleanup.ts';
import { type Host, startHost } from './http/host.ts';
import { type Runner, startRunner } from './jobs/runner.ts';
import { syncActions } from './jobs/sync-actions.ts';
import { createLogger, type Logger } from './log.ts';
import { openDatabase } from './model/database.ts';
import { buildGeneration } from './plugin/build-generation.ts';
import { createEnv, fallbackPreferences } from './plugin/create-env.ts';
import type { Manifest } from './plugin/define-plugin.ts';
import type { Generation } from './plugin/generation.ts';
import { install, migrateCore } from './plugin/install.ts';
import { type Discovered, loadPlugins } from './plugin/load-plugins.ts';
import { pluginPrincipal } from './principal.ts';
import type { Runtime } from './runtime.ts';
import { createKeyRing } from './secrets/create-key-ring.ts';
import { watchSettings } from './settings/store.ts';

export type BootOptions = {
  config: Config;
  /** Only these and what they depend on; all that are found unless given. */
  only?: readonly string[];
  /** The clock of tests. */
  now?: () => Date;
  log?: Logger;
  /** Further plugins as values (tests). */
  plugins?: readonly Manifest[];
};

/** One booted process: database, generation, and on demand the web host and the job runner. */
export type App = {
  readonly runtime: Runtime;
  /** Plugins that could not be taken, and why. */
  readonly broken: Discovered['broken'];
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

function dependencyClosure(all: readonly Manifest[], wanted: readonly string[]): Manifest[] {
  const keep = new Set<string>();
  const add = (name: string): void => {
    if (keep.has(name)) return;
    keep.add(name);
    for (const next of all.find((plugin) => plugin.name === name)?.depends ?? []) add(next);
  };
  for (const name of wanted) add(name);
  return all.filter((plugin) => keep.has(plugin.name));
}

/** Leaves out what waits for a plugin that is not there, and tells why. */
function complete(plugins: readonly Manifest[], broken: Discovered['broken']): Manifest[] {
  const names = new Set(plugins.map(({ name }) => name));
  const [held] = plugins.flatMap(({ name, depends }) => {
    const missing = depends?.find((dependency) => !names.has(dependency));
    return missing === undefined ? [] : [{ name, reason: `it needs the plugin "${missing}", which is not there` }];
  });
  if (!held) return [...plugins];
  broken.push(held);
  return complete(
    plugins.filter(({ name }) => name !== held.name),
    broken,
  );
}

/** Brings the platform up on a database: migrations, plugins, generation. Nothing listens yet. */
export async function boot(options: BootOptions): Promise<App> {
  const { config } = options;
  const log = options.log ?? createLogger(config.logLevel);
  const database = await openDatabase({ url: config.databaseUrl, directUrl: config.databaseUrlDirect, poolSize: config.poolSize, log });
  try {
    const keys = createKeyRing(config.keys);
    await migrateCore(database);
    const discovered = await loadPlugins(config.pluginFolders);
    const all = [...discovered.plugins, ...(options.plugins ?? [])];
    const enabled = complete(options.only ? dependencyClosure(all, options.only) : all, discovered.broken);

    for (const { name, reason } of discovered.broken) log.error({ plugin: name, reason }, 'plugin held back');
    let generation: Generation = buildGeneration(enabled, 0, await readCustomizations(database));
    const now = options.now ?? (() => new Date());
    const security = createSecurityLog({ database, log, now });
    const runtime: Runtime = {
      config,
      database,
      keys,
      log,
      security,
      now,
      generation: () => generation,
      env: (envOptions) => createEnv(runtime, envOptions),
      platform: () => {
        throw new TypeError('plugins cannot be changed while the process runs, yet');
      },
      defaultPreferences: (org) => defaultPreferences(runtime, org),
    };
    const { number, fresh } = await install(runtime);
    generation = { ...generation, number };
    const coreActions = [httpCleanup(runtime)];
    await syncActions(runtime, coreActions);
    const stopSettings = await watchSettings(runtime);

    const stopping = new AbortController();
    let host: Host | undefined;
    let runner: Runner | undefined;
    return {
      runtime,
      broken: discovered.broken,
      fresh,
      pluginEnv: (plugin) => runtime.env({ plugin, principal: pluginPrincipal(firstOrganization, plugin) }) as Env<never>,
      firstAdmin: async () => {
        const lines: { label: string; value: string }[] = [];
        for (const plugin of generation.plugins) {
          const env = runtime.env({ plugin: plugin.name, principal: pluginPrincipal(firstOrganization, plugin.name) }) as Env<never>;
          lines.push(...((await plugin.firstAdmin?.(env, { email: config.adminEmail, password: config.adminPassword })) ?? []));
        }
        return lines;
      },
      startHost: async () => {
        for (const plugin of generation.plugins) {
          await plugin.start?.(runtime.env({ plugin: plugin.name, principal: pluginPrincipal(firstOrganization, plugin.name) }) as Env<never>, stopping.signal);
        }
        host = await startHost(runtime);
        // A free port was asked for: links must name the one that was found.
        if (config.port === 0) config.url = host.url;
        return host;
      },
      startRunner: async () => {
        runner = await startRunner(runtime, { coreActions });
        return runner;
      },
      close: async () => {
        await host?.close();
        await runner?.stop();
        stopping.abort();
        await stopSettings();
        await security.stop();
        await flushSudo(database).catch((error: unknown) => log.error({ error: String(error) }, 'uses of sudo could not be counted'));
        await database.close();
      },
    };
        await flushSudo(database).catch((error: unknown) => log.error({ error: String(error) }, 'uses of sudo could not be counted'));
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Of the organization, through whoever knows it (`core.session`), else the plain ones. */
async function defaultPreferences(runtime: Runtime, org: number): Promise<Preferences> {
  for (const { plugin, implementation } of runtime.generation().contracts.get('core.session')?.values() ?? []) {
    const principal = pluginPrincipal(org, plugin);
    const session = implementation as import('./env.ts').SessionContract;
    const found = await session.preferences(runtime.env({ plugin, principal }), principal);
    if (found) return found;
  }
  return fallbackPreferences;
}
