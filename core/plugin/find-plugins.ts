import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled, pluginFolder, projectRoot } from './plugin-folder.ts';

/** Where plugins are looked for, besides the project's own folder. */
export type PluginSources = {
  /** Folders with a folder for each plugin. */
  readonly folders?: readonly string[] | undefined;
  /** Names of npm packages whose default export is a plugin. */
  readonly packages?: readonly string[] | undefined;
};

/** `name`: of its folder, or of its package while nobody has looked into it. */
export type PluginFile = { readonly name: string; readonly file: string; readonly packaged: boolean };
export type PluginFiles = {
  readonly files: PluginFile[];
  /** What was named and is not there. */
  readonly missing: { name: string; reason: string }[];
};

/** Looks for plugins' files without loading one. */
export function findPlugins({ folders = [], packages = [] }: PluginSources): PluginFiles {
  const own = compiled ? path.join(projectRoot, 'dist', 'plugins') : path.join(projectRoot, 'plugins');
  const files: PluginFile[] = [];
  const missing: { name: string; reason: string }[] = [];
  for (const folder of [own, ...folders]) {
    if (!existsSync(folder)) {
      missing.push({ name: path.basename(folder), reason: `The folder ${folder} is not there.` });
      continue;
    }
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isDirectory()) continue;
      const file = ['plugin.js', 'plugin.ts', 'plugin.tsx'].map((name) => path.join(folder, entry.name, name)).find((candidate) => existsSync(candidate));
      if (file) files.push({ name: entry.name, file, packaged: false });
    }
  }
  for (const name of packages) {
    try {
      files.push({ name, file: fileURLToPath(import.meta.resolve(name)), packaged: true });
    } catch (error) {
      missing.push({ name, reason: `The package is not installed: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
  return { files, missing };
}

/**
 * The essential ones of those that come along, before any is loaded: one that is slow to load on a busy machine must not be put out, for nobody could let it in again.
 * What comes from outside is not believed.
 */
export function essentialAmong(files: readonly PluginFile[]): Set<string> {
  const own = files.filter(({ file, packaged }) => !packaged && file.startsWith(projectRoot + path.sep));
  return new Set(own.filter(({ file }) => /\bessential:\s*true\b/.test(readFileSync(file, 'utf8'))).map(({ name }) => name));
}

/** The folder whose files are the plugin's code and texts. */
export function folderOf({ file, packaged }: PluginFile): string {
  if (!packaged) return pluginFolder(pathToFileURL(file).href);
  let folder = path.dirname(file);
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  return folder;
}
