import type { Logger } from '../log.ts';
import type { Database } from '../model/database-type.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { describeThrown, wordsOf } from '../thrown.ts';
import { codeHash } from './code-hash.ts';
import { howItFailed } from './plugin-deadline.ts';
import { PluginFault } from './plugin-fault.ts';
import type { Shelf } from './plugin-shelf.ts';
import { recordProcessFaults } from './process-faults.ts';
import { putInQuarantine, type Quarantine, readQuarantine, release } from './quarantine.ts';

type Known = {
  readonly database: Database;
  readonly log: Logger;
  /** Where the code of plugins lies, by name. */
  readonly folders: ReadonlyMap<string, string>;
  /** Those that come along and say of themselves that nobody can do without them. */
  readonly essential: ReadonlySet<string>;
};

const hashOf = ({ folders }: Pick<Known, 'folders'>, plugin: string): string | undefined => {
  const folder = folders.get(plugin);
  return folder === undefined ? undefined : codeHash(folder);
};

async function takeOut(known: Known, entries: readonly Omit<Quarantine, 'at' | 'code'>[]): Promise<void> {
  for (const entry of entries) {
    known.log.error({ plugin: entry.plugin, fault: entry.fault, reason: entry.reason }, 'a plugin goes into quarantine');
    await putInQuarantine(known.database, { ...entry, code: hashOf(known, entry.plugin) });
  }
}

/**
 * Before a serving process loads plugins: writes down those that took it down while they were loaded, and lets those try again whose code has changed.
 * @returns whom not to load, and why
 */
export async function beforeLoading(known: Known, supervisor: Supervisor | undefined): Promise<Map<string, string>> {
  const loading = (supervisor?.faults ?? []).filter(({ place }) => place === 'import');
  await takeOut(known, await recordProcessFaults(known.database, loading, known.essential));
  const skip = new Map<string, string>();
  for (const { plugin, fault, reason, code } of (await readQuarantine(known.database)).values()) {
    const now = hashOf(known, plugin);
    if (now !== undefined && now !== code) {
      known.log.warn({ plugin }, 'the code of a plugin in quarantine has changed: it may try again');
      await release(known.database, plugin);
    } else if (fault === 'loop') skip.set(plugin, reason);
  }
  return skip;
}

/** For a command: whom not to load, and why. */
export async function stalledBefore(database: Database, tryAgain: readonly string[] = []): Promise<Map<string, string>> {
  const stalled = ({ fault, plugin }: Quarantine): boolean => fault === 'loop' && !tryAgain.includes(plugin);
  return new Map([...(await readQuarantine(database)).values()].filter(stalled).map(({ plugin, reason }) => [plugin, reason]));
}

/**
 * Brings a serving process up without the plugins that fail while they are brought in.
 * @throws what is not a plugin's fault, or that of an essential one
 */
export async function bringUpWithout<T>(known: Known, shelf: Shelf, bringUp: () => Promise<T>): Promise<T> {
  const out = new Set<string>();
  for (;;) {
    try {
      return await bringUp();
    } catch (error) {
      if (!(error instanceof PluginFault) || out.has(error.plugin) || shelf.manifests.get(error.plugin)?.essential) throw error;
      out.add(error.plugin);
      known.log.error({ plugin: error.plugin, ...describeThrown(error.cause) }, 'a plugin could not be brought in');
      await takeOut(known, [{ plugin: error.plugin, fault: 'install', reason: `${error.stage} ${howItFailed(error.cause, wordsOf)}` }]);
    }
  }
}

/** After plugins were loaded: those that took a process down go; what could not be loaded or did not fit, and does now, comes back. */
export async function afterLoading(known: Known, supervisor: Supervisor | undefined, shelf: Shelf): Promise<void> {
  const essential = new Set([...shelf.manifests.values()].filter((plugin) => plugin.essential).map(({ name }) => name));
  const faults = (supervisor?.faults ?? []).filter(({ place }) => place !== 'import');
  await takeOut(known, await recordProcessFaults(known.database, faults, essential));
  supervisor?.recorded();
  for (const { plugin, fault } of (await readQuarantine(known.database)).values()) {
    if ((fault === 'import' || fault === 'declaration') && shelf.manifests.has(plugin)) await release(known.database, plugin);
  }
}

/**
 * After a serving process was brought up: what is installed and could not be loaded or does not fit stands as quarantined from now on. Not while other processes run:
 * they may have another release, in which it works. What did not come to an end of loading is quarantined in any case: each start would wait for it.
 */
export async function keepOut(known: Known, shelf: Shelf, unfit: ReadonlyMap<string, string>): Promise<void> {
  const { rows: others } = await known.database.query("SELECT 1 FROM core_process WHERE seen_at > now() - interval '30 seconds' LIMIT 1");
  const quarantined = await readQuarantine(known.database);
  const { rows } = await known.database.query<{ name: string }>("SELECT name FROM core_plugin WHERE state = 'enabled'");
  for (const name of new Set([...rows.map((row) => row.name), ...shelf.stalled])) {
    const stalled = shelf.stalled.has(name);
    if (quarantined.has(name) || shelf.manifests.get(name)?.essential || (others.length > 0 && !stalled)) continue;
    const reason = shelf.broken.get(name) ?? unfit.get(name);
    if (reason !== undefined) await takeOut(known, [{ plugin: name, fault: stalled ? 'loop' : shelf.broken.has(name) ? 'import' : 'declaration', reason }]);
  }
}
