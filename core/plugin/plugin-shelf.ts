import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './define-plugin.ts';
import { type Discovered, loadPlugins } from './load-plugins.ts';
import { closureOf } from './order-plugins.ts';
import { pluginFolder } from './plugin-folder.ts';
import { RegistrationError } from './registration-error.ts';

export type ShelfOptions = {
  folders: readonly string[];
  packages?: readonly string[] | undefined;
  /** Not to be loaded, and why. */
  skip?: ReadonlyMap<string, string> | undefined;
  /** Only these and what they depend on; all unless given. */
  only?: readonly string[] | undefined;
  /** Further ones as values; one in a folder with the same name is not loaded. */
  values?: readonly Manifest[] | undefined;
};

/** The plugins whose code this process has, whatever the database says of them. Grows by `discover`; what was loaded once stays as it was loaded. */
export type Shelf = {
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** What could not be loaded, and why. */
  readonly broken: ReadonlyMap<string, string>;
  /** Of those, the ones whose code did not come to an end of loading. */
  readonly stalled: ReadonlySet<string>;
  /** Of those, the ones that were not loaded because they did harm before. */
  readonly skipped: ReadonlySet<string>;
  /** Looks for new folders. @param again names that were skipped and may try now @returns the names that are new */
  discover(again?: readonly string[]): Promise<string[]>;
};

export async function fillShelf(options: ShelfOptions): Promise<Shelf> {
  const manifests = new Map<string, Manifest>();
  const broken = new Map<string, string>();
  const stalled = new Set<string>();
  const { folders, packages, skip = new Map<string, string>() } = options;
  const names = (): Set<string> => new Set([...manifests.keys(), ...broken.keys()]);
  const keep = (found: { plugins: readonly Manifest[]; broken: Discovered['broken'] }): void => {
    for (const plugin of found.plugins) {
      if (manifests.has(plugin.name)) throw new RegistrationError(plugin.name, 'key "name"', 'there are two plugins with this name');
      manifests.set(plugin.name, plugin);
    }
    for (const one of found.broken) {
      broken.set(one.name, one.reason);
      if (one.stalled) stalled.add(one.name);
    }
  };
  keep({ plugins: options.values ?? [], broken: [] });
  keep(await loadPlugins({ folders, packages, skip, known: names() }));
  if (options.only) {
    const wanted = new Set(options.only.flatMap((name) => [...closureOf(name, manifests)]));
    for (const name of manifests.keys()) if (!wanted.has(name)) manifests.delete(name);
  }
  return {
    manifests,
    broken,
    stalled,
    skipped: new Set(skip.keys()),
    discover: async (again = []) => {
      for (const name of again) if (skip.has(name)) broken.delete(name);
      const before = names();
      if (options.only) return [];
      keep(await loadPlugins({ folders, packages, known: before }));
      return [...names()].filter((name) => !before.has(name));
    },
  };
}

/** The readme beside the code; empty where there is none. */
export function readmeOf(plugin: Manifest): string {
  try {
    return readFileSync(path.join(pluginFolder(plugin.url), 'README.md'), 'utf8');
  } catch {
    return '';
  }
}

/** The version that stands on disk now, where it is another than the one that was loaded: it takes effect at the next start. */
export function newerOnDisk(plugin: Manifest): string | undefined {
  try {
    const version = /^\s*version:\s*['"](\d+\.\d+\.\d+)['"]/m.exec(readFileSync(fileURLToPath(plugin.url), 'utf8'))?.[1];
    return version === undefined || version === plugin.version ? undefined : version;
  } catch {
    return undefined;
  }
}
