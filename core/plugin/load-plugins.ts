import { realpathSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TimeOut } from '../jobs/public-reason.ts';
import { wordsOf } from '../thrown.ts';
import type { Manifest } from './define-plugin.ts';
import { findPlugins, folderOf, type PluginFile, type PluginSources } from './find-plugins.ts';
import { resolveForOutsiders } from './outside-plugins.ts';
import { callPlugin, LOAD_S } from './plugin-deadline.ts';
import { RegistrationError } from './registration-error.ts';
import { pluginPlaces, setPluginPlaces } from './running-plugin.ts';
import { validateManifest } from './validate-manifest.ts';

export type LoadOptions = PluginSources & {
  /** Passed over: they have been looked at before. */
  readonly known?: ReadonlySet<string>;
  /** Not loaded, and why: they did harm while they were. */
  readonly skip?: ReadonlyMap<string, string>;
};

/** What was found: what can run, and what cannot and why (it is held back, the rest serves). `stalled`: its code did not come to an end of loading. */
export type Discovered = { plugins: Manifest[]; broken: { name: string; reason: string; stalled?: boolean }[] };

/** Imports every `plugins/<name>/plugin` of the project and of further folders, and packages, and checks them. */
export async function loadPlugins(options: LoadOptions = {}): Promise<Discovered> {
  const { known = new Set(), skip = new Map<string, string>() } = options;
  const { files, missing } = findPlugins(options);
  const found: Discovered = { plugins: [], broken: missing.filter(({ name }) => !known.has(name)) };
  const fresh = files.filter(({ name }) => !known.has(name));
  place(fresh.map((file) => ({ plugin: file.name, file, essential: false })));
  resolveForOutsiders();
  for (const file of fresh) {
    const { name } = file;
    const skipped = skip.get(name);
    if (skipped !== undefined) {
      found.broken.push({ name, reason: skipped });
      continue;
    }
    try {
      const plugin = validateManifest(await load(file), name);
      if (known.has(plugin.name)) continue;
      if (!file.packaged && plugin.name !== name) throw new RegistrationError(plugin.name, 'key "name"', `the folder is called "${name}": use one name`);
      if (found.plugins.some((other) => other.name === plugin.name))
        throw new RegistrationError(plugin.name, 'key "name"', 'another plugin folder holds a plugin with this name');
      found.plugins.push(plugin);
      place([{ plugin: plugin.name, file, essential: plugin.essential ?? false }]);
    } catch (error) {
      const stalled = error instanceof TimeOut;
      found.broken.push({ name, reason: stalled ? `Its code did not finish loading within ${error.seconds} seconds.` : wordsOf(error), stalled });
    }
  }
  return found;
}

async function load({ name, file }: PluginFile): Promise<unknown> {
  const module: { default?: unknown } = await callPlugin(name, 'import', LOAD_S, () => import(pathToFileURL(file).href));
  return module.default;
}

/** Tells where the code lies that runs, so that faults can be laid at the right door. */
function place(found: readonly { plugin: string; file: PluginFile; essential: boolean }[]): void {
  const places = new Map(pluginPlaces().map((one) => [one.folder, one]));
  for (const { plugin, file, essential } of found) {
    const folder = realpathSync(file.packaged ? folderOf(file) : path.dirname(file.file));
    places.set(folder, { plugin, folder, essential });
  }
  setPluginPlaces([...places.values()]);
}
