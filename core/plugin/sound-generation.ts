import { wordsOf } from '../thrown.ts';
import type { Manifest } from './define-plugin.ts';

/** A plugin that cannot be taken into a generation. */
export type Refused = {
  readonly name: string;
  /** A sentence's end, to be read after the plugin's name. */
  readonly reason: string;
  /** At fault itself, or only waiting for one that is not there. */
  readonly fault: 'declaration' | 'dependency';
};

const dependenciesOf = (plugin: Manifest): string[] => (plugin.depends ?? []).map((entry) => entry.split('@')[0] ?? entry);

/** The plugins of a loop of dependencies that begins somewhere behind this one; undefined where there is none. */
function loopFrom(start: Manifest, byName: ReadonlyMap<string, Manifest>): string[] | undefined {
  const walk = (plugin: Manifest, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(plugin.name)) return [...trail.slice(trail.indexOf(plugin.name)), plugin.name];
    for (const name of dependenciesOf(plugin)) {
      const next = byName.get(name);
      const found = next && walk(next, [...trail, plugin.name]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, []);
}

/**
 * The best generation that can be built: where all together contradict each other, plugins are added one by one, those that have been there for longest first, and one
 * whose addition breaks the build is left out with all that needs it. So a newcomer that claims a name of others takes nobody down.
 * @param plugins in the order of their seniority
 * @param build throws where they contradict each other
 */
export function buildSound<G>(
  plugins: readonly Manifest[],
  build: (plugins: readonly Manifest[]) => G,
): { generation: G; taken: Manifest[]; refused: Refused[] } {
  try {
    return { generation: build(plugins), taken: [...plugins], refused: [] };
  } catch {
    // Who is it?
  }
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const refused = new Map<string, Refused>();
  const taken: Manifest[] = [];
  const names = new Set<string>();
  let generation = build(taken);
  let open = [...plugins];
  for (const plugin of plugins) {
    if (byName.get(plugin.name) === plugin) continue;
    refused.set(plugin.name, { name: plugin.name, reason: 'there are two plugins with this name', fault: 'declaration' });
    open = open.filter((other) => other !== plugin);
  }
  for (;;) {
    const next = open.find((plugin) => dependenciesOf(plugin).every((name) => names.has(name)));
    if (!next) break;
    open = open.filter((plugin) => plugin !== next);
    try {
      generation = build([...taken, next]);
      taken.push(next);
      names.add(next.name);
    } catch (error) {
      refused.set(next.name, { name: next.name, reason: wordsOf(error), fault: 'declaration' });
    }
  }
  for (const plugin of open) {
    const loop = loopFrom(plugin, byName);
    const missing = dependenciesOf(plugin).find((name) => !names.has(name)) ?? '';
    refused.set(
      plugin.name,
      loop?.includes(plugin.name)
        ? { name: plugin.name, reason: `the plugins wait for each other: ${loop.join(' → ')}`, fault: 'declaration' }
        : {
            name: plugin.name,
            reason: `it needs the plugin "${missing}", which is ${refused.has(missing) || byName.has(missing) ? 'held back' : 'not there'}`,
            fault: 'dependency',
          },
    );
  }
  return { generation, taken, refused: [...refused.values()] };
}
