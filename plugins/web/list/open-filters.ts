import type { AnyDomain, Env, ListView } from '#core';

/** Does a declared condition look only at what the viewer may see, also through relations? */
function isOpen(env: Env, modelName: string, domain: AnyDomain): boolean {
  if (typeof domain === 'boolean') return true;
  const { fields } = env.catalog.model(modelName);
  return Object.entries(domain).every(([key, condition]) => {
    if (condition === undefined) return true;
    if (key === '$and' || key === '$or') return (condition as AnyDomain[]).every((one) => isOpen(env, modelName, one));
    if (key === '$not') return isOpen(env, modelName, condition as AnyDomain);
    const target = Object.hasOwn(fields, key) ? (fields[key]?.options.target ?? '') : undefined;
    if (target === undefined) return false;
    if (typeof condition !== 'object' || condition === null) return true;
    return (['where', 'some', 'none'] as const).every((name) => !(name in condition) || isOpen(env, target, condition[name as never] as AnyDomain));
  });
}

/** The declared filters that this viewer can use: one that names a hidden field is not there. */
export const filtersOf = (env: Env, { model, filters = [] }: Pick<ListView, 'model' | 'filters'>): NonNullable<ListView['filters']> =>
  filters.filter(({ domain }) => isOpen(env, model, domain));
