import type { AnyDomain, CatalogModel, Env, FormView, ListView } from '#core';
import type { Choice } from '../components/form.tsx';

/** A plain list of choices holds at most this many; beyond, one searches. */
const FEW = 50;

const sortable = new Set(['text', 'email', 'choice', 'int', 'number', 'instant', 'date', 'zone', 'bool']);

/** What a search looks in: the title and what the model's own list is searched by, as far as the viewer may see it. */
function searched(env: Env, model: CatalogModel): string[] {
  const list = env.catalog.views(model.name).find((view): view is ListView => view.kind === 'list');
  return [...new Set([model.title, ...(list?.search ?? [])])].filter((name) => ['text', 'longText', 'email'].includes(model.fields[name]?.kind ?? ''));
}

/** Records in use; a model without that field has only such. */
const inUse = (model: CatalogModel): AnyDomain =>
  model.archive !== undefined ? { [model.archive]: true } : model.fields.active?.kind === 'bool' ? { active: true } : true;

/**
 * Records that a reference may point at, under the viewer's own access, by title. Two statements with a current value, else one, however many there are.
 * @param current is among them even where it is archived or would not be found
 */
export async function choicesOf(
  env: Env,
  target: string,
  { search = '', current = '' }: { search?: string; current?: string } = {},
): Promise<{ choices: Choice[]; more: boolean }> {
  if (!env.can(target, 'read')) return { choices: [], more: false };
  const model = env.catalog.model(target);
  const title = model.fields[model.title] ? model.title : 'id';
  const repository = env.model(target as never);
  const words = search.trim().split(/\s+/).filter(Boolean).slice(0, 8);
  const fields = searched(env, model);
  const found: AnyDomain =
    fields.length === 0 && words.length > 0 ? false : { $and: words.map((word) => ({ $or: fields.map((name) => ({ [name]: { like: word } })) })) };
  const order = sortable.has(model.fields[title]?.kind ?? '') ? [title] : ['id'];
  const named = (rows: readonly Record<string, unknown>[]): Choice[] => rows.map((row) => ({ value: String(row.id), label: String(row[title] ?? row.id) }));
  const rows = named((await repository.pick({ $and: [inUse(model), found] } as never, [title] as never, { order: order as never, limit: FEW + 1 })) as never);
  const kept = current === '' ? [] : named((await repository.pick({ id: current } as never, [title] as never)) as never);
  const more = rows.length > FEW;
  const shown = rows.slice(0, FEW);
  return { choices: [...kept.filter(({ value }) => !shown.some((one) => one.value === value)), ...shown], more };
}

/** The field that a new record of the model can be made of alone, where the viewer may make one: its title. */
export function madeByTitle(env: Env, target: string): string | undefined {
  if (!env.can(target, 'create') || !env.can(target, 'read')) return undefined;
  const form = env.catalog.views(target).find((view): view is FormView => view.kind === 'form');
  if (!form || form.noCreate || form.save) return undefined;
  const { title, fields } = env.catalog.model(target);
  if (fields[title]?.kind !== 'text' || fields[title].options.readonly) return undefined;
  const own = new Set(['id', 'createdAt', 'updatedAt', title]);
  const needed = Object.entries(fields).some(([name, { options }]) => !own.has(name) && options.required && options.default === undefined);
  return needed ? undefined : title;
}
