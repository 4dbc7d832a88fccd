import type { AnyDomain } from '../model/domain.ts';
import type { Registry } from '../model/registry.ts';
import type { GroupDefinition, Manifest, RecordRule } from '../plugin/define-plugin.ts';
import { RegistrationError } from '../plugin/registration-error.ts';
import type { Principal } from '../principal.ts';
import type { AccessPolicy, Operation } from './policy.ts';

const LETTER: Record<Operation, string> = { create: 'c', read: 'r', update: 'u', delete: 'd' };
const OPERATIONS = Object.keys(LETTER) as Operation[];

/** Groups that nobody is put into by hand: they follow from how somebody came in. */
const builtIn = (group: string): boolean => group === 'public' || group === 'user' || group === 'portal' || group.startsWith('portal:') || group.startsWith('plugin:');

/**
 * Puts access tables and rules together. Semantics: what no table opens is closed. Global rules (without groups) all narrow. Of the rules for groups, those of the
 * actor's groups are ORed; when none of the actor's groups has a rule for the model and operation, the global rules alone decide. The organization is narrowed by the repository.
 * @throws RegistrationError for a group, model or letter that does not exist.
 */
export function buildPolicy({ plugins, registry, groups }: { plugins: readonly Manifest[]; registry: Registry; groups: ReadonlyMap<string, GroupDefinition> }): AccessPolicy {
  /** `model/operation` → groups. */
  const open = new Map<string, Set<string>>();
  const rules = new Map<string, RecordRule[]>();
  const listed: { model: string; group: string; operations: string }[] = [];

  const known = (plugin: Manifest, group: string, key: string): void => {
    if (builtIn(group) ? group.startsWith('plugin:') && !plugins.some(({ name }) => group === `plugin:${name}`) : !groups.has(group)) {
      throw new RegistrationError(plugin.name, key, `there is no group "${group}"`);
    }
  };
  for (const plugin of plugins) {
    for (const [model, table] of Object.entries(plugin.access ?? {})) {
      const key = `key "access.${model}"`;
      if (!registry.models.has(model)) throw new RegistrationError(plugin.name, key, 'there is no such model');
      for (const [group, operations] of Object.entries(table)) {
        known(plugin, group, key);
        listed.push({ model, group, operations });
        for (const operation of OPERATIONS) {
          if (!operations.includes(LETTER[operation])) continue;
          const place = `${model}/${operation}`;
          open.set(place, (open.get(place) ?? new Set()).add(group));
        }
      }
    }
    for (const rule of plugin.rules ?? []) {
      const key = `rule "${rule.name}"`;
      if (!registry.models.has(rule.model)) throw new RegistrationError(plugin.name, key, `there is no model "${rule.model}"`);
      for (const group of rule.groups ?? []) known(plugin, group, key);
      for (const operation of OPERATIONS) {
        if (!(rule.operations ?? 'crud').includes(LETTER[operation])) continue;
        const place = `${rule.model}/${operation}`;
        const list = rules.get(place);
        if (list) list.push(rule);
        else rules.set(place, [rule]);
      }
    }
  }

  const policy: AccessPolicy = {
    allows: (principal, model, operation) => {
      if (principal.kind === 'system') return true;
      const allowed = open.get(`${model}/${operation}`);
      if (!allowed) return false;
      for (const group of principal.groups) if (allowed.has(group)) return true;
      return false;
    },
    rows: (principal, model, operation) => {
      if (principal.kind === 'system') return true;
      const list = rules.get(`${model}/${operation}`);
      return list ? narrowed(list, principal) : true;
    },
    field: (principal, model, field) => {
      const hidden = registry.model(model).fields.get(field)?.options.hidden;
      if (hidden === undefined || principal.kind === 'system') return true;
      if (hidden === true) return principal.groups.has(`plugin:${registry.model(model).plugin}`);
      return hidden.some((group) => principal.groups.has(group));
    },
    describe: () => listed,
  };
  return policy;
}

function narrowed(rules: readonly RecordRule[], principal: Principal): AnyDomain {
  const global: AnyDomain[] = [];
  const mine: AnyDomain[] = [];
  for (const { groups, domain } of rules) {
    if (!groups) global.push(domain);
    else if (groups.some((group) => principal.groups.has(group))) mine.push(domain);
  }
  if (mine.includes(true)) mine.splice(0, mine.length);
  const parts: AnyDomain[] = [...global, ...(mine.length > 0 ? [mine.length === 1 ? (mine[0] ?? false) : { $or: mine }] : [])];
  return parts.length === 0 ? true : parts.length === 1 ? (parts[0] ?? true) : { $and: parts };
}
