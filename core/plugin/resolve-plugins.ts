import type { Manifest } from './define-plugin.ts';
import { closureOf, objection } from './order-plugins.ts';
import type { PluginRow } from './plugin-rows.ts';
import type { Shelf } from './plugin-shelf.ts';
import { compareVersions, namesOf, parseVersion } from './version-range.ts';

/** Which plugins can run in this process, and why the others that should cannot. */
export type Resolved = { readonly active: readonly Manifest[]; readonly held: ReadonlyMap<string, string> };

/** A code that is older than what stands in the database: up to the next major version the database still serves it. */
function tooOld(plugin: Manifest, row: PluginRow | undefined): string | undefined {
  if (!row || compareVersions(plugin.version, row.version) >= 0) return undefined;
  if (parseVersion(plugin.version)?.[0] === parseVersion(row.version)?.[0]) return undefined;
  return downgrade(plugin, row);
}

/** Why code that is older than the installed version cannot be put to use. */
export const downgrade = (plugin: Manifest, row: PluginRow): string =>
  `Version ${row.version} of "${plugin.name}" is installed and the code here is ${plugin.version}: a plugin cannot go back. Bring the newer code, or uninstall it and install the older one.`;

/**
 * Takes out, one by one, what cannot run: no code, code that cannot be loaded, a dependency that is missing or in another version, a conflict, a circle.
 * @param wanted names of plugins that should run
 * @param unfit what turned out not to fit together, from earlier attempts
 */
export function resolvePlugins(
  wanted: Iterable<string>,
  shelf: Pick<Shelf, 'manifests' | 'broken'>,
  rows: ReadonlyMap<string, PluginRow>,
  unfit: ReadonlyMap<string, string> = new Map(),
): Resolved {
  const active = new Map<string, Manifest>();
  const held = new Map<string, string>();
  for (const name of [...wanted].sort()) {
    const plugin = shelf.manifests.get(name);
    const reason = unfit.get(name) ?? (plugin ? tooOld(plugin, rows.get(name)) : (shelf.broken.get(name) ?? 'Its code is not there.'));
    if (plugin && reason === undefined) active.set(name, plugin);
    else held.set(name, reason ?? '');
  }
  for (;;) {
    const [out] = [...active.values()].flatMap((plugin) => {
      const reason = whyNot(plugin, active, held, rows);
      return reason === undefined ? [] : [{ name: plugin.name, reason }];
    });
    if (!out) return { active: [...active.values()], held };
    active.delete(out.name);
    held.set(out.name, out.reason);
  }
}

function whyNot(plugin: Manifest, active: ReadonlyMap<string, Manifest>, held: ReadonlyMap<string, string>, rows: ReadonlyMap<string, PluginRow>) {
  for (const name of namesOf(plugin.depends)) {
    if (active.has(name)) continue;
    const reason = held.get(name);
    if (reason !== undefined) return `It needs the plugin "${name}", which is held back: ${reason}`;
    const state = rows.get(name)?.state;
    if (state === 'quarantined') return `It needs the plugin "${name}", which is quarantined: ${rows.get(name)?.reason ?? 'it did harm'}`;
    return `It needs the plugin "${name}", which is ${state === 'disabled' ? 'turned off' : 'not there'}.`;
  }
  const circle = namesOf(plugin.depends).find((name) => name !== plugin.name && closureOf(name, active).has(plugin.name));
  if (circle !== undefined || namesOf(plugin.depends).includes(plugin.name)) return `It and the plugin "${circle ?? plugin.name}" wait for each other.`;
  return objection(plugin, active)?.message;
}
