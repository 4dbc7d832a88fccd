import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from './define-plugin.ts';
import { compiled, projectRoot } from './plugin-folder.ts';
import { RegistrationError } from './registration-error.ts';
import { validateManifest } from './validate-manifest.ts';

/** What was found in the plugin folders: what can run, and what cannot and why (it is held back, the rest serves). */
export type Discovered = { plugins: Manifest[]; broken: { name: string; reason: string }[] };

/**
 * Imports every `plugins/<name>/plugin` and checks it.
 * @param known names to pass over: they have been looked at before
 */
export async function loadPlugins(furtherFolders: readonly string[] = [], known: ReadonlySet<string> = new Set()): Promise<Discovered> {
  const own = compiled ? path.join(projectRoot, 'dist', 'plugins') : path.join(projectRoot, 'plugins');
  const found: Discovered = { plugins: [], broken: [] };
  for (const folder of [own, ...furtherFolders]) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isDirectory() || known.has(entry.name)) continue;
      const file = ['plugin.js', 'plugin.ts', 'plugin.tsx'].map((name) => path.join(folder, entry.name, name)).find((candidate) => existsSync(candidate));
      if (!file) continue;
      try {
        const module: { default?: unknown } = await import(pathToFileURL(file).href);
        const plugin = validateManifest(module.default, entry.name);
        if (plugin.name !== entry.name) throw new RegistrationError(plugin.name, 'key "name"', `the folder is called "${entry.name}": use one name`);
        if (found.plugins.some(({ name }) => name === plugin.name))
          throw new RegistrationError(plugin.name, 'key "name"', 'another plugin folder holds a plugin with this name');
        found.plugins.push(plugin);
      } catch (error) {
        found.broken.push({ name: entry.name, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return found;
}
