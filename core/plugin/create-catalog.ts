import { inScope, unscoped } from '../access/key-scope.ts';
import { auditSettings } from '../audit/audit-settings.ts';
import type { Catalog, CatalogModel, Env } from '../env.ts';
import { fail } from '../errors.ts';
import { runHealth } from '../health/run-health.ts';
import { evaluateDomain } from '../model/evaluate-domain.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { runSettingsTest } from '../settings/run-settings-test.ts';
import type { SettingsType } from '../settings/settings.ts';
import { fromEnvironment, settingsState } from '../settings/store.ts';
import { describeModel } from './describe-model.ts';
import type { Generation } from './generation.ts';
import { mergeViews } from './merge-views.ts';
import { piece } from './piece.ts';
import { runAs } from './running-plugin.ts';
import type { FormSection, Panel, RecordAction, View } from './view.ts';

function assetOf({ assets }: Generation, plugin: string, file: string): { path: string; bytes: Uint8Array } {
  const asset = assets.get(`${plugin}/${file}`);
  if (!asset) throw new TypeError(`the plugin "${plugin}" declares no asset "${file}"`);
  return asset;
}

/** Whoever came with a key needs one that opens the model's actions; the action itself then runs with all rights of the person. */
function boundAction(declared: RecordAction, opened: boolean, own: () => Env<never>): RecordAction {
  const { run, offered, refused } = declared;
  const action = offered ? { ...declared, offered: (_env: Env<never>, id: string) => offered(own(), id) } : declared;
  if (!run) return action;
  return {
    ...action,
    run: async (_env, id, answers, seen) => {
      if (!opened) throw fail('ACCESS_DENIED', { cause: new Error('the key does not open actions') });
      const env = own();
      return runAs(env.plugin, `action ${action.name}`, () => run(env, id, answers, seen));
    },
    ...(refused ? { refused: (_env, id, error) => refused(own(), id, error) } : {}),
  };
}

const boundPanel =
  (runtime: Runtime, panel: Panel, own: () => Env<never>): Panel =>
  (_env, record) => {
    const env = own();
    return piece(runtime, env.plugin, 'panel', () => panel(env, record));
  };

/** Fields whose choices depend on what is installed are asked as the plugin that brought them. */
const boundSections = (sections: readonly FormSection[], own: () => Env<never>): FormSection[] =>
  sections.map((section) => ({
    ...section,
    fields: section.fields.map((field) => {
      if (typeof field === 'string' || !field.choices) return field;
      const { choices } = field;
      return { ...field, choices: () => choices(own()) };
    }),
  }));

/** A view whose functions get the env of the plugin that brought it: whoever shows it acts as the same principal, but never as another plugin. */
function bound(runtime: Runtime, view: View, principal: Principal, as: (principal: Principal) => Env): View {
  if (view.kind !== 'form' && view.kind !== 'form-extension') return view;
  const own = (): Env<never> => as(principal) as Env<never>;
  const person = (): Env<never> => as(unscoped(principal)) as Env<never>;
  const opened = inScope(principal, view.model, 'act');
  const pieces = {
    ...(view.actions ? { actions: view.actions.map((action) => boundAction(action, opened, person)) } : {}),
    ...(view.sections ? { sections: boundSections(view.sections, own) } : {}),
    ...(view.lead ? { lead: view.lead.map((panel) => boundPanel(runtime, panel, own)) } : {}),
    ...(view.panels ? { panels: view.panels.map((panel) => boundPanel(runtime, panel, own)) } : {}),
    ...(view.tabs ? { tabs: view.tabs.map((tab) => (tab.panels ? { ...tab, panels: tab.panels.map((panel) => boundPanel(runtime, panel, own)) } : tab)) } : {}),
  };
  if (view.kind === 'form-extension') return { ...view, ...pieces };
  const { save, used } = view;
  return {
    ...view,
    ...pieces,
    ...(save ? { save: (_env, id, values) => save(person(), id, values) } : {}),
    ...(used ? { used: (_env, id) => used(own(), id) } : {}),
  };
}

/** Of every plugin, and the core's own. */
const settingsTypes = ({ plugins }: Generation): readonly SettingsType[] => [...plugins.flatMap(({ settings }) => (settings ? [settings] : [])), auditSettings];

/**
 * The generation as the acting principal may know it.
 * @param as the env of another plugin with the same principal: what a plugin brings (views, slots) runs as that plugin wherever it is shown.
 */
export function createCatalog(generation: Generation, principal: Principal, runtime: Runtime, as: (plugin: string, principal?: Principal) => Env): Catalog {
  const knows = (groups: readonly string[] | undefined): boolean =>
    groups === undefined || principal.kind === 'system' || groups.some((group) => principal.groups.has(group));
  return {
    generation: generation.number,
    plugins: () => generation.plugins.map(({ name, version, title, summary, category, icon }) => ({ name, version, title, summary, category, icon })),
    models: () => [...generation.registry.models.keys()],
    model: (name): CatalogModel => {
      const model = generation.registry.model(name);
      const { label, labelPlural, title, order, archive, thread } = model.definition;
      const fields = [...model.fields].filter(([field]) => generation.access.field(principal, name, field));
      return {
        name,
        plugin: model.plugin,
        label,
        labelPlural: labelPlural ?? label,
        title: title ?? 'name',
        order: order ?? [],
        thread: thread ? { tracked: thread.tracked ?? [], followers: thread.followers ?? [] } : undefined,
        archive: archive !== undefined && generation.access.field(principal, name, archive) ? archive : undefined,
        api: model.definition.api,
        fields: Object.fromEntries(fields),
      };
    },
    describe: (name) => describeModel(generation, name),
    views: (model) => mergeViews((generation.views.get(model) ?? []).map(({ plugin, view }) => bound(runtime, view, principal, (actor) => as(plugin, actor)))),
    externalIds: async (model, which) => {
      const [condition, list] = 'keys' in which ? ["plugin || '.' || key = ANY($3::text[])", which.keys] : ['record = ANY($3::uuid[])', which.records];
      if (list.length === 0) return [];
      const { rows } = await runtime.database.query<{ key: string; record: string }>(
        `SELECT plugin || '.' || key AS key, record FROM core_data WHERE org_id = $1 AND model = $2 AND ${condition} ORDER BY 1`,
        [principal.org, model, list],
      );
      return rows;
    },
    apiRoutes: () => generation.routes.filter(({ route }) => route.api === true),
    mayRead: (name, row) =>
      generation.access.allows(principal, name, 'read') &&
      evaluateDomain(generation.registry.model(name), generation.access.rows(principal, name, 'read'), row, unscoped(principal)),
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
    settings: () => settingsTypes(generation),
    fixedSettings: (plugin) => {
      const type = settingsTypes(generation).find((candidate) => candidate.plugin === plugin);
      return type ? Object.keys(fromEnvironment(runtime, type)) : [];
    },
    settingsState: async (plugin) => {
      const type = settingsTypes(generation).find((candidate) => candidate.plugin === plugin);
      return type ? settingsState(runtime, principal.org, type) : {};
    },
    testSettings: async (plugin, name, changed) => {
      const type = settingsTypes(generation).find((candidate) => candidate.plugin === plugin);
      const test = type?.tests.find((candidate) => candidate.name === name);
      if (!type || !test) throw fail('NOT_FOUND');
      return runSettingsTest(as(plugin), type, test, changed);
    },
    asset: (plugin, file) => assetOf(generation, plugin, file).path,
    assetText: (plugin, file) => Buffer.from(assetOf(generation, plugin, file).bytes).toString('utf8'),
    health: (plugin) => runHealth(runtime, principal.org, plugin),
    slots: (name) =>
      generation.plugins.flatMap((plugin) => {
        const slot = plugin.slots?.[name];
        return slot ? [(_env: Env, data: unknown) => piece(runtime, plugin.name, `slot ${name}`, () => slot(as(plugin.name) as Env<never>, data))] : [];
      }),
  };
}
