import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Route } from '../http/route.ts';
import type { Principal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';
import { type Audited, changesBetween } from './access-changes.ts';
import { type AdminRule, letterOf, type OwnGroup, readCustomizations } from './customizations.ts';
import { type Explanation, explain } from './explain.ts';
import { groupPaths } from './group-paths.ts';
import { listOwnGroups, type OwnGroupValues, removeOwnGroup, saveOwnGroup } from './own-groups.ts';
import {
  type AdminRuleValues,
  assertRule,
  type FieldHideValues,
  type ListedHide,
  type ListedRule,
  listHides,
  listRules,
  removeOwn,
  saveHide,
  saveRule,
  switchAllOff,
  switchOwn,
} from './own-rules.ts';
import type { Operation, PolicyRule, TableRow } from './policy.ts';
import { countAllowed, previewRule } from './preview-rule.ts';
import { keepRuleIndexes } from './rule-indexes.ts';
import { settled } from './settled.ts';
import { type SudoUse, sudoUses } from './sudo-log.ts';

/** Everything about one model that decides who may do what. */
export type ModelAccess = {
  readonly model: string;
  readonly label: string;
  readonly plugin: string;
  readonly table: readonly TableRow[];
  readonly rules: readonly (PolicyRule & { readonly operations: string })[];
};

/** What somebody may do with a model; `narrowed`: only to records that rules leave. Letters of `crud`. */
export type EffectiveAccess = { readonly model: string; readonly may: string; readonly narrowed: string };

/**
 * What administrators may know and change of access: `env.access`. It exists only for a plugin with the permission `platform`; that plugin answers for asking who may
 * use it. Every change is one transaction with the next generation, so all processes follow (inside `env.tx` it joins).
 */
export interface AccessDesk {
  groups(): Promise<readonly OwnGroup[]>;
  /** Makes a group, or changes the one named. @throws INPUT_INVALID, NOT_FOUND @returns its name, `own.front-desk` */
  saveGroup(name: string | undefined, values: OwnGroupValues): Promise<string>;
  /** @throws INPUT_INVALID while a rule or hidden field names it, NOT_FOUND */
  removeGroup(name: string): Promise<void>;
  /** How somebody with these groups came by each that they have. */
  paths(given: readonly string[]): ReadonlyMap<string, readonly string[]>;
  rules(): Promise<readonly ListedRule[]>;
  /** @throws INPUT_INVALID, NOT_FOUND @returns its id */
  saveRule(id: string | undefined, values: AdminRuleValues): Promise<string>;
  /** How many records somebody may reach without the rule and with it, `id` being the one it would replace. Nothing is saved. @throws INPUT_INVALID */
  preview(id: string | undefined, values: AdminRuleValues, principal: Principal): Promise<{ operation: Operation; before: number; after: number }>;
  hides(): Promise<readonly ListedHide[]>;
  saveHide(values: FieldHideValues): Promise<string>;
  switch(what: 'rule' | 'field', id: string, active: boolean): Promise<void>;
  remove(what: 'rule' | 'field', id: string): Promise<void>;
  /** Turns every rule and hidden field made here off. @returns how many were on */
  reset(): Promise<number>;
  /** After a change inside `env.tx`, when that is committed: until every process serves it. */
  settled(): Promise<void>;
  explain(question: { principal: Principal; model: string; operation: Operation; id?: string | undefined }): Promise<Explanation>;
  /** By model, those that the principal may do anything with. */
  effective(principal: Principal): readonly EffectiveAccess[];
  count(principal: Principal, model: string, operation: Operation): Promise<number>;
  matrix(): readonly ModelAccess[];
  routes(): readonly (Pick<Route, 'method' | 'path' | 'auth' | 'summary'> & { readonly plugin: string })[];
  sudo(): Promise<readonly SudoUse[]>;
}

const operations: readonly Operation[] = ['create', 'read', 'update', 'delete'];

export function createAccessDesk(runtime: Runtime, org: number, audit: AuditTrail): AccessDesk {
  const { database } = runtime;
  const generation = runtime.generation();
  /** One transaction with the next generation, and told in the audit log. */
  const changing = async <T>(reason: string, list: () => Promise<readonly Audited[]>, model: string, fn: () => Promise<T>): Promise<T> => {
    const made = await database.tx(async () => {
      const before = await list();
      const result = await fn();
      await audit.note(changesBetween(model, before, await list()));
      await keepRuleIndexes(database, { ...generation, customizations: await readCustomizations(database) });
      await runtime.platform().rebuild(reason);
      return result;
    });
    if (!database.inTransaction()) await settled(runtime);
    return made;
  };
  const groups = (): Promise<readonly OwnGroup[]> => listOwnGroups(runtime, org);
  const rules = (): Promise<readonly ListedRule[]> => listRules(runtime, org);
  const hides = (): Promise<readonly ListedHide[]> => listHides(runtime, org);
  const listed = { rule: rules, field: hides } as const;
  const ruleOf = (id: string | undefined, values: AdminRuleValues): AdminRule => ({ ...values, id: id ?? 'draft', org });
  return {
    groups,
    saveGroup: (name, values) => changing('a group was changed', groups, 'core.access_group', () => saveOwnGroup(runtime, org, name, values)),
    removeGroup: (name) => changing('a group was deleted', groups, 'core.access_group', () => removeOwnGroup(runtime, org, name)),
    paths: (given) => groupPaths(generation.groups, given),
    rules,
    saveRule: (id, values) => changing('a record rule was changed', rules, 'core.access_rule', () => saveRule(runtime, org, id, values)),
    preview: async (id, values, principal) => {
      assertRule(runtime, org, values);
      const operation = values.operations.includes('r') ? 'read' : (operations.find((one) => values.operations.includes(letterOf[one])) ?? 'read');
      return { operation, ...(await previewRule(runtime, ruleOf(id, values), principal, operation)) };
    },
    hides,
    saveHide: (values) => changing('a field was hidden', hides, 'core.access_field', () => saveHide(runtime, org, values)),
    switch: (what, id, active) => changing(`a ${what} was switched`, listed[what], `core.access_${what}`, () => switchOwn(runtime, org, what, id, active)),
    remove: (what, id) => changing(`a ${what} was removed`, listed[what], `core.access_${what}`, () => removeOwn(runtime, org, what, id)),
    reset: () =>
      changing(
        'rules made by administrators were turned off',
        async () => [...(await rules()), ...(await hides())],
        'core.access_rule',
        () => switchAllOff(runtime, org),
      ),
    settled: () => settled(runtime),
    explain: (question) => explain({ database, registry: generation.registry, policy: generation.access }, question),
    effective: (principal) =>
      [...generation.registry.models.keys()].sort().flatMap((model) => {
        const allowed = operations.filter((operation) => generation.access.allows(principal, model, operation));
        if (allowed.length === 0) return [];
        const narrowed = allowed.filter((operation) => generation.access.rows(principal, model, operation) !== true);
        return [{ model, may: allowed.map((one) => letterOf[one]).join(''), narrowed: narrowed.map((one) => letterOf[one]).join('') }];
      }),
    count: (principal, model, operation) => countAllowed(runtime, generation.access, principal, model, operation),
    matrix: () => {
      const rows = generation.access.describe();
      return [...generation.registry.models.values()].map(({ name, plugin, definition }) => {
        const rules = new Map<string, PolicyRule & { operations: string }>();
        for (const operation of operations) {
          for (const rule of generation.access.rules(name, operation)) {
            const key = `${rule.plugin}/${rule.name}`;
            rules.set(key, { ...rule, operations: (rules.get(key)?.operations ?? '') + letterOf[operation] });
          }
        }
        return { model: name, label: definition.label, plugin, table: rows.filter((row) => row.model === name), rules: [...rules.values()] };
      });
    },
    routes: () => generation.routes.map(({ plugin, route: { method, path, auth, summary } }) => ({ plugin, method, path, auth, summary })),
    sudo: () => sudoUses(database, org),
  };
}
