import type { AccessPolicy } from '../access/policy.ts';
import type { Principal } from '../principal.ts';
import type { AnyDomain } from './domain.ts';
import type { Registry, ResolvedModel } from './registry.ts';

type Context = { readonly registry: Registry; readonly policy: AccessPolicy; readonly principal: Principal };

/** More ways than that are better asked at once. */
const most = 8;

const isDomain = (value: unknown): value is Exclude<AnyDomain, boolean> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The members of a domain, each by itself. */
function conjuncts(domain: Exclude<AnyDomain, boolean>): AnyDomain[] {
  return Object.entries(domain).flatMap(([key, condition]): AnyDomain[] => {
    if (condition === undefined) return [];
    if (key === '$and' && Array.isArray(condition)) return condition.flatMap((one: AnyDomain) => (isDomain(one) ? conjuncts(one) : [one]));
    return [{ [key]: condition }];
  });
}

/** A condition on other records that can itself be opened in several ways: `{ event: { where: { $or: […] } } }`. */
function throughRelation(context: Context, model: ResolvedModel, part: AnyDomain): readonly AnyDomain[] | undefined {
  if (!isDomain(part)) return undefined;
  const [[key, condition] = ['', undefined]] = Object.entries(part);
  const target = model.fields.get(key)?.options.target;
  if (target === undefined || !isDomain(condition) || Object.keys(condition).length !== 1) return undefined;
  const other = context.registry.models.get(target);
  if (!other) return undefined;
  if ('where' in condition) return waysInto(context, other, condition.where as AnyDomain).map((way) => ({ [key]: { where: way } }));
  if ('some' in condition) return waysInto(context, other, condition.some as AnyDomain).map((way) => ({ [key]: { some: way } }));
  if (!('readable' in condition)) return undefined;
  if (!context.policy.allows(context.principal, target, 'read')) return [false];
  return waysInto(context, other, context.policy.rows(context.principal, target, 'read')).map((way) => ({ [key]: { where: way } }));
}

/** Domains that together open what the domain opens; one, where it cannot be taken apart. */
function waysInto(context: Context, model: ResolvedModel, domain: AnyDomain): readonly AnyDomain[] {
  if (!isDomain(domain)) return [domain];
  const parts = conjuncts(domain);
  for (const [index, part] of parts.entries()) {
    const choices =
      isDomain(part) && Array.isArray(part.$or) ? part.$or.flatMap((one: AnyDomain) => waysInto(context, model, one)) : throughRelation(context, model, part);
    if (!choices || choices.length < 2) continue;
    const others = parts.filter((_, at) => at !== index);
    return choices.map((choice) => (others.length === 0 ? choice : { $and: [...others, choice] }));
  }
  return [domain];
}

const relations = ['where', 'readable', 'some', 'none'];

/** Does the domain ask other records? */
function asksOthers(domain: AnyDomain): boolean {
  if (!isDomain(domain)) return false;
  return Object.entries(domain).some(([key, condition]) => {
    if ((key === '$and' || key === '$or') && Array.isArray(condition)) return condition.some((one: AnyDomain) => asksOthers(one));
    if (key === '$not') return asksOthers(condition as AnyDomain);
    return isDomain(condition) && relations.some((name) => name in condition);
  });
}

/**
 * The ways in which a read rule opens rows, where it is worth asking them one by one: “I am its host, or I am invited”. As one condition PostgreSQL walks
 * the whole table (an OR with a subquery in it has no index); each way by itself has one, and the first fifty of each hold the first fifty of all.
 * Follows relations as rules do, without the target's own rules.
 * @returns undefined where the rule is asked as it stands
 */
export function ruleWays(context: Context, model: ResolvedModel, rule: AnyDomain): readonly AnyDomain[] | undefined {
  if (!asksOthers(rule)) return undefined;
  const ways = waysInto(context, model, rule);
  return ways.length > 1 && ways.length <= most ? ways : undefined;
}

/** The other records that a way leads through: the first relation that must hold. Without one the way is decided by columns, or by what must not be. */
export function throughOthers(
  registry: Registry,
  model: ResolvedModel,
  way: AnyDomain,
): { readonly model: ResolvedModel; readonly domain: AnyDomain } | undefined {
  if (!isDomain(way)) return undefined;
  for (const part of conjuncts(way)) {
    if (!isDomain(part)) continue;
    const [[key, condition] = ['', undefined]] = Object.entries(part);
    const target = registry.models.get(model.fields.get(key)?.options.target ?? '');
    if (!target || !isDomain(condition)) continue;
    if ('where' in condition) return { model: target, domain: condition.where as AnyDomain };
    if ('some' in condition) return { model: target, domain: condition.some as AnyDomain };
  }
  return undefined;
}
