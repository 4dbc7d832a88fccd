import type { AnyDomain, Env, FormView } from '#core';
import type { RecordRow, Titles } from '../field-value.tsx';
import { type ModelViews, valueWords } from '../views-of.ts';
import { type Favourite, favouritesOf, firstOf } from './favourites.ts';
import { groupDomain, groupsOf, type RowGroup, titlesOf } from './group-rows.ts';
import { listDomain } from './list-domain.ts';
import { type Column, columnsOf, listSettingOf } from './list-setting.ts';
import type { ListState } from './list-state.ts';

export type OpenGroup = RowGroup & { rows: readonly RecordRow[] | undefined };

/** Everything that the page of a list shows. */
export type ListData = {
  state: ListState;
  favourites: readonly Favourite[];
  columns: readonly Column[];
  size: number;
  /** The size of pages that is kept for this person. */
  kept: number | null | undefined;
  total: number;
  rows: readonly RecordRow[];
  groups: { list: readonly OpenGroup[]; more: boolean } | undefined;
  titles: Titles;
};

export const DEFAULT_SIZE = 50;

/** The declared order, the chosen one before it. */
export const orderOf = ({ model, list }: ModelViews, { sort }: ListState): readonly string[] =>
  (sort ? [sort] : (list.order ?? model.order)).filter((name) => Object.hasOwn(model.fields, name.replace(/^-/, '')));

/** Titles of all references of these rows: one statement for each column. */
export async function titlesOfColumns(env: Env, columns: readonly Column[], rows: readonly RecordRow[]): Promise<Titles> {
  const titles = new Map<string, ReadonlyMap<string, string>>();
  for (const { name, field } of columns) {
    if (field.kind !== 'ref') continue;
    const ids = rows.map((row) => row[name]).filter((id) => typeof id === 'string');
    titles.set(name, await titlesOf(env, field.options.target ?? '', ids));
  }
  return titles;
}

export async function pickRows(
  env: Env,
  model: string,
  columns: readonly Column[],
  domain: AnyDomain,
  page: { order: readonly string[]; limit: number; offset?: number },
): Promise<RecordRow[]> {
  const names = columns.map(({ name }) => name);
  return (await env.model(model as never).pick(domain as never, names as never, page as never)) as unknown as RecordRow[];
}

/**
 * Reads what a list shows. The number of statements hangs on the columns and on how many groups are open, never on the number of rows.
 * @param said was anything said in the address? If not, the list begins with the person's first favourite.
 */
export async function readList(env: Env<'web'>, views: ModelViews, asked: ListState, said: boolean): Promise<ListData> {
  const { model, list } = views;
  const favourites = await favouritesOf(env, model.name);
  const setting = await listSettingOf(env, model.name);
  const state = said ? asked : (firstOf(favourites)?.state ?? asked);
  const columns = columnsOf(env, model, list, setting?.columns);
  const size = state.size ?? setting?.pageSize ?? DEFAULT_SIZE;
  const domain = listDomain(env, views, state);
  const order = orderOf(views, state);
  const total = await env.model(model.name as never).count(domain as never);
  const shown = state.group ? [] : await pickRows(env, model.name, columns, domain, { order, limit: size, offset: (state.page - 1) * size });
  const worded = valueWords(env, views.form);
  let groups: ListData['groups'];
  if (state.group) {
    const by = state.group;
    const found = await groupsOf(env, model, by, domain, worded.get(by.field));
    const read: OpenGroup[] = [];
    for (const group of found.groups) {
      const open = state.open.includes(group.key);
      const inner = { $and: [domain, groupDomain(env, model, by, group.key)] };
      read.push({ ...group, rows: open ? await pickRows(env, model.name, columns, inner, { order, limit: size }) : undefined });
    }
    groups = { list: read, more: found.more };
  }
  const rows = [...shown, ...(groups?.list ?? []).flatMap((group) => group.rows ?? [])];
  const titles = new Map([...worded, ...(await titlesOfColumns(env, columns, rows))]);
  return { state, favourites, columns, size, kept: setting?.pageSize, total, rows: shown, groups, titles };
}

/** Fields that can be changed from the list: those that the form lets people fill in, without conditions that hang on the record. */
export function plainFields(form: FormView | undefined): ReadonlySet<string> {
  if (!form || form.noEdit) return new Set();
  return new Set(form.sections.flatMap((section) => (section.visible === undefined ? section.fields.filter((field) => typeof field === 'string') : [])));
}
