import { readCustomizations } from '../access/customizations.ts';
import type { Database } from '../model/database-type.ts';
import { buildGeneration } from './build-generation.ts';
import type { Generation } from './generation.ts';
import type { PluginRow } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';
import { RegistrationError } from './registration-error.ts';
import { resolvePlugins } from './resolve-plugins.ts';

export type NextGeneration = { readonly generation: Generation; readonly held: ReadonlyMap<string, string> };

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
): Promise<NextGeneration> {
  const customizations = await readCustomizations(database);
  const names = [...wanted];
  const unfit = new Map<string, string>();
  for (;;) {
    const { active, held } = resolvePlugins(names, shelf, rows, unfit);
    try {
      return { generation: buildGeneration(active, number, customizations), held };
    } catch (error) {
      if (!(error instanceof RegistrationError) || unfit.has(error.plugin) || !active.some(({ name }) => name === error.plugin)) throw error;
      unfit.set(error.plugin, error.message);
    }
  }
}

/** Names of plugins that the database says should run. */
export const enabledNames = (rows: ReadonlyMap<string, PluginRow>): string[] =>
  [...rows.values()].filter(({ state }) => state === 'enabled').map(({ name }) => name);
