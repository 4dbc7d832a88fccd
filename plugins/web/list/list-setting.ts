import type { CatalogModel, Env, ListView } from '#core';
import { type FieldInfo, labelOf } from '../field-value.tsx';

export type Column = { name: string; field: FieldInfo; label: string };
export type ListSetting = { columns: readonly string[] | null; pageSize: number | null };

/** The signed-in person, whose favourites and settings these are. */
export const personOf = (env: Env): string | undefined => (env.principal.kind === 'user' ? env.principal.person : undefined);

const fits = (field: FieldInfo): boolean => !['many', 'bytes', 'secret', 'range'].includes(field.kind);

/** Every field that can stand in a list and that the viewer may see. */
export function possibleColumns(env: Env, model: CatalogModel): Column[] {
  return Object.entries(model.fields)
    .filter(([name, field]) => name !== 'id' && fits(field))
    .map(([name, field]) => ({ name, field, label: labelOf(env, field, name) }));
}

/** The columns that the person chose, else the declared ones; names that are gone or hidden are left out. */
export function columnsOf(env: Env, model: CatalogModel, list: ListView, chosen: readonly string[] | null | undefined): Column[] {
  const possible = new Map(possibleColumns(env, model).map((column) => [column.name, column]));
  const pick = (names: readonly string[]): Column[] => names.flatMap((name) => possible.get(name) ?? []);
  const own = pick(chosen ?? []);
  return own.length > 0 ? own : pick(list.columns);
}

/** How this person likes the list. */
export async function listSettingOf(env: Env<'web'>, model: string): Promise<ListSetting | undefined> {
  const owner = personOf(env);
  if (owner === undefined) return undefined;
  const [setting] = await env.model('web.list_setting').pick({ owner, model }, ['columns', 'pageSize'], { order: [] });
  return setting;
}

export async function saveListSetting(env: Env<'web'>, model: string, values: Partial<ListSetting>): Promise<void> {
  const owner = personOf(env);
  if (owner === undefined) return;
  const settings = env.model('web.list_setting');
  const copy = { ...values, ...(values.columns === undefined ? {} : { columns: values.columns && [...values.columns] }) };
  await env.tx(async () => {
    const changed = await settings.update({ owner, model }, copy as never);
    if (changed.length === 0) await settings.create({ owner, model, ...copy } as never);
  });
}
