import type { Manifest } from './define-plugin.ts';
import { RegistrationError } from './registration-error.ts';

/**
 * Dependencies first, otherwise by name, so that every process builds the same generation.
 * @throws RegistrationError for a missing dependency, a cycle, a conflict, a name that is there twice.
 */
export function orderPlugins(plugins: readonly Manifest[]): Manifest[] {
  const byName = new Map<string, Manifest>();
  for (const plugin of plugins) {
    if (byName.has(plugin.name)) throw new RegistrationError(plugin.name, 'key "name"', 'there are two plugins with this name');
    byName.set(plugin.name, plugin);
  }
  const ordered: Manifest[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (plugin: Manifest, trail: readonly string[]): void => {
    if (state.get(plugin.name) === 'done') return;
    if (state.get(plugin.name) === 'open') {
      const loop = [...trail.slice(trail.indexOf(plugin.name)), plugin.name];
      throw new RegistrationError(plugin.name, 'key "depends"', `the plugins wait for each other: ${loop.join(' → ')}`);
    }
    state.set(plugin.name, 'open');
    for (const name of [...(plugin.depends ?? [])].sort()) {
      const dependency = byName.get(name);
      if (!dependency) throw new RegistrationError(plugin.name, 'key "depends"', `it needs the plugin "${name}", which is not enabled`);
      visit(dependency, [...trail, plugin.name]);
    }
    for (const name of [...(plugin.optional ?? [])].sort()) {
      const dependency = byName.get(name);
      if (dependency) visit(dependency, [...trail, plugin.name]);
    }
    for (const name of plugin.conflicts ?? []) {
      if (byName.has(name)) throw new RegistrationError(plugin.name, 'key "conflicts"', `it cannot run together with "${name}"`);
    }
    state.set(plugin.name, 'done');
    ordered.push(plugin);
  };
  for (const plugin of [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(plugin, []);
  return ordered;
}

/** A plugin and all that it depends on. */
export function closureOf(name: string, plugins: ReadonlyMap<string, Manifest>): ReadonlySet<string> {
  const seen = new Set<string>();
  const walk = (current: string): void => {
    if (seen.has(current)) return;
    seen.add(current);
    for (const next of plugins.get(current)?.depends ?? []) walk(next);
  };
  walk(name);
  return seen;
}
