import type { Manifest } from './define-plugin.ts';
import { withGlue } from './first-set.ts';
import { isInstalled, type Known } from './known-plugins.ts';
import { dependentsOf, objection, orderPlugins } from './order-plugins.ts';
import type { Change, Plan, PlanStep } from './platform.ts';
import type { PluginRow } from './plugin-rows.ts';
import { downgrade } from './resolve-plugins.ts';
import { compareVersions, namesOf } from './version-range.ts';

export type Decision = {
  /** In the order in which they happen. */
  readonly steps: readonly PlanStep[];
  /** The names that the generation after it is made of, as far as they can run. */
  readonly enabled: ReadonlySet<string>;
  readonly problems: Plan['problems'];
};

type Draft = { steps: PlanStep[]; problems: { plugin: string; message: string }[] };

/** What a change means, step by step. Pure. */
export function decideSteps(change: Change, known: ReadonlyMap<string, Known>): Decision {
  const draft: Draft = { steps: [], problems: [] };
  if (change.plugins.length === 0) draft.problems.push({ plugin: '', message: 'No plugin is named.' });
  for (const name of change.plugins) if (!known.has(name)) draft.problems.push({ plugin: name, message: `There is no plugin "${name}".` });
  const names = [...new Set(change.plugins)].filter((name) => known.has(name));
  switch (change.kind) {
    case 'disable':
      takeOut(names, 'disable', known, draft);
      break;
    case 'uninstall':
      takeOut(names, change.mode === 'purge' ? 'purge' : 'uninstall', known, draft);
      break;
    default:
      bringIn(change.kind, names, known, draft);
  }
  const enabled = new Set([...known.values()].filter(({ row }) => row?.state === 'enabled').map(({ name }) => name));
  for (const { plugin, action } of draft.steps) {
    if (action === 'install' || action === 'enable') enabled.add(plugin);
    else if (action !== 'upgrade') enabled.delete(plugin);
  }
  return { steps: inOrder(draft.steps, known), enabled, problems: draft.problems };
}

// ---- out ---------------------------------------------------------------------------------------------------------------

function takeOut(names: readonly string[], action: 'disable' | 'uninstall' | 'purge', known: ReadonlyMap<string, Known>, draft: Draft): void {
  const concerned = ({ row }: Known): boolean =>
    row !== undefined &&
    (action === 'purge' || (action === 'uninstall' ? row.state !== 'uninstalled' : row.state === 'enabled' || row.state === 'quarantined'));
  for (const name of names) {
    const plugin = known.get(name);
    if (!plugin || concerned(plugin)) continue;
    const state = plugin.row?.state;
    const message =
      action === 'disable'
        ? state === 'disabled'
          ? `"${plugin.title}" is turned off already.`
          : `"${plugin.title}" is not installed.`
        : state === 'uninstalled'
          ? `"${plugin.title}" is uninstalled already; its data was kept.`
          : `"${plugin.title}" is not installed: there is nothing to remove.`;
    draft.problems.push({ plugin: name, message });
  }
  const rows = new Map([...known].filter(([, plugin]) => plugin.row));
  const all = [...names, ...dependentsOf(names, rows)];
  for (const name of all) {
    const plugin = known.get(name);
    if (!plugin || !concerned(plugin)) continue;
    const needs = names.includes(name) ? undefined : namesOf(plugin.depends).find((one) => all.includes(one));
    if (plugin.manifest?.essential) {
      draft.problems.push({
        plugin: name,
        message: `"${plugin.title}" cannot be ${action === 'disable' ? 'turned off' : 'uninstalled'}: without it nobody could sign in and turn it on again.`,
      });
    }
    draft.steps.push({
      plugin: name,
      title: plugin.title,
      action,
      from: plugin.row?.version,
      to: action === 'disable' ? plugin.row?.version : undefined,
      because: needs === undefined ? undefined : `It needs "${known.get(needs)?.title ?? needs}".`,
    });
  }
}

// ---- in ----------------------------------------------------------------------------------------------------------------

function bringIn(kind: 'install' | 'enable' | 'upgrade', names: readonly string[], known: ReadonlyMap<string, Known>, draft: Draft): void {
  const reasons = new Map<string, string | undefined>();
  for (const name of names) {
    const plugin = known.get(name);
    const message = plugin && refusal(kind, plugin);
    if (message) draft.problems.push({ plugin: name, message });
    else reasons.set(name, undefined);
  }
  // what they need, and what that needs
  for (const name of reasons.keys()) {
    for (const needed of namesOf(known.get(name)?.depends)) {
      if (reasons.has(needed) || known.get(needed)?.row?.state === 'enabled') continue;
      reasons.set(needed, `"${known.get(name)?.title ?? name}" needs it.`);
    }
  }
  const manifests = new Map([...known].flatMap(([name, { manifest }]): [string, Manifest][] => (manifest ? [[name, manifest]] : [])));
  const rows = new Map([...known].flatMap(([name, { row }]): [string, PluginRow][] => (row ? [[name, row]] : [])));
  const enabled = new Set([...rows.values()].filter(({ state }) => state === 'enabled').map(({ name }) => name));
  for (const glue of withGlue(manifests, rows, enabled, new Set(reasons.keys()))) {
    if (!reasons.has(glue)) reasons.set(glue, 'Everything that it connects is turned on.');
  }
  for (const [name, because] of reasons) addArrival(kind, name, because, known, draft);

  const then = new Map([...manifests].filter(([name]) => enabled.has(name) || reasons.has(name)));
  for (const [name, plugin] of then) {
    const refused = objection(plugin, then);
    // what was held back before is none of this change's doing
    if (refused && (reasons.has(name) || !objection(plugin, new Map([...then].filter(([one]) => enabled.has(one)))))) {
      if (!draft.problems.some(({ plugin: one }) => one === name)) draft.problems.push({ plugin: name, message: refused.message });
    }
  }
}

function refusal(kind: 'install' | 'enable' | 'upgrade', plugin: Known): string | undefined {
  const { title, manifest, broken, row } = plugin;
  if (broken !== undefined) return `"${title}" cannot be loaded: ${broken}`;
  if (!manifest) return `The code of "${title}" is not there.`;
  if (row && compareVersions(manifest.version, row.version) < 0) return downgrade(manifest, row);
  const newer = row !== undefined && compareVersions(manifest.version, row.version) > 0;
  if (kind === 'upgrade') {
    if (!isInstalled(plugin)) return `"${title}" is not installed.`;
    if (row?.state !== 'enabled') return `"${title}" is turned off: it is brought up to date when it is turned on.`;
    return newer ? undefined : `"${title}" is up to date (${manifest.version}).`;
  }
  if (row?.state === 'enabled') return `"${title}" is turned on already.`;
  if (kind === 'enable' && !isInstalled(plugin)) return `"${title}" is not installed yet.`;
  return undefined;
}

function addArrival(kind: 'install' | 'enable' | 'upgrade', name: string, because: string | undefined, known: ReadonlyMap<string, Known>, draft: Draft): void {
  const plugin = known.get(name);
  const manifest = plugin?.manifest;
  if (!plugin || !manifest) {
    draft.problems.push({
      plugin: name,
      message:
        plugin?.broken === undefined ? `The plugin "${name}" is not there. ${because ?? ''}`.trim() : `"${plugin.title}" cannot be loaded: ${plugin.broken}`,
    });
    return;
  }
  if (because !== undefined && plugin.row && compareVersions(manifest.version, plugin.row.version) < 0)
    draft.problems.push({ plugin: name, message: downgrade(manifest, plugin.row) });
  const installed = isInstalled(plugin);
  draft.steps.push({
    plugin: name,
    title: plugin.title,
    action: kind === 'upgrade' && because === undefined ? 'upgrade' : installed ? 'enable' : 'install',
    from: installed ? plugin.row?.version : undefined,
    to: manifest.version,
    because,
  });
}

// ---- order -------------------------------------------------------------------------------------------------------------

/** What arrives: dependencies first. What goes: dependents first. */
function inOrder(steps: readonly PlanStep[], known: ReadonlyMap<string, Known>): PlanStep[] {
  const going = steps.filter(({ action }) => action === 'disable' || action === 'uninstall' || action === 'purge');
  if (going.length > 0) {
    const order: string[] = [];
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      for (const { plugin } of going) if (namesOf(known.get(plugin)?.depends).includes(name)) visit(plugin);
      order.push(name);
    };
    for (const name of going.map(({ plugin }) => plugin).sort()) visit(name);
    return [...going].sort((a, b) => order.indexOf(a.plugin) - order.indexOf(b.plugin));
  }
  const place = placesOf(steps, known);
  return [...steps].sort((a, b) => (place.get(a.plugin) ?? 0) - (place.get(b.plugin) ?? 0));
}

function placesOf(steps: readonly PlanStep[], known: ReadonlyMap<string, Known>): Map<string, number> {
  const all = [...known.values()].flatMap(({ manifest, row, name }) =>
    manifest && (row?.state === 'enabled' || steps.some(({ plugin }) => plugin === name)) ? [manifest] : [],
  );
  try {
    return new Map(orderPlugins(all).map(({ name }, at) => [name, at]));
  } catch {
    // a circle or something missing, which the problems tell
    return new Map();
  }
}
