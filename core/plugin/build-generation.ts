import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildPolicy } from '../access/build-policy.ts';
import { type Customizations, noCustomizations } from '../access/customizations.ts';
import { auditSchema } from '../audit/audit-models.ts';
import type { Contracts, Services } from '../env.ts';
import type { Subscription } from '../events/event.ts';
import { buildTranslations } from '../i18n/build-translations.ts';
import { buildRegistry, type Registry } from '../model/registry.ts';
import { buildViews } from './build-views.ts';
import type { Hook, Manifest, ServiceMethod } from './define-plugin.ts';
import type { Generation } from './generation.ts';
import { closureOf, orderPlugins } from './order-plugins.ts';
import { pluginFolder } from './plugin-folder.ts';
import { RegistrationError } from './registration-error.ts';
import { namesOf } from './version-range.ts';

/** Adds to a map of things that must have one owner. */
function claimName<V extends { plugin: string }>(map: Map<string, V>, key: string, value: V, where: string): void {
  const other = map.get(key);
  if (other) throw new RegistrationError(value.plugin, where, `"${key}" is already declared by the plugin "${other.plugin}"`);
  map.set(key, value);
}

function grouped<V>(entries: Iterable<readonly [string, V]>): Map<string, V[]> {
  const map = new Map<string, V[]>();
  for (const [key, value] of entries) {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  }
  return map;
}

function loadAssets(plugins: readonly Manifest[]): Map<string, { path: string; type: string; bytes: Uint8Array }> {
  const assets = new Map<string, { path: string; type: string; bytes: Uint8Array }>();
  for (const plugin of plugins) {
    for (const [file, type] of Object.entries(plugin.assets ?? {})) {
      let content: Uint8Array;
      try {
        content = readFileSync(path.join(pluginFolder(plugin.url), 'assets', file));
      } catch (error) {
        throw new RegistrationError(plugin.name, `key "assets.${file}"`, `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
      const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
      assets.set(`${plugin.name}/${file}`, { path: `/assets/${hash}/${plugin.name}/${file}`, type, bytes: content });
    }
  }
  return assets;
}

function collectServices(plugins: readonly Manifest[]): Generation['services'] {
  const services = new Map<string, { plugin: string; methods: ReadonlyMap<string, ServiceMethod<unknown, unknown>> }>();
  for (const plugin of plugins) {
    for (const [name, implementation] of Object.entries(plugin.services ?? {}) as [
      keyof Services & string,
      Record<string, ServiceMethod<unknown, unknown>>,
    ][]) {
      claimName(services, name, { plugin: plugin.name, methods: new Map(Object.entries(implementation)) }, 'key "services"');
    }
  }
  return services;
}

function collectContracts(plugins: readonly Manifest[]): Generation['contracts'] {
  const contracts = new Map<string, Map<string, { plugin: string; implementation: Contracts[keyof Contracts] }>>();
  for (const plugin of plugins) {
    for (const { contract, key, implementation } of plugin.provides ?? []) {
      const implementations = contracts.get(contract) ?? new Map<string, { plugin: string; implementation: Contracts[keyof Contracts] }>();
      claimName(implementations, key, { plugin: plugin.name, implementation }, `key "provides" (${contract})`);
      contracts.set(contract, implementations);
    }
  }
  return contracts;
}

const modelsOfHook = (registry: Registry, { model: which }: Hook): string[] =>
  typeof which === 'string' ? [which] : [...registry.models.values()].filter(({ definition }) => which(definition)).map(({ name }) => name);

/**
 * Builds everything that the enabled plugins declare into one immutable value. Pure but for reading assets and texts.
 * @param customizations groups, rules and hidden fields that administrators made (`readCustomizations`): every generation that serves must have them.
 * @throws RegistrationError naming plugin and key.
 */
export function buildGeneration(enabled: readonly Manifest[], number: number, customizations: Customizations = noCustomizations): Generation {
  const plugins = orderPlugins(enabled);
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const registry = buildRegistry([
    { name: 'core', depends: [], schema: auditSchema },
    ...plugins.map(({ name, schema, depends }) => ({ name, depends: namesOf(depends), ...(schema ? { schema } : {}) })),
  ]);

  const closures = new Map(plugins.map(({ name }) => [name, closureOf(name, byName)]));

  const groups: Map<string, NonNullable<ReturnType<Generation['groups']['get']>>> = new Map();
  const jobs: Map<string, NonNullable<ReturnType<Generation['jobs']['get']>>> = new Map();
  const actions: Map<string, NonNullable<ReturnType<Generation['actions']['get']>>> = new Map();
  const errors = new Map<string, { plugin: string }>();
  for (const plugin of plugins) {
    for (const [name, group] of Object.entries(plugin.groups ?? {})) claimName(groups, name, { ...group, plugin: plugin.name }, 'key "groups"');
    for (const job of plugin.jobs ?? []) claimName(jobs, job.name, { plugin: plugin.name, job }, 'key "jobs"');
    for (const action of plugin.actions ?? []) claimName(actions, action.name, { plugin: plugin.name, action }, 'key "actions"');
    for (const code of Object.keys(plugin.errors ?? {})) claimName(errors, code, { plugin: plugin.name }, 'key "errors"');
  }

  for (const [name, { plugin, impliedBy = [] }] of [...groups])
    for (const other of impliedBy) {
      const group = groups.get(other);
      if (!group) throw new RegistrationError(plugin, `key "groups.${name}.impliedBy"`, `there is no group "${other}"`);
      groups.set(other, { ...group, implies: [...(group.implies ?? []), name] });
    }

  for (const { name, org, title, help, implies } of customizations.groups)
    if (!groups.has(name)) groups.set(name, { title, help, implies: implies.filter((group) => groups.get(group)?.org === undefined), plugin: '', org });

  return {
    number,
    plugins,
    registry,
    groups,
    jobs,
    actions,
    customizations,
    access: buildPolicy({ plugins, registry, groups, customizations }),
    translations: buildTranslations(plugins.map(({ name, url }) => ({ name, url }))),
    routes: plugins.flatMap((plugin) => (plugin.routes ?? []).map((route) => ({ plugin: plugin.name, route }))),
    subscriptions: grouped(
      plugins.flatMap((plugin) =>
        (plugin.on ?? []).map((subscription): [string, { plugin: string; subscription: Subscription }] => [
          subscription.event.name,
          { plugin: plugin.name, subscription },
        ]),
      ),
    ),
    hooks: grouped(
      plugins.flatMap((plugin) =>
        (plugin.hooks ?? []).flatMap((hook) =>
          modelsOfHook(registry, hook).map((model): [string, { plugin: string; hook: Hook }] => [model, { plugin: plugin.name, hook }]),
        ),
      ),
    ),
    views: buildViews(plugins, registry, closures),
    assets: loadAssets(plugins),
    services: collectServices(plugins),
    contracts: collectContracts(plugins),
    closures,
  };
}
