import { type AnyDomain, type CatalogModel, type Env, formatCivilDate, isCivilDate } from '#core';
import { words } from '../components/display.tsx';
import { labelOf } from '../field-value.tsx';
import { stretchFrom } from './calendar-stretch.ts';
import { stretchDomain } from './condition-domain.ts';
import type { GroupBy } from './list-state.ts';

/** Of more groups than this the largest are shown. */
export const MOST_GROUPS = 200;

/** One value of the field that rows are put together by; `key` stands in addresses. */
export type RowGroup = { key: string; label: string; count: number };

/** No value, and in addresses no other value. */
const NONE = '~';

/**
 * The groups of a list with their counts: one statement, and one more for the titles of a reference.
 * @param worded what values are called that say too little
 */
export async function groupsOf(
  env: Env,
  model: CatalogModel,
  by: GroupBy,
  domain: AnyDomain,
  worded?: ReadonlyMap<string, string>,
): Promise<{ groups: RowGroup[]; more: boolean }> {
  const field = model.fields[by.field];
  if (!field) return { groups: [], more: false };
  const { timeZone, weekStart } = env.preferences;
  const found = (await env.model(model.name as never).group(domain as never, [by.field as never], {
    limit: MOST_GROUPS + 1,
    timeZone,
    weekStart,
    ...(by.every ? { every: { [by.field]: by.every } as never } : {}),
  })) as unknown as (Record<string, unknown> & { count: number })[];
  const rows = found.slice(0, MOST_GROUPS).map((row) => ({ key: row[by.field] === null ? NONE : String(row[by.field]), count: row.count }));
  const titles =
    field.kind === 'ref'
      ? await titlesOf(
          env,
          field.options.target ?? '',
          rows.map(({ key }) => key),
        )
      : worded;
  const label = (key: string): string => {
    if (key === NONE) return env.t('None');
    const title = titles?.get(key);
    if (title !== undefined) return title;
    if (field.kind === 'ref') return env.t('Not open to you');
    if (field.kind === 'bool') return env.t(key === 'true' ? 'Yes' : 'No');
    if (field.kind === 'choice') return env.t(words(key));
    if (by.every) return stretchLabel(env, key, by.every);
    return field.kind === 'zone' ? key.replaceAll('_', ' ') : key;
  };
  const groups = rows.map(({ key, count }) => ({ key, count, label: label(key) }));
  if (by.every) groups.sort((a, b) => (a.key < b.key ? 1 : -1));
  return { groups, more: found.length > MOST_GROUPS };
}

/** Titles of records that the viewer may read, by id: one statement. */
export async function titlesOf(env: Env, model: string, ids: readonly string[]): Promise<Map<string, string>> {
  const known = env.catalog.model(model);
  const wanted = [...new Set(ids)].filter((id) => id !== NONE);
  if (wanted.length === 0 || !env.can(model, 'read') || !known.fields[known.title]) return new Map();
  const rows = (await env.model(model as never).pick({ id: { in: wanted } } as never, [known.title as never], { order: [] })) as unknown as Record<
    string,
    unknown
  >[];
  return new Map(rows.map((row) => [String(row.id), String(row[known.title] ?? '')]));
}

function stretchLabel(env: Env, from: string, every: NonNullable<GroupBy['every']>): string {
  const { preferences } = env;
  switch (every) {
    case 'day':
      return formatCivilDate(from, preferences, 'medium');
    case 'week':
      return env.t('Week of {date}', { date: formatCivilDate(from, preferences, 'medium') });
    case 'month':
      return formatCivilDate(from, preferences, 'month');
    case 'quarter':
      return env.t('Quarter {number} of {year}', { number: Math.ceil(Number(from.slice(5, 7)) / 3), year: from.slice(0, 4) });
    case 'year':
      return from.slice(0, 4);
  }
}

/** The rows of one group; `false` for a key that the field cannot hold. */
export function groupDomain(env: Env, model: CatalogModel, { field: name, every }: GroupBy, key: string): AnyDomain {
  const field = model.fields[name];
  if (!field) return false;
  if (key === NONE) return { [name]: null };
  if (every) return isCivilDate(key) && key < '9990' ? { [name]: stretchDomain(env, field, stretchFrom(key, every)) } : false;
  if (field.kind === 'bool') return key === 'true' || key === 'false' ? { [name]: key === 'true' } : false;
  return { [name]: key };
}

export const groupLabel = (env: Env, model: CatalogModel, { field, every }: GroupBy): string => {
  const info = model.fields[field];
  const name = info ? labelOf(env, info, field) : field;
  return every ? `${name}: ${env.t(everyLabels[every])}` : name;
};

export const everyLabels = { day: 'by day', week: 'by week', month: 'by month', quarter: 'by quarter', year: 'by year' } as const;
