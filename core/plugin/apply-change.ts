import { setTimeout as wait } from 'node:timers/promises';
import { keepRuleIndexes } from '../access/rule-indexes.ts';
import type { Env } from '../env.ts';
import { AtriumError, fail } from '../errors.ts';
import { buildApp } from '../http/build-app.ts';
import { stopCounting } from '../http/counted-app.ts';
import { coreActions } from '../jobs/core-actions.ts';
import { syncActions } from '../jobs/sync-actions.ts';
import { missingObjects } from '../model/missing-objects.ts';
import { pluginPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { wordsOf } from '../thrown.ts';
import { type Arrival, bringIn } from './bring-in.ts';
import type { Built, Lifecycle } from './create-lifecycle.ts';
import { decideSteps } from './decide-steps.ts';
import { describePlan } from './describe-plan.ts';
import { inInstallation } from './install.ts';
import { type Known, knownPlugins } from './known-plugins.ts';
import { writeHistory } from './lifecycle-history.ts';
import { enabledNames, nextGeneration } from './next-generation.ts';
import type { ApplyOptions, ApplyResult, Change, PlanStep, ProcessInfo } from './platform.ts';
import { callPlugin, INSTALL_S } from './plugin-deadline.ts';
import { type PluginRow, raiseGeneration, readGenerationNumber, readPluginRows } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';
import { readProcesses } from './process-rows.ts';
import { exportLines, purgePlugins } from './purge-plugin.ts';
import { release } from './quarantine.ts';

const DEFAULT_WAIT_MS = 5_000;
/** Between leaving the generation and losing its tables, requests of the old generation get this long to end. */
const DRAIN_MS = 15_000;

type Committed = { readonly number: number; readonly steps: readonly PlanStep[]; readonly built: Built | undefined };

/**
 * Does what the plan says, in one transaction, and has every process follow. What is purged leaves the generation first, by a transaction of its own, and loses its
 * tables when no request of the old generation runs any more; so nobody meets a table that is gone.
 */
export async function applyChange(lifecycle: Lifecycle, shelf: Shelf, change: Change, options: ApplyOptions): Promise<ApplyResult> {
  const { database } = lifecycle.runtime;
  if (database.inTransaction()) throw new TypeError('plugins are changed in a transaction of their own: call apply outside of tx');
  const started = performance.now();
  let committed: Committed;
  let left = false;
  try {
    const rows = await readPluginRows(database);
    if (options.planned !== undefined) await assertPlanned(lifecycle, shelf, rows, change, options.planned);
    const before = refused(decideSteps(change, knownPlugins(shelf, rows)));
    const running = before.steps.filter(({ plugin, action }) => action === 'purge' && rows.get(plugin)?.state === 'enabled').map(({ plugin }) => plugin);
    if (running.length > 0) {
      const out = await commit(lifecycle, shelf, { kind: 'uninstall', plugins: running, mode: 'keep' }, options, started, before.steps, true);
      left = true;
      // asked for on a page, it would wait for the request that asked
      stopCounting();
      await lifecycle.activate(out.number, out.built);
      await untilFollowed(lifecycle, out.number, DRAIN_MS, ({ drained }) => drained);
    }
    committed = await commit(lifecycle, shelf, change, options, started, before.steps, false);
  } catch (error) {
    const told = toldAs(error);
    await writeHistory(database, {
      actor: options.actor,
      reason: options.reason,
      change,
      ok: false,
      message: `${told.message}${left ? ' The plugins were uninstalled; their data is still there.' : ''}`,
      milliseconds: performance.now() - started,
    }).catch(() => undefined);
    throw told;
  }
  const applied = performance.now();
  await lifecycle.activate(committed.number, committed.built);
  const { all, processes } = await untilFollowed(lifecycle, committed.number, options.wait ?? DEFAULT_WAIT_MS, ({ generation }) => generation);
  return {
    generation: committed.number,
    steps: committed.steps,
    milliseconds: { apply: Math.round(applied - started), activate: all ? Math.round(performance.now() - applied) : undefined },
    processes,
  };
}

function toldAs(error: unknown): AtriumError {
  if (error instanceof AtriumError && error.code.startsWith('PLUGIN_')) return error;
  return fail('PLUGIN_CHANGE_FAILED', { detail: `Nothing was changed: ${wordsOf(error)}`, cause: error });
}

function refused<D extends { readonly problems: readonly { message: string }[] }>(decision: D): D {
  if (decision.problems.length === 0) return decision;
  throw fail('PLUGIN_CHANGE_REFUSED', { detail: decision.problems.map(({ message }) => message).join(' '), extra: { problems: decision.problems } });
}

async function assertPlanned({ runtime }: Lifecycle, shelf: Shelf, rows: ReadonlyMap<string, PluginRow>, change: Change, planned: string): Promise<void> {
  const plan = refused(await describePlan(runtime.database, shelf, knownPlugins(shelf, rows), rows, change));
  if (plan.hash !== planned) throw fail('PLUGIN_PLAN_CHANGED');
}

/**
 * Looked at again under the lock: who waited there for somebody else's change must not take along what that brought. A purge takes the data of what needs the plugin.
 * @throws PLUGIN_PLAN_CHANGED
 */
function assertNothingMore(steps: readonly PlanStep[], looked: readonly PlanStep[], { planned }: ApplyOptions): void {
  const more = steps.filter(({ plugin }) => !looked.some((step) => step.plugin === plugin));
  if (more.some(({ action }) => planned !== undefined || action === 'purge' || action === 'uninstall')) throw fail('PLUGIN_PLAN_CHANGED');
}

/** @param looked the steps as they were decided, which are told in the progress and in the history; `half`: a purge follows, and is told instead */
async function commit(
  lifecycle: Lifecycle,
  shelf: Shelf,
  change: Change,
  options: ApplyOptions,
  started: number,
  looked: readonly PlanStep[],
  half: boolean,
): Promise<Committed> {
  const { database } = lifecycle.runtime;
  return inInstallation(database, async () => {
    const rows = await readPluginRows(database);
    const known = knownPlugins(shelf, rows);
    const { steps, enabled } = refused(decideSteps(change, known));
    assertNothingMore(steps, looked, options);
    const total = looked.length;
    let done = 0;
    const progress = ({ plugin, action }: { plugin: string; action: PlanStep['action'] }): void => {
      if (!half) options.progress?.({ plugin, action, done: done++, total });
    };
    const purge = steps.filter(({ action }) => action === 'purge').map(({ plugin }) => plugin);
    const leaving = steps.filter(({ action }) => action === 'disable' || action === 'uninstall' || action === 'purge');
    if (leaving.length > 0) await takeLeave(lifecycle, shelf, known, rows, leaving, half, progress);
    if (purge.length > 0) {
      if (options.exportTo)
        for (const plugin of [...purge].reverse()) for await (const line of exportLines(database, plugin, rows.get(plugin))) await options.exportTo(line);
      await purgePlugins(database, purge);
    }

    const before = await readGenerationNumber(database);
    const { generation, held } = await nextGeneration(database, shelf, await readPluginRows(database), enabled, before + 1);
    const next = lifecycle.bind(generation);
    const arriving = new Map(steps.filter((step) => !leaving.includes(step)).map((step) => [step.plugin, step]));
    for (const name of arriving.keys()) {
      const reason = held.get(name);
      if (reason !== undefined) throw fail('PLUGIN_CHANGE_REFUSED', { detail: reason, extra: { problems: [{ plugin: name, message: reason }] } });
      await release(database, name);
    }
    const arrivals = generation.plugins.flatMap((plugin): Arrival[] => {
      const action = arriving.get(plugin.name)?.action;
      return action === 'install' || action === 'enable' || action === 'upgrade' ? [{ plugin, action }] : [];
    });
    const { data } =
      arrivals.length > 0
        ? await bringIn(next, arrivals, rows, ({ plugin, action }) => progress({ plugin: plugin.name, action: action === 'none' ? 'upgrade' : action }))
        : { data: [] };
    if (arrivals.length > 0) await assertComplete(next, arrivals);
    await keepRuleIndexes(database, generation);
    // what cannot serve is found out here, before anybody follows
    const app = buildApp(next, generation);
    await syncActions(next, coreActions(next));
    const number = await raiseGeneration(database);
    if (!half) {
      const { actor, reason } = options;
      await writeHistory(database, { actor, reason, change, steps: looked, generation: number, ok: true, data, milliseconds: performance.now() - started });
    }
    // somebody rebuilt meanwhile: what they changed is not in it
    return { number, steps: half ? steps : looked, built: number === before + 1 ? { next, held, app } : undefined };
  });
}

/** Their own last word, then their state. */
async function takeLeave(
  lifecycle: Lifecycle,
  shelf: Shelf,
  known: ReadonlyMap<string, Known>,
  rows: ReadonlyMap<string, PluginRow>,
  leaving: readonly PlanStep[],
  purgeFollows: boolean,
  progress: (step: PlanStep) => void,
): Promise<void> {
  const { database } = lifecycle.runtime;
  const names = leaving.map(({ plugin }) => plugin);
  const asked = leaving.some(({ plugin, action }) => action !== 'disable' && known.get(plugin)?.manifest?.uninstall);
  const running = lifecycle.runtime.generation().plugins;
  // a plugin that is turned off can still clean up, as long as it fits among what runs
  const asIfOn: Runtime =
    asked && names.some((name) => !running.some((plugin) => plugin.name === name))
      ? lifecycle.bind(
          (await nextGeneration(database, shelf, rows, [...enabledNames(rows), ...names.filter((name) => shelf.manifests.has(name))], 0)).generation,
        )
      : lifecycle.runtime;
  for (const step of leaving) {
    const { plugin: name, action } = step;
    progress(step);
    const row = rows.get(name);
    const plugin = asIfOn.generation().plugins.find((one) => one.name === name);
    const env = asIfOn.env({ plugin: name, principal: pluginPrincipal(1, name) }) as Env<never>;
    if (plugin && row?.state === 'enabled') await callPlugin(name, 'disable', INSTALL_S, () => plugin.disable?.(env));
    if (action === 'disable') {
      await database.query("UPDATE core_plugin SET state = 'disabled', reason = NULL, updated_at = now() WHERE name = $1::text", [name]);
      continue;
    }
    if (plugin && row?.state !== 'uninstalled')
      await callPlugin(name, 'uninstall', INSTALL_S, () => plugin.uninstall?.(env, { purge: purgeFollows || action === 'purge' }));
    await database.query("UPDATE core_plugin SET state = 'uninstalled', reason = NULL, updated_at = now() WHERE name = $1::text", [name]);
    await database.query('DELETE FROM core_job WHERE plugin = $1::text', [name]);
    await database.query('DELETE FROM core_action WHERE plugin = $1::text', [name]);
  }
}

/** Its migrations must make what it declares. */
async function assertComplete(next: Runtime, arrivals: readonly Arrival[]): Promise<void> {
  const names = new Set(arrivals.map(({ plugin }) => plugin.name));
  const missing = (await missingObjects(next.database, next.generation().registry)).filter(
    ({ plugin, kind }) => names.has(plugin) && (kind === 'table' || kind === 'column'),
  );
  const [first] = missing;
  if (first)
    throw new Error(
      `the migrations of the plugin "${first.plugin}" do not make what it declares: ${missing.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`,
    );
}

/** Waits until every living process has told that it is there. */
async function untilFollowed(
  { runtime }: Lifecycle,
  number: number,
  milliseconds: number,
  where: (one: { readonly generation: number; readonly drained: number }) => number,
): Promise<{ all: boolean; processes: readonly ProcessInfo[] }> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const processes = await readProcesses(runtime.database);
    const all = processes.every((one) => !one.alive || where(one) >= number);
    if (all || performance.now() > end) return { all, processes };
    await wait(15);
  }
}
