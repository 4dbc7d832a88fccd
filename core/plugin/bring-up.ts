import { keepRuleIndexes } from '../access/rule-indexes.ts';
import { coreActions } from '../jobs/core-actions.ts';
import { syncActions } from '../jobs/sync-actions.ts';
import type { Database } from '../model/database-type.ts';
import type { Runtime } from '../runtime.ts';
import { type Arrival, bringIn } from './bring-in.ts';
import { arrivalsAtStart } from './first-set.ts';
import type { Generation } from './generation.ts';
import { inInstallation } from './install.ts';
import { writeHistory } from './lifecycle-history.ts';
import { enabledNames, nextGeneration } from './next-generation.ts';
import { type PluginRow, raiseGeneration, readGenerationNumber, readPluginRows } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';
import { readQuarantine } from './quarantine.ts';
import { compareVersions } from './version-range.ts';

export type BroughtUp = {
  readonly generation: Generation;
  /** Plugins that should run and cannot, and why. */
  readonly held: ReadonlyMap<string, string>;
  /** Of those, the ones that contradict what is there. */
  readonly unfit: ReadonlyMap<string, string>;
  /** The database was empty. */
  readonly fresh: boolean;
};

const arrivalOf = (plugin: Arrival['plugin'], row: PluginRow | undefined): Arrival => {
  if (row?.state !== 'enabled') return { plugin, action: 'install' };
  return { plugin, action: compareVersions(plugin.version, row.version) > 0 ? 'upgrade' : 'none' };
};

/**
 * At the start of a process: brings the database to what is enabled, and on an empty one installs the standard plugins. One transaction; of several processes
 * that start at once one does it.
 * @param bind a runtime that is bound to a generation
 */
export async function bringUp(
  database: Database,
  shelf: Shelf,
  asked: { readonly only?: readonly string[] | undefined; readonly values?: readonly string[] | undefined },
  bind: (generation: Generation) => Runtime,
): Promise<BroughtUp> {
  const started = performance.now();
  return inInstallation(database, async () => {
    const rows = await readPluginRows(database);
    const quarantine = await readQuarantine(database);
    const arriving = [...arrivalsAtStart(shelf.manifests, rows, asked)].filter((name) => !quarantine.has(name));
    const before = await readGenerationNumber(database);
    const { generation, held, unfit } = await nextGeneration(database, shelf, rows, new Set([...enabledNames(rows), ...arriving]), before + 1);
    const next = bind(generation);
    const arrivals = generation.plugins.map((plugin) => arrivalOf(plugin, rows.get(plugin.name)));
    const { migrations, data } = await bringIn(next, arrivals, rows);
    if (generation.plugins.some(({ name }) => rows.get(name)?.title === null)) await writeDown(database, generation);
    await keepRuleIndexes(database, generation);
    await syncActions(next, coreActions(next));
    const changed = arrivals.filter(({ action }) => action !== 'none');
    if (changed.length === 0 && migrations === 0) return { generation: { ...generation, number: before }, held, unfit, fresh: false };
    const number = await raiseGeneration(database);
    await writeHistory(database, {
      actor: 'start',
      steps: changed.map(({ plugin, action }) => ({
        plugin: plugin.name,
        title: plugin.title,
        action: action === 'none' ? 'upgrade' : action,
        from: rows.get(plugin.name)?.version,
        to: plugin.version,
        because: undefined,
      })),
      data,
      generation: number,
      ok: true,
      milliseconds: performance.now() - started,
    });
    // somebody rebuilt meanwhile: what they changed is not in it yet, so it is not taken for the newest
    return { generation: { ...generation, number: number === before + 1 ? number : before }, held, unfit, fresh: rows.size === 0 };
  });
}

/** What releases before this one did not note of a plugin: needed when its code is gone. */
async function writeDown(database: Database, { plugins }: Generation): Promise<void> {
  for (const { name, title, depends = [], permissions = [] } of plugins)
    await database.query('UPDATE core_plugin SET title = $2::text, depends = $3::text[], permissions = $4::text[] WHERE name = $1::text AND title IS NULL', [
      name,
      title,
      [...depends],
      [...permissions],
    ]);
}
