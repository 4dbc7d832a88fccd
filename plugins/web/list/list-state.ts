import { z } from 'zod';
import { type CatalogModel, type Env, fail } from '#core';
import type { FieldInfo } from '../field-value.tsx';
import { several } from '../form/ticks.ts';
import { filtersOf } from './open-filters.ts';
import { type Operator, operatorsFor } from './operators.ts';

export type ListCondition = { field: string; operator: string; value: string };
export type Every = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type GroupBy = { field: string; every: Every | undefined };

/** What a list shows, as its address says it. Everything in it was looked up among what the viewer may see. */
export type ListState = {
  q: string;
  /** A declared filter; `all`: none, also not the one that is on at first; undefined: nothing said. */
  filter: string | undefined;
  /** Archived records instead of the others. */
  archived: boolean;
  where: readonly ListCondition[];
  group: GroupBy | undefined;
  /** Groups that are open, by key. */
  open: readonly string[];
  /** `-start` for descending. */
  sort: string | undefined;
  page: number;
  size: number | undefined;
};

export const pageSizes = [20, 50, 100, 200] as const;
const mostConditions = 20;
const mostOpen = 10;

/** Of an address: names are taken apart here, and looked up by `listStateOf`. */
export const listQuery = z.object({
  q: z.string().max(200).default(''),
  filter: z.string().max(60).optional(),
  archived: z.string().max(5).optional(),
  where: several(mostConditions),
  group: z.string().max(80).optional(),
  open: several(mostOpen),
  sort: z.string().max(80).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  size: z.coerce.number().int().min(1).max(200).optional(),
});
export type ListQuery = z.output<typeof listQuery>;

const everies: ReadonlySet<string> = new Set<Every>(['day', 'week', 'month', 'quarter', 'year']);
const isEvery = (text: string): text is Every => everies.has(text);
const sortable = (field: FieldInfo): boolean => field.column !== null && !['json', 'bytes', 'secret', 'range'].includes(field.kind);

/** Fields that rows can be put together by. */
export const groupable = (field: FieldInfo): boolean => ['choice', 'ref', 'bool', 'date', 'instant', 'zone'].includes(field.kind);

/** The same refusal for a field that is not there and for one that the viewer may not see. */
const unknown = (path: string) => fail('INPUT_INVALID', { issues: [{ path, message: 'There is no such field in this list.' }] });

const fieldOf = (model: CatalogModel, name: string, path: string): FieldInfo => {
  const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
  if (!field) throw unknown(path);
  return field;
};

/** `start.before.2027-03-09`. @throws INPUT_INVALID */
export function conditionOf(model: CatalogModel, text: string): ListCondition & { field: string; operator: Operator['name'] } {
  const [field = '', operator = '', ...rest] = text.split('.');
  const known = operatorsFor(fieldOf(model, field, 'where')).find(({ name }) => name === operator);
  if (!known) throw unknown('where');
  return { field, operator: known.name, value: rest.join('.') };
}

/** `host`, `start:month`; a date alone is grouped by month. @throws INPUT_INVALID */
export function groupOf(model: CatalogModel, text: string): GroupBy {
  const [name = '', every] = text.split(':');
  const field = fieldOf(model, name, 'group');
  if (!groupable(field)) throw unknown('group');
  if (field.kind !== 'date' && field.kind !== 'instant') return { field: name, every: undefined };
  if (every !== undefined && !isEvery(every)) throw unknown('group');
  return { field: name, every: every ?? 'month' };
}

/** Looks up every name among the fields that the viewer may see. @throws INPUT_INVALID */
export function listStateOf(env: Env, modelName: string, query: ListQuery): ListState {
  const model = env.catalog.model(modelName);
  if (query.sort !== undefined && !sortable(fieldOf(model, query.sort.replace(/^-/, ''), 'sort'))) throw unknown('sort');
  const filters = env.catalog.views(modelName).flatMap((view) => (view.kind === 'list' ? filtersOf(env, view) : []));
  const filter = query.filter || undefined;
  if (filter !== undefined && filter !== 'all' && !filters.some(({ name }) => name === filter)) throw unknown('filter');
  return {
    q: query.q.trim(),
    filter,
    archived: query.archived === '1' && model.archive !== undefined,
    where: query.where.filter((text) => text !== '').map((text) => conditionOf(model, text)),
    group: query.group ? groupOf(model, query.group) : undefined,
    open: query.open,
    sort: query.sort || undefined,
    page: query.page,
    size: query.size,
  };
}

export const groupText = ({ field, every }: GroupBy): string => (every ? `${field}:${every}` : field);
export const conditionText = ({ field, operator, value }: ListCondition): string => [field, operator, ...(value === '' ? [] : [value])].join('.');

/** The state as pairs of an address, defaults left out. */
export function statePairs(state: ListState): [string, string][] {
  const pairs: [string, string][] = [];
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') pairs.push([name, value]);
  };
  put('q', state.q);
  put('filter', state.filter);
  put('archived', state.archived ? '1' : undefined);
  for (const condition of state.where) put('where', conditionText(condition));
  put('group', state.group ? groupText(state.group) : undefined);
  for (const key of state.open) put('open', key);
  put('sort', state.sort);
  put('page', state.page === 1 ? undefined : String(state.page));
  put('size', state.size === undefined ? undefined : String(state.size));
  return pairs;
}

/** The address of the same list with something changed; whatever changes what is shown goes back to the first page. */
export function listAddress(model: string, state: ListState, changed: Partial<ListState> = {}): string {
  const next = { ...state, page: 1, ...changed };
  const query = new URLSearchParams(statePairs(next)).toString();
  return `/app/${model}${query ? `?${query}` : ''}`;
}
