import { applyChange } from './apply-change.ts';
import type { Lifecycle } from './create-lifecycle.ts';
import { describePlan } from './describe-plan.ts';
import { type Known, knownPlugins } from './known-plugins.ts';
import { readHistory, writeHistory } from './lifecycle-history.ts';
import { dependentsOf } from './order-plugins.ts';
import type { Platform, PluginInfo, PluginState } from './platform.ts';
import { raiseGeneration, readPluginRows } from './plugin-rows.ts';
import { newerOnDisk, readmeOf, type Shelf } from './plugin-shelf.ts';
import { readProcesses } from './process-rows.ts';
import { exportLines, readLeftovers } from './purge-plugin.ts';
import { type Quarantine, readQuarantine } from './quarantine.ts';
import { wordsOfPlugin } from './shelf-words.ts';
import { compareVersions } from './version-range.ts';

/** `env.platform`: the same for whoever may use it. */
export function createPlatform(lifecycle: Lifecycle, shelf: Shelf): Platform {
  const { database } = lifecycle.runtime;
  return {
    plugins: async () => {
      const rows = await readPluginRows(database);
      const known = knownPlugins(shelf, rows);
      const quarantine = await readQuarantine(database);
      return [...known.values()].map((plugin) => infoOf(plugin, known, lifecycle.held(), quarantine));
    },
    words: (language) => new Map([...shelf.manifests.values()].flatMap((plugin) => wordsOfPlugin(plugin, language))),
    discover: () => shelf.discover(),
    plan: async (change) => {
      const rows = await readPluginRows(database);
      return describePlan(database, shelf, knownPlugins(shelf, rows), rows, change);
    },
    apply: (change, options) => applyChange(lifecycle, shelf, change, options),
    history: (limit = 50) => readHistory(database, limit),
    processes: async () => (await readProcesses(database)).map(({ drained: _drained, ...process }) => process),
    leftovers: async () => readLeftovers(database, await readPluginRows(database), (name) => shelf.manifests.has(name)),
    exportData: async function* (plugin) {
      yield* exportLines(database, plugin, (await readPluginRows(database)).get(plugin));
    },
    rebuild: async (reason) => {
      await database.tx(async () => {
        const generation = await raiseGeneration(database);
        await writeHistory(database, { actor: 'platform', generation, ok: true, message: reason, milliseconds: 0 });
      });
      if (!database.inTransaction()) await lifecycle.activate();
    },
  };
}

function stateOf({ name, manifest, broken, row }: Known, held: ReadonlyMap<string, string>, quarantined: Quarantine | undefined): PluginState {
  if (row?.state === 'quarantined' || quarantined) return 'quarantined';
  if (broken !== undefined) return 'held';
  if (!manifest) return 'missing';
  if (!row || row.state === 'uninstalled') return 'available';
  return row.state === 'enabled' && held.has(name) ? 'held' : row.state;
}

function infoOf(plugin: Known, known: ReadonlyMap<string, Known>, held: ReadonlyMap<string, string>, quarantine: ReadonlyMap<string, Quarantine>): PluginInfo {
  const { name, manifest, row } = plugin;
  const state = stateOf(plugin, held, quarantine.get(name));
  const reasons: Partial<Record<PluginState, string | undefined>> = {
    quarantined: row?.reason ?? quarantine.get(name)?.reason,
    held: held.get(name) ?? plugin.broken,
    missing: row?.state === 'uninstalled' ? 'Uninstalled; its code is not there, its data was kept.' : 'Its code is not there.',
  };
  const installed = row && row.state !== 'uninstalled' ? row.version : undefined;
  return {
    name,
    state,
    reason: reasons[state],
    version: { installed, available: manifest?.version },
    upgradable: installed !== undefined && manifest !== undefined && compareVersions(manifest.version, installed) > 0,
    restartNeeded: manifest && newerOnDisk(manifest),
    title: plugin.title,
    summary: manifest?.summary ?? '',
    category: manifest?.category ?? '',
    icon: manifest?.icon ?? 'box',
    readme: manifest ? readmeOf(manifest) : '',
    permissions: manifest?.permissions ?? row?.permissions ?? [],
    depends: plugin.depends,
    optional: manifest?.optional ?? [],
    conflicts: manifest?.conflicts ?? [],
    dependents: dependentsOf([name], known).sort(),
    settings: manifest?.settings !== undefined,
    essential: manifest?.essential ?? false,
    standard: manifest?.standard ?? false,
    autoInstall: manifest?.autoInstall ?? false,
    keptData: row?.state === 'uninstalled',
    installedAt: installed === undefined ? undefined : row?.installed_at,
    updatedAt: row?.updated_at,
  };
}
