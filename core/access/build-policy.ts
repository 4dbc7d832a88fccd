import { checkDomain } from '../model/check-domain.ts';
import type { AnyDomain } from '../model/domain.ts';
import type { Registry } from '../model/registry.ts';
import type { GroupDefinition, Manifest, RecordRule } from '../plugin/define-plugin.ts';
import { RegistrationError } from '../plugin/registration-error.ts';
import type { Principal } from '../principal.ts';
import { adminNarrowing } from './admin-rules.ts';
import { type AdminRule, type Customizations, letterOf as letters, noCustomizations } from './customizations.ts';
import { inScope } from './key-scope.ts';
import type { AccessPolicy, Operation, TableRow } from './policy.ts';

const operations: readonly Operation[] = ['create', 'read', 'update', 'delete'];

/** Groups that nobody is put into by hand: they follow from how somebody came in. */
const builtIn = (group: string): boolean => group === 'public' || group === 'user' || group === 'portal' || /^portal:[a-z][a-z0-9._-]*$/.test(group);

type Listed = { readonly number: number; readonly plugin: string; readonly rule: RecordRule };

/** By plugin: what it says about who may do what. */
export type PolicyPlugin = Pick<Manifest, 'name' | 'access' | 'rules'>;

/**
 * Puts access tables and rules together. What no table opens is closed. Global rules (without groups) all narrow. Of the rules for groups, those of the actor's groups
 * are ORed; when none of the actor's groups has a rule for the model and operation, the global rules alone decide. So a group with access and no rule of its own adds
 * nothing to what the rules of the actor's other groups open; let it have a rule with the domain `true` to open all. Rules that administrators made are ANDed to
 * all that, and never stop a start. The organization is narrowed by the repository.
 * @throws RegistrationError for a group, model, letter or field that does not exist, and for rules that lead through each other in a circle.
 */
export function buildPolicy({
  plugins,
  registry,
  groups,
  customizations = noCustomizations,
}: {
  plugins: readonly PolicyPlugin[];
  registry: Registry;
  groups: ReadonlyMap<string, GroupDefinition>;
  customizations?: Customizations;
}): AccessPolicy {
  /** `model/operation` → groups. */
  const open = new Map<string, Set<string>>();
  const rules = new Map<string, Listed[]>();
  const described: TableRow[] = [];
  const leadsTo = new Map<string, Set<string>>();
  let number = 0;

  const assertGroup = (plugin: string, group: string, key: string): void => {
    const exists = group.startsWith('plugin:') ? plugins.some(({ name }) => group === `plugin:${name}`) : builtIn(group) || groups.has(group);
    if (!exists) throw new RegistrationError(plugin, key, `there is no group "${group}"`);
  };
  const assertLetters = (plugin: string, text: string, key: string): void => {
    if (!/^(?!.*(.).*\1)[crud]*$/.test(text))
      throw new RegistrationError(plugin, key, `"${text}" are no operations: write letters of "crud", each at most once`);
  };

  for (const plugin of plugins) {
    for (const [model, table] of Object.entries(plugin.access ?? {})) {
      if (!registry.models.has(model)) throw new RegistrationError(plugin.name, `key "access.${model}"`, 'there is no such model');
      for (const [group, text] of Object.entries(table)) {
        const key = `key "access.${model}.${group}"`;
        assertGroup(plugin.name, group, key);
        assertLetters(plugin.name, text, key);
        described.push({ plugin: plugin.name, model, group, operations: text });
        for (const operation of operations) {
          if (!text.includes(letters[operation])) continue;
          const place = `${model}/${operation}`;
          open.set(place, (open.get(place) ?? new Set()).add(group));
        }
      }
    }
    for (const rule of plugin.rules ?? []) {
      const key = `rule "${rule.name}"`;
      if (!registry.models.has(rule.model)) throw new RegistrationError(plugin.name, key, `there is no model "${rule.model}"`);
      for (const group of rule.groups ?? []) assertGroup(plugin.name, group, key);
      assertLetters(plugin.name, rule.operations ?? 'crud', key);
      let readable: ReadonlySet<string>;
      try {
        readable = checkDomain(registry, rule.model, rule.domain);
      } catch (error) {
        throw new RegistrationError(plugin.name, key, error instanceof Error ? error.message : String(error));
      }
      number += 1;
      for (const operation of operations) {
        if (!(rule.operations ?? 'crud').includes(letters[operation])) continue;
        const place = `${rule.model}/${operation}`;
        rules.set(place, [...(rules.get(place) ?? []), { number, plugin: plugin.name, rule }]);
        if (operation !== 'read') continue;
        const known = leadsTo.get(rule.model) ?? new Set();
        for (const target of readable) known.add(target);
        leadsTo.set(rule.model, known);
        const circle = circleFrom(rule.model, leadsTo);
        if (circle) throw new RegistrationError(plugin.name, key, `rules say "readable" of each other in a circle: ${circle.join(' → ')}`);
      }
    }
  }

  /** One object for one set of rules, so that two operations under the same rules are narrowed once. */
  const narrowings = new Map<string, AnyDomain>();
  const admin = adminNarrowing(registry, groups, customizations);
  const narrowed = (list: readonly Listed[], own: readonly AdminRule[], principal: Principal): AnyDomain => {
    const global = list.filter(({ rule }) => rule.groups === undefined);
    const mine = list.filter(({ rule }) => rule.groups?.some((group) => principal.groups.has(group)));
    const key = `${global.map((one) => one.number).join()}/${mine.map((one) => one.number).join()}/${own.map((one) => one.id).join()}`;
    const known = narrowings.get(key);
    if (known !== undefined) return known;
    const parts = new Set(global.map(({ rule }) => rule.domain));
    const choices = [...new Set(mine.map(({ rule }) => rule.domain))];
    if (choices.length > 0 && !choices.includes(true)) parts.add(choices.length === 1 ? (choices[0] ?? false) : { $or: choices });
    for (const { domain } of own) parts.add(domain);
    parts.delete(true);
    const [first, ...others] = parts;
    const made: AnyDomain = first === undefined ? true : others.length === 0 ? first : { $and: [...parts] };
    narrowings.set(key, made);
    return made;
  };

  return {
    allows: (principal, model, operation) => {
      if (principal.kind === 'system') return true;
      if (!inScope(principal, model, operation)) return false;
      const allowed = open.get(`${model}/${operation}`);
      if (!allowed) return false;
      for (const group of allowed) if (principal.groups.has(group)) return true;
      return false;
    },
    rows: (principal, model, operation) => {
      if (principal.kind === 'system') return true;
      const list = rules.get(`${model}/${operation}`) ?? [];
      const own = admin.rules(principal, model, operation);
      return list.length + own.length > 0 ? narrowed(list, own, principal) : true;
    },
    field: (principal, model, name) => {
      const resolved = registry.model(model).fields.get(name);
      const hidden = resolved?.options.hidden;
      if (resolved === undefined || principal.kind === 'system') return true;
      if (admin.hides(principal, model, name).length > 0) return false;
      if (hidden === undefined) return true;
      if (hidden === true) return principal.groups.has(`plugin:${resolved.plugin}`);
      return hidden.some((group) => principal.groups.has(group));
    },
    describe: () => described,
    rules: (model, operation) =>
      (rules.get(`${model}/${operation}`) ?? []).map(({ plugin, rule }) => ({ plugin, name: rule.name, groups: rule.groups, domain: rule.domain })),
    adminRules: admin.rules,
    hides: admin.hides,
  };
}

function circleFrom(start: string, leadsTo: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const walk = (model: string, path: readonly string[]): string[] | undefined => {
    for (const next of leadsTo.get(model) ?? []) {
      if (next === start) return [...path, next];
      const found = path.includes(next) ? undefined : walk(next, [...path, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}
