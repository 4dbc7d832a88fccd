import { pathToFileURL } from 'node:url';
import { type Customizations, readCustomizations } from '../access/customizations.ts';
import type { Database } from '../model/database-type.ts';
import { buildGeneration } from './build-generation.ts';
import { checkGeneration } from './check-generation.ts';
import type { Manifest } from './define-plugin.ts';
import { findUnfit } from './find-unfit.ts';
import type { Generation } from './generation.ts';
import { projectRoot } from './plugin-folder.ts';
import type { PluginRow } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';
import { resolvePlugins } from './resolve-plugins.ts';

export type NextGeneration = {
  readonly generation: Generation;
  /** Should run and cannot, and why: themselves at fault (`unfit`), or waiting for another. */
  readonly held: ReadonlyMap<string, string>;
  readonly unfit: ReadonlyMap<string, string>;
};

/**
 * Builds a generation of the plugins that should run, as far as they can in this process; one that contradicts another is held back too.
 * Reads what administrators made of access.
 * @throws whatever cannot be laid at one plugin's door
 */
export async function nextGeneration(
  database: Database,
  shelf: Pick<Shelf, 'manifests' | 'broken'>,
  rows: ReadonlyMap<string, PluginRow>,
  wanted: Iterable<string>,
  number: number,
  given?: Customizations,
): Promise<NextGeneration> {
  const customizations = given ?? (await readCustomizations(database));
  const names = [...wanted];
  const unfit = new Map<string, string>();
  const build = (plugins: readonly Manifest[]): Generation => checkGeneration(buildGeneration(plugins, number, customizations));
  for (;;) {
    const { active, held } = resolvePlugins(names, shelf, rows, unfit);
    try {
      return { generation: build(active), held, unfit };
    } catch (error) {
      const found = findUnfit(bySeniority(active, rows), build);
      if (found.size === 0) throw error;
      for (const [name, reason] of found) unfit.set(name, reason);
    }
  }
}

/** Names of plugins that the database says should run. */
export const enabledNames = (rows: ReadonlyMap<string, PluginRow>): string[] =>
  [...rows.values()].filter(({ state }) => state === 'enabled').map(({ name }) => name);

/** Those that are installed for longest first, newcomers last; of equals those that nobody can do without, then those that come along. */
function bySeniority(plugins: readonly Manifest[], rows: ReadonlyMap<string, PluginRow>): Manifest[] {
  const rank = ({ name, essential, url }: Manifest): number[] => [
    rows.get(name)?.installed_at.getTime() ?? Number.MAX_SAFE_INTEGER,
    essential ? 0 : 1,
    isOwn(url) ? 0 : 1,
  ];
  const compare = (a: readonly number[], b: readonly number[]): number => a.map((one, at) => one - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return [...plugins].sort((a, b) => compare(rank(a), rank(b)));
}

const isOwn = (url: string): boolean => url.startsWith(`${pathToFileURL(projectRoot).href}/`) && !url.includes('/node_modules/');
