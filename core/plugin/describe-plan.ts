import { createHash } from 'node:crypto';
import type { Database } from '../model/database-type.ts';
import { countRows, dropStatements, ownedTables } from '../model/left-tables.ts';
import { pendingMigrations } from '../model/migrator.ts';
import { missingObjects } from '../model/missing-objects.ts';
import { type Decision, decideSteps } from './decide-steps.ts';
import { pluginMigrations } from './install.ts';
import type { Known } from './known-plugins.ts';
import { nextGeneration } from './next-generation.ts';
import type { Change, Plan, PlanObject, PlanStep } from './platform.ts';
import type { PluginRow } from './plugin-rows.ts';
import { newerOnDisk, type Shelf } from './plugin-shelf.ts';

const arrives = ({ action }: PlanStep): boolean => action === 'install' || action === 'enable' || action === 'upgrade';
const leaves = ({ action }: PlanStep): boolean => action === 'uninstall' || action === 'purge';

/** What a change would do, in full. Reads only. */
export async function describePlan(
  database: Database,
  shelf: Shelf,
  known: ReadonlyMap<string, Known>,
  rows: ReadonlyMap<string, PluginRow>,
  change: Change,
): Promise<Plan> {
  const decision = decideSteps(change, known);
  const { steps } = decision;
  const arriving = steps.filter(arrives).flatMap(({ plugin }) => known.get(plugin)?.manifest ?? []);
  const purged = steps.filter(({ action }) => action === 'purge').map(({ plugin }) => plugin);
  const warnings: { plugin: string; message: string }[] = [];
  const problems = [...decision.problems];

  const pending = await pendingMigrations(database, arriving.map(pluginMigrations));
  const objects: PlanObject[] = [];
  if (problems.length === 0 && arriving.length > 0) await addDeclared(database, shelf, rows, decision, objects, problems);
  const statements: { plugin: string; source: string; sql: string }[] = pending.map(({ owner, id, sql }) => ({ plugin: owner, source: `${id}.sql`, sql }));
  const losses: { plugin: string; table: string; column: string | undefined; rows: number }[] = [];
  for (const plugin of purged) {
    const owned = await ownedTables(database, [plugin]);
    for (const sql of dropStatements(owned)) statements.push({ plugin, source: 'purge', sql });
    for (const name of owned.tables) objects.push({ plugin, action: 'drop', kind: 'table', name });
    for (const { table, column } of owned.columns) objects.push({ plugin, action: 'drop', kind: 'column', name: `${table}.${column}` });
    for (const { kind, name } of owned.others)
      objects.push({ plugin, action: 'drop', kind: kind === 'index' || kind === 'constraint' || kind === 'function' ? kind : 'other', name });
    for (const { table, column, rows: count } of await countRows(database, owned)) losses.push({ plugin, table, column, rows: count });
  }

  for (const manifest of arriving) {
    const newer = newerOnDisk(manifest);
    if (newer !== undefined)
      warnings.push({
        plugin: manifest.name,
        message: `Restart needed: version ${newer} of "${manifest.title}" is on disk, this process has loaded ${manifest.version}.`,
      });
    if (rows.get(manifest.name)?.state === 'uninstalled')
      warnings.push({ plugin: manifest.name, message: `"${manifest.title}" finds the data that was kept.` });
  }
  for (const { plugin, action, title } of steps.filter(leaves)) {
    if (!known.get(plugin)?.manifest)
      warnings.push({ plugin, message: `The code of "${title}" is not there: what it may have left with other plugins stays.` });
    if (action === 'purge') warnings.push({ plugin, message: `The data of "${title}" is removed for good. Export it first.` });
  }

  const plan: Omit<Plan, 'hash'> = {
    change,
    steps,
    statements,
    objects,
    losses,
    dependents: steps
      .filter(({ plugin }) => !change.plugins.includes(plugin))
      .map(({ plugin, title, action }) => ({
        name: plugin,
        title,
        effect:
          action === 'disable' ? 'disabled' : action === 'install' ? 'installed' : action === 'enable' || action === 'upgrade' ? 'enabled' : 'uninstalled',
      })),
    permissions: arriving.flatMap((manifest) => {
      const row = rows.get(manifest.name);
      const granted = row === undefined || row.state === 'uninstalled' ? [] : (row.permissions ?? manifest.permissions ?? []);
      return (manifest.permissions ?? []).map((permission) => ({ plugin: manifest.name, permission, fresh: !granted.includes(permission) }));
    }),
    jobs: await jobsOf(
      database,
      steps.filter((step) => !arrives(step)).map(({ plugin }) => plugin),
    ),
    problems,
    warnings,
  };
  return { ...plan, hash: hashOf(plan) };
}

/** Builds what would be, in memory: whatever does not fit is found here, and what its tables lack. */
async function addDeclared(
  database: Database,
  shelf: Shelf,
  rows: ReadonlyMap<string, PluginRow>,
  { steps, enabled }: Decision,
  objects: PlanObject[],
  problems: { plugin: string; message: string }[],
): Promise<void> {
  const { generation, held } = await nextGeneration(database, shelf, rows, enabled, 0);
  for (const { plugin } of steps) {
    const reason = held.get(plugin);
    if (reason !== undefined) problems.push({ plugin, message: reason });
  }
  const concerned = new Set(steps.map(({ plugin }) => plugin));
  for (const { plugin, kind, name } of await missingObjects(database, generation.registry)) {
    if (concerned.has(plugin)) objects.push({ plugin, action: 'create', kind, name });
  }
}

async function jobsOf(database: Database, plugins: readonly string[]): Promise<{ plugin: string; waiting: number; running: number }[]> {
  if (plugins.length === 0) return [];
  const { rows } = await database.query<{ plugin: string; waiting: number; running: number }>(
    `SELECT plugin, (count(*) FILTER (WHERE state <> 'running'))::integer AS waiting, (count(*) FILTER (WHERE state = 'running'))::integer AS running
     FROM core_job WHERE plugin = ANY($1::text[]) GROUP BY plugin ORDER BY plugin`,
    [plugins],
  );
  return rows;
}

/** Counts change while somebody reads: they are not in it. */
function hashOf({ change, steps, statements, objects, permissions, problems }: Omit<Plan, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([change, steps, statements, objects, permissions, problems]))
    .digest('hex')
    .slice(0, 32);
}
