import { checkDomain } from '../model/check-domain.ts';
import type { AnyDomain } from '../model/domain.ts';
import type { Registry } from '../model/registry.ts';
import type { GroupDefinition } from '../plugin/define-plugin.ts';
import type { Principal } from '../principal.ts';
import { type AdminRule, type Concerned, type Customizations, type FieldHide, letterOf } from './customizations.ts';
import type { Operation } from './policy.ts';

/** What administrators took away, ready to be asked. */
export type AdminNarrowing = {
  /** Rules that concern the principal here; each is ANDed. */
  rules(principal: Principal, model: string, operation: Operation): readonly AdminRule[];
  /** What hides the field from the principal. */
  hides(principal: Principal, model: string, field: string): readonly FieldHide[];
};

/** Every model has these, and the platform itself reads them: nobody hides them. */
const unhidable: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt']);

const none: readonly never[] = [];

/** Why a rule cannot work; undefined: it can. Rules do not lead through other rules (`readable`), so that they can never make a circle. */
export function faultOfRule(registry: Registry, rule: { model: string; domain: AnyDomain }): string | undefined {
  if (!registry.models.has(rule.model)) return `there is no model "${rule.model}"`;
  try {
    return checkDomain(registry, rule.model, rule.domain).size > 0 ? '"readable" cannot stand in a rule made here' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function faultOfHide(registry: Registry, { model, field }: { model: string; field: string }): string | undefined {
  if (!registry.models.get(model)?.fields.has(field)) return `there is no field "${model}.${field}"`;
  return unhidable.has(field) ? 'this field cannot be hidden' : undefined;
}

/**
 * Only people are concerned, and who is named by group: the plugins' own services keep their rights, or nothing would work any more. What a group `keeps`
 * (administrators: people and memberships) is never taken from it. A rule that no longer fits its model (a plugin changed) closes it to those concerned.
 */
export function adminNarrowing(
  registry: Registry,
  groups: ReadonlyMap<string, GroupDefinition>,
  { rules, fields }: Pick<Customizations, 'rules' | 'fields'>,
): AdminNarrowing {
  const keepers = new Map<string, string[]>();
  for (const [name, { keeps }] of groups) for (const model of keeps ?? []) keepers.set(model, [...(keepers.get(model) ?? []), name]);

  const concerns = (what: Concerned & { org: number }, principal: Principal, model: string): boolean => {
    if (principal.kind === 'system' || principal.kind === 'plugin' || what.org !== principal.org) return false;
    const named = what.groups === null ? principal.kind === 'user' : what.groups.some((group) => principal.groups.has(group));
    return named && !what.except.some((group) => principal.groups.has(group)) && !keepers.get(model)?.some((group) => principal.groups.has(group));
  };

  const byPlace = new Map<string, AdminRule[]>();
  for (const rule of rules) {
    if (!rule.active || !registry.models.has(rule.model)) continue;
    const effective = faultOfRule(registry, rule) === undefined ? rule : { ...rule, domain: false };
    for (const operation of ['create', 'read', 'update', 'delete'] as const) {
      if (!rule.operations.includes(letterOf[operation])) continue;
      const place = `${rule.model}/${operation}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), effective]);
    }
  }
  const byField = new Map<string, FieldHide[]>();
  for (const hide of fields) {
    if (!hide.active || unhidable.has(hide.field)) continue;
    const place = `${hide.model}.${hide.field}`;
    byField.set(place, [...(byField.get(place) ?? []), hide]);
  }
  // asked for every field of every model that a request touches
  const spared = ({ kind }: Principal, places: ReadonlyMap<string, unknown>): boolean => places.size === 0 || kind === 'plugin' || kind === 'system';
  return {
    rules: (principal, model, operation) =>
      spared(principal, byPlace) ? none : (byPlace.get(`${model}/${operation}`)?.filter((rule) => concerns(rule, principal, model)) ?? none),
    hides: (principal, model, field) =>
      spared(principal, byField) ? none : (byField.get(`${model}.${field}`)?.filter((hide) => concerns(hide, principal, model)) ?? none),
  };
}
