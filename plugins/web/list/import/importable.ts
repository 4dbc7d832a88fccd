import type { Env } from '#core';
import type { FieldInfo } from '../../field-value.tsx';
import { editable, type ModelViews } from '../../views-of.ts';

/** May this person bring a table into the list? What an import writes is what the form lets people write. */
export function importable(env: Env, views: ModelViews): boolean {
  const { create, update } = importRights(env, views);
  return (create || update) && importFields(views).length > 0;
}

/** New records only where the form makes them by itself; changes only where the form changes them. */
export function importRights(env: Env, { model, list, form }: ModelViews): { create: boolean; update: boolean } {
  return {
    create: form !== undefined && !form.noCreate && !list.noCreate && list.createLink === undefined && env.can(model.name, 'create'),
    update: form !== undefined && !form.noEdit && env.can(model.name, 'update'),
  };
}

/** Fields of the form that a cell can hold. Secrets are never taken from a table. */
export const importFields = (views: ModelViews): [string, FieldInfo][] =>
  editable(views).filter(([, field]) => !['secret', 'range', 'bytes', 'many'].includes(field.kind));
