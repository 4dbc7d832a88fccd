import type { Catalog, CatalogModel, Env } from '../env.ts';
import type { Principal } from '../principal.ts';
import { runHealth } from '../health/run-health.ts';
import type { Runtime } from '../runtime.ts';
import { fromEnvironment } from '../settings/store.ts';
import type { Generation } from './generation.ts';

/** The generation as the acting principal may know it. */
export function createCatalog(generation: Generation, principal: Principal, runtime: Runtime): Catalog {
  const knows = (groups: readonly string[] | undefined): boolean => groups === undefined || principal.kind === 'system' || groups.some((group) => principal.groups.has(group));
  return {
    generation: generation.number,
    plugins: () => generation.plugins.map(({ name, version, title, summary, category, icon }) => ({ name, version, title, summary, category, icon })),
    models: () => [...generation.registry.models.keys()],
    model: (name): CatalogModel => {
      const model = generation.registry.model(name);
      const { label, labelPlural, title, order } = model.definition;
      const fields = [...model.fields].filter(([field]) => generation.access.field(principal, name, field));
      return {
        name,
        plugin: model.plugin,
        label,
        labelPlural: labelPlural ?? label,
        title: title ?? 'name',
        order: order ?? [],
        fields: Object.fromEntries(fields),
      };
    },
    views: (model) => generation.plugins.flatMap((plugin) => plugin.views ?? []).filter((view) => view.model === model),
    menu: () =>
      generation.plugins
        .flatMap((plugin) => plugin.menu ?? [])
        .filter((entry) => knows(entry.groups))
        .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)),
    groups: () => [...generation.groups].map(([name, group]) => ({ name, title: group.title, plugin: group.plugin, implies: group.implies ?? [] })),
    settings: () => generation.plugins.flatMap((plugin) => (plugin.settings ? [plugin.settings] : [])),
    fixedSettings: (plugin) => {
      const type = generation.plugins.find(({ name }) => name === plugin)?.settings;
      return type ? Object.keys(fromEnvironment(runtime, type)) : [];
    },
    asset: (plugin, file) => {
      const asset = generation.assets.get(`${plugin}/${file}`);
      if (!asset) throw new TypeError(`the plugin "${plugin}" declares no asset "${file}"`);
      return asset.path;
    },
    health: () => runHealth(runtime, principal.org),
    slots: (name) =>
      generation.plugins.flatMap((plugin) => {
        const slot = plugin.slots?.[name];
        return slot ? [slot as (env: Env, data: unknown) => unknown] : [];
      }),
  };
}
