import type { Catalog, CatalogModel, Env } from '../env.ts';
import { runHealth } from '../health/run-health.ts';
import { evaluateDomain } from '../model/evaluate-domain.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { fromEnvironment } from '../settings/store.ts';
import type { Generation } from './generation.ts';
import type { RecordAction, View } from './view.ts';

function boundAction(action: RecordAction, own: () => Env<never>): RecordAction {
  const { run } = action;
  return run ? { ...action, run: (_env, id, answers) => run(own(), id, answers) } : action;
}

/** A view whose functions get the env of the plugin that brought it: whoever shows it acts as the same principal, but never as another plugin. */
function bound(view: View, as: () => Env): View {
  if (view.kind === 'list') return view;
  const own = (): Env<never> => as() as Env<never>;
  const { save } = view;
  return {
    ...view,
    ...(view.actions ? { actions: view.actions.map((action) => boundAction(action, own)) } : {}),
    ...(view.panels ? { panels: view.panels.map((panel) => (_env, record) => panel(own(), record)) } : {}),
    ...(save ? { save: (_env, id, values) => save(own(), id, values) } : {}),
  };
}

/**
 * The generation as the acting principal may know it.
 * @param as the env of another plugin with the same principal: what a plugin brings (views, slots) runs as that plugin wherever it is shown.
 */
export function createCatalog(generation: Generation, principal: Principal, runtime: Runtime, as: (plugin: string) => Env): Catalog {
  const knows = (groups: readonly string[] | undefined): boolean =>
    groups === undefined || principal.kind === 'system' || groups.some((group) => principal.groups.has(group));
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
    views: (model) =>
      generation.plugins.flatMap(({ name, views }) => (views ?? []).filter((view) => view.model === model).map((view) => bound(view, () => as(name)))),
    matches: (name, domain, row) => evaluateDomain(generation.registry.model(name), domain, row, principal),
    menu: () =>
      generation.plugins
        .flatMap((plugin) => plugin.menu ?? [])
        .filter((entry) => knows(entry.groups))
        .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1)),
    groups: () =>
      [...generation.groups]
        .filter(([, { org }]) => org === undefined || org === principal.org)
        .map(([name, { title, help, plugin, implies, org }]) => ({ name, title, help: help ?? '', plugin, implies: implies ?? [], own: org !== undefined })),
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
        return slot ? [(_env: Env, data: unknown) => slot(as(plugin.name) as Env<never>, data)] : [];
      }),
  };
}
