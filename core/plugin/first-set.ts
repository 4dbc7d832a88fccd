import type { Manifest } from './define-plugin.ts';
import { closureOf } from './order-plugins.ts';
import type { PluginRow } from './plugin-rows.ts';
import { namesOf } from './version-range.ts';

/**
 * Names that a start installs by itself: on an empty database the standard plugins; what was asked for by name; what an enabled plugin's newer version needs; glue
 * whose plugins are all there. What an administrator took out (it has a row) stays out.
 */
export function arrivalsAtStart(
  manifests: ReadonlyMap<string, Manifest>,
  rows: ReadonlyMap<string, PluginRow>,
  asked: { readonly only?: readonly string[] | undefined; readonly values?: readonly string[] | undefined },
): Set<string> {
  const enabled = new Set([...rows.values()].filter(({ state }) => state === 'enabled').map(({ name }) => name));
  const arriving = new Set<string>();
  const add = (name: string): void => {
    for (const one of closureOf(name, manifests)) if (manifests.has(one) && !rows.has(one)) arriving.add(one);
  };
  const standard = rows.size === 0 ? [...manifests.values()].filter((plugin) => plugin.standard).map(({ name }) => name) : [];
  for (const name of [...(asked.only ?? standard), ...(asked.values ?? [])]) add(name);
  for (const name of enabled) {
    for (const one of closureOf(name, manifests)) {
      const state = rows.get(one)?.state;
      if (manifests.has(one) && (state === undefined || state === 'uninstalled')) arriving.add(one);
    }
  }
  return withGlue(manifests, rows, enabled, arriving);
}

/** With the glue that connects what runs then, and what only that needs. */
export function withGlue(
  manifests: ReadonlyMap<string, Manifest>,
  rows: ReadonlyMap<string, PluginRow>,
  enabled: ReadonlySet<string>,
  arriving: ReadonlySet<string>,
): Set<string> {
  const all = new Set(arriving);
  for (;;) {
    const glue = [...manifests.values()].find(
      ({ name, autoInstall, depends }) =>
        autoInstall && !rows.has(name) && !all.has(name) && namesOf(depends).length > 0 && namesOf(depends).every((one) => enabled.has(one) || all.has(one)),
    );
    if (!glue) return all;
    all.add(glue.name);
  }
}
