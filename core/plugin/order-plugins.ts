import type { Manifest } from './define-plugin.ts';
import { RegistrationError } from './registration-error.ts';
import { namesOf, parseWish, satisfies } from './version-range.ts';

/**
 * Why a plugin cannot run beside these, or undefined. Names plugin and key.
 * @param byName the plugins that are to run, itself included or not
 */
export function objection(plugin: Manifest, byName: ReadonlyMap<string, Manifest>): RegistrationError | undefined {
  const refuse = (key: string, message: string): RegistrationError => new RegistrationError(plugin.name, `key "${key}"`, message);
  for (const wish of [...(plugin.depends ?? [])].sort()) {
    const { name, range } = parseWish(wish);
    const found = byName.get(name);
    if (!found) return refuse('depends', `it needs the plugin "${name}", which is not enabled`);
    if (!satisfies(found.version, range)) return refuse('depends', `it needs the plugin "${name}" in version ${range}, which is ${found.version} here`);
  }
  for (const wish of plugin.optional ?? []) {
    const { name, range } = parseWish(wish);
    const found = byName.get(name);
    if (found && !satisfies(found.version, range))
      return refuse('optional', `it works with the plugin "${name}" in version ${range} only, which is ${found.version} here`);
  }
  for (const wish of plugin.conflicts ?? []) {
    const { name, range } = parseWish(wish);
    const found = byName.get(name);
    if (found && found.name !== plugin.name && satisfies(found.version, range))
      return refuse('conflicts', `it cannot run together with "${name}"${range === '*' ? '' : ` in version ${found.version}`}`);
  }
  return undefined;
}

/**
 * Dependencies first, otherwise by name, so that every process builds the same generation.
 * @throws RegistrationError for a missing dependency or one in another version, a cycle, a conflict, a name that is there twice.
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
    const refused = objection(plugin, byName);
    if (refused) throw refused;
    for (const name of [...namesOf(plugin.depends).sort(), ...namesOf(plugin.optional).sort()]) {
      const dependency = byName.get(name);
      if (dependency) visit(dependency, [...trail, plugin.name]);
    }
    state.set(plugin.name, 'done');
    ordered.push(plugin);
  };
  for (const plugin of [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(plugin, []);
  return ordered;
}

/** A plugin and all that it depends on. */
export function closureOf(name: string, plugins: ReadonlyMap<string, { readonly depends?: readonly string[] }>): ReadonlySet<string> {
  const seen = new Set<string>();
  const walk = (current: string): void => {
    if (seen.has(current)) return;
    seen.add(current);
    for (const next of namesOf(plugins.get(current)?.depends)) walk(next);
  };
  walk(name);
  return seen;
}

/** What cannot be without one of these, directly or not; those that others of them need come last. */
export function dependentsOf(names: readonly string[], plugins: ReadonlyMap<string, { readonly depends?: readonly string[] }>): string[] {
  const found: string[] = [];
  const visit = (name: string): void => {
    for (const [other, { depends }] of [...plugins].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (found.includes(other) || names.includes(other) || !namesOf(depends).includes(name)) continue;
      visit(other);
      if (!found.includes(other)) found.push(other);
    }
  };
  for (const name of names) visit(name);
  return found;
}
