import type { Env } from '../env.ts';
import { MigrationError } from '../model/migration-error.ts';
import { migrate } from '../model/migrator.ts';
import { watchOwnership } from '../model/ownership.ts';
import { recordOwnership } from '../model/record-ownership.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { bringData, type DataChange } from './data-records.ts';
import type { Manifest } from './define-plugin.ts';
import { pluginMigrations } from './install.ts';
import type { PlanStep } from './platform.ts';
import { callPlugin, INSTALL_S } from './plugin-deadline.ts';
import { PluginFault } from './plugin-fault.ts';
import type { PluginRow } from './plugin-rows.ts';

/** What is done to a plugin of the next generation. `none`: only migrations that a newer file brings. */
export type Arrival = { readonly plugin: Manifest; readonly action: Extract<PlanStep['action'], 'install' | 'enable' | 'upgrade'> | 'none' };

export type BroughtIn = {
  readonly migrations: number;
  /** What became of the records that the plugins bring. */
  readonly data: readonly DataChange[];
};

/**
 * Brings the database to the next generation: migrations of every plugin given, ownership, rows, the records that plugins bring, `install` and `enable`. In the
 * current transaction.
 * @throws PluginFault where a plugin's own part fails
 * @param next bound to the generation that is to come
 * @param arrivals dependencies first
 */
export async function bringIn(
  next: Runtime,
  arrivals: readonly Arrival[],
  rows: ReadonlyMap<string, PluginRow>,
  progress: (arrival: Arrival) => void = () => {},
): Promise<BroughtIn> {
  const { database } = next;
  const migrations = await migrate(
    database,
    arrivals.map(({ plugin }) => pluginMigrations(plugin)),
    watchOwnership(database),
  ).catch((error: unknown) => {
    throw error instanceof MigrationError && error.owner !== 'core' ? new PluginFault(error.owner, 'its migration', error) : error;
  });
  if (migrations > 0 || arrivals.some(({ action }) => action !== 'none')) await recordOwnership(database, next.generation().registry);
  const data: DataChange[] = [];
  for (const arrival of arrivals) {
    const { plugin, action } = arrival;
    if (action === 'none') continue;
    progress(arrival);
    const { name } = plugin;
    await enter(next, plugin);
    try {
      data.push(...(await bringData(next, plugin)));
      const env = next.env({ plugin: name, principal: pluginPrincipal(1, name) }) as Env<never>;
      // what comes back to its data has been installed before
      if (action === 'install' && rows.get(name)?.state !== 'uninstalled') await callPlugin(name, 'install', INSTALL_S, () => plugin.install?.(env));
      if (action !== 'upgrade') await callPlugin(name, 'enable', INSTALL_S, () => plugin.enable?.(env));
    } catch (error) {
      throw new PluginFault(name, action === 'upgrade' ? 'its upgrade' : 'its installation', error);
    }
  }
  if (data.length > 0) next.log.info({ data }, 'records of plugins brought');
  return { migrations, data };
}

async function enter({ database }: Runtime, plugin: Manifest): Promise<void> {
  await database.query(
    `INSERT INTO core_plugin (name, version, state, title, depends, permissions) VALUES ($1::text, $2::text, 'enabled', $3::text, $4::text[], $5::text[])
     ON CONFLICT (name) DO UPDATE SET version = excluded.version, state = 'enabled', reason = NULL, title = excluded.title, depends = excluded.depends,
       permissions = excluded.permissions, updated_at = now(),
       installed_at = CASE core_plugin.state WHEN 'uninstalled' THEN now() ELSE core_plugin.installed_at END`,
    [plugin.name, plugin.version, plugin.title, [...(plugin.depends ?? [])], [...(plugin.permissions ?? [])]],
  );
}
