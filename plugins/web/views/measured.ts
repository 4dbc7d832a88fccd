import { type AnyDomain, type CatalogModel, type Env, formatCivilDate, type GroupKey, type Measure } from '#core';
import { words } from '../components/display.tsx';
import { labelOf } from '../field-value.tsx';
import { stretchFrom } from '../list/calendar-stretch.ts';
import { titlesOf } from '../list/group-rows.ts';

export type Key = { field: string; every: 'day' | 'week' | 'month' | 'quarter' | 'year' | undefined };
export type Counted = 'count' | { of: 'sum' | 'average'; field: string };

/** `start:month`, `state`. */
export const keyText = ({ field, every }: Key): string => (every ? `${field}:${every}` : field);
/** `count`, `sum:capacity`. */
export const measureText = (measure: Counted): string => (measure === 'count' ? 'count' : `${measure.of}:${measure.field}`);

const keyOf = (key: GroupKey): Key => (typeof key === 'string' ? { field: key, every: undefined } : { field: key.field, every: key.by });
const countedOf = (measure: Measure): Counted =>
  measure === 'count' ? 'count' : 'sum' in measure ? { of: 'sum', field: measure.sum } : { of: 'average', field: measure.average };

const groupable = new Set(['text', 'email', 'zone', 'bool', 'int', 'number', 'instant', 'date', 'choice', 'ref']);
const moments = new Set(['instant', 'date']);

function unlike<T>(values: readonly T[], text: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [text(value), value])).values()];
}

/** What a viewer may put on an axis: the declared keys whose fields they may see; moments by month unless the declaration says otherwise. */
export const keysOf = (model: CatalogModel, declared: readonly GroupKey[]): Key[] =>
  unlike(
    declared.map(keyOf).flatMap((key): Key[] => {
      const kind = model.fields[key.field]?.kind;
      if (kind === undefined || !groupable.has(kind)) return [];
      return [{ field: key.field, every: moments.has(kind) ? (key.every ?? 'month') : undefined }];
    }),
    keyText,
  );

export const measuresOf = (model: CatalogModel, declared: readonly Measure[]): Counted[] =>
  unlike(
    (['count', ...declared] as const)
      .map(countedOf)
      .filter((measure) => measure === 'count' || ['int', 'number'].includes(model.fields[measure.field]?.kind ?? '')),
    measureText,
  );

const stretchWords = { day: 'by day', week: 'by week', month: 'by month', quarter: 'by quarter', year: 'by year' } as const;

export function keyLabel(env: Env, model: CatalogModel, { field, every }: Key): string {
  const info = model.fields[field];
  const label = info ? labelOf(env, info, field) : field;
  return every ? `${label}, ${env.t(stretchWords[every])}` : label;
}

export function measureLabel(env: Env, model: CatalogModel, measure: Counted): string {
  if (measure === 'count') return env.t('Count');
  const info = model.fields[measure.field];
  const label = info ? labelOf(env, info, measure.field) : measure.field;
  return measure.of === 'sum' ? env.t('{field}, sum', { field: label }) : env.t('{field}, average', { field: label });
}

/** A figure as people read it: at most two places behind the comma. */
export const figure = (env: Env, value: number): string => value.toLocaleString(env.preferences.language, { maximumFractionDigits: 2 });

export type Cell = { keys: readonly string[]; count: number; sum: number };

/** No value; in no field's values. */
export const NONE = '~';

/** Of more combinations than this the largest are taken. */
const MOST = 2_000;

/** One value for each combination of the keys' values: one statement, under the viewer's access. `more`: there were too many. */
export async function measured(
  env: Env,
  model: CatalogModel,
  keys: readonly Key[],
  measure: Counted,
  domain: AnyDomain,
): Promise<{ cells: Cell[]; more: boolean }> {
  const { timeZone, weekStart } = env.preferences;
  // An average is of the records that have a value.
  const counted: AnyDomain = measure !== 'count' && measure.of === 'average' ? { $and: [domain, { [measure.field]: { ne: null } }] } : domain;
  const rows = (await env.model(model.name as never).group(
    counted as never,
    keys.map(({ field }) => field) as never,
    {
      limit: MOST + 1,
      timeZone,
      weekStart,
      every: Object.fromEntries(keys.flatMap(({ field, every }) => (every ? [[field, every]] : []))),
      ...(measure === 'count' ? {} : { sum: [measure.field] }),
    } as never,
  )) as unknown as (Record<string, unknown> & { count: number; sum: Record<string, number> })[];
  const text = (value: unknown): string => (value === null || value === undefined ? NONE : String(value));
  return {
    more: rows.length > MOST,
    cells: rows.slice(0, MOST).map((row) => ({
      keys: keys.map(({ field }) => text(row[field])),
      count: row.count,
      sum: measure === 'count' ? row.count : (row.sum[measure.field] ?? 0),
    })),
  };
}

/** What a cell, or several together, amount to. */
export function amountOf(measure: Counted, cells: readonly Cell[]): number {
  const count = cells.reduce((sum, cell) => sum + cell.count, 0);
  if (measure === 'count') return count;
  const sum = cells.reduce((total, cell) => total + cell.sum, 0);
  return measure.of === 'sum' ? sum : count === 0 ? 0 : sum / count;
}

function stretchName(env: Env, from: string, every: NonNullable<Key['every']>): string {
  const year = from.slice(0, 4);
  if (every === 'year') return year;
  if (every === 'quarter') return env.t('Quarter {number} of {year}', { number: Math.ceil(Number(from.slice(5, 7)) / 3), year });
  if (every === 'month') return formatCivilDate(from, env.preferences, 'month');
  const day = formatCivilDate(from, env.preferences, 'medium');
  return every === 'week' ? env.t('Week of {date}', { date: day }) : day;
}

/** The values of a key that occur, in the order to show them, each with its words; stretches of the calendar without gaps. One statement for a reference, else none. */
export async function axis(env: Env, model: CatalogModel, key: Key, cells: readonly Cell[], index: number): Promise<{ key: string; label: string }[]> {
  const field = model.fields[key.field];
  const found = [...new Set(cells.map(({ keys }) => keys[index] ?? NONE))];
  const { every } = key;
  if (every) {
    const days = found.filter((value) => value !== NONE).sort();
    const first = days[0];
    const last = days.at(-1);
    const all: string[] = [];
    for (let day = first; day !== undefined && last !== undefined && day <= last && all.length < 120; day = stretchFrom(day, every).to) all.push(day);
    const shown = all.length < 120 ? all : days;
    return [...shown.map((day) => ({ key: day, label: stretchName(env, day, every) })), ...(found.includes(NONE) ? [{ key: NONE, label: env.t('None') }] : [])];
  }
  const titles =
    field?.kind === 'ref'
      ? await titlesOf(
          env,
          field.options.target ?? '',
          found.filter((value) => value !== NONE),
        )
      : undefined;
  const label = (value: string): string => {
    if (value === NONE) return env.t('None');
    if (titles) return titles.get(value) ?? env.t('Not open to you');
    if (field?.kind === 'bool') return env.t(value === 'true' ? 'Yes' : 'No');
    if (field?.kind === 'choice') return env.t(words(value));
    return field?.kind === 'zone' ? value.replaceAll('_', ' ') : value;
  };
  const order = field?.kind === 'choice' ? (field.options.choices ?? []) : [];
  const place = (value: string): number => (value === NONE ? Number.MAX_SAFE_INTEGER : order.includes(value) ? order.indexOf(value) : order.length);
  return found
    .map((value) => ({ key: value, label: label(value) }))
    .sort((a, b) => place(a.key) - place(b.key) || a.label.localeCompare(b.label, env.preferences.language, { numeric: true }));
}
