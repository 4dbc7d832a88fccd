import type { Child } from 'hono/jsx';
import { type CatalogModel, type Env, formatCivilDate, formatWeekday, wallOf } from '#core';
import { Instant, State, words } from './components/display.tsx';
import { Icon } from './components/icon.tsx';
import { plainListOf } from './plain-list.ts';

export type FieldInfo = CatalogModel['fields'][string];
export type RecordRow = Record<string, unknown> & { id: string };

/** `virtualRoom` → `Virtual room`, unless the declaration has its own words. */
export function labelOf(env: Env, field: FieldInfo, name: string): string {
  return env.t(field.options.label ?? words(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)));
}

/** Titles of the records that the rows point at, and words for values that say too little: field → id or value → words. */
export type Titles = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Of records; one query per reference. */
export async function titlesFor(env: Env, model: CatalogModel, rows: readonly RecordRow[], fields: readonly string[]): Promise<Titles> {
  const titles = new Map<string, ReadonlyMap<string, string>>();
  for (const name of fields) {
    const field = model.fields[name];
    if (field?.kind !== 'ref' || !field.options.target) continue;
    const title = env.catalog.model(field.options.target).title;
    const related = await env.model(model.name as never).related(rows, name as never);
    titles.set(name, new Map([...related].map(([id, record]) => [id, String(record[title] ?? '')])));
  }
  return titles;
}

/** One value as people read it. */
export function FieldValue({ env, field, name, row, titles }: { env: Env; field: FieldInfo; name: string; row: RecordRow; titles: Titles }): Child {
  const value = row[name];
  const none = <span class="muted">–</span>;
  // Dots would say that there is one; what is sealed is not read for that.
  if (field.kind === 'secret') return <span class="muted">{env.t('not shown')}</span>;
  if (value === null || value === undefined || value === '') return none;
  const worded = field.kind === 'choice' || field.kind === 'text' ? titles.get(name)?.get(String(value)) : undefined;
  if (worded !== undefined) return worded;
  switch (field.kind) {
    case 'bool':
      return (
        <span class={value ? 'state ok' : 'state muted'}>
          <Icon name={value ? 'check' : 'minus'} /> {env.t(value ? 'Yes' : 'No')}
        </span>
      );
    case 'choice':
      return name === 'state' || name === 'status' || name === 'partstat' ? <State env={env} value={String(value)} /> : env.t(words(String(value)));
    case 'instant':
      return value instanceof Date ? <Instant env={env} at={value} /> : none;
    case 'date':
      return formatCivilDate(String(value), env.preferences);
    case 'ref': {
      const title = titles.get(name)?.get(String(value));
      if (title === undefined) return none;
      const target = field.options.target ?? '';
      return env.catalog.views(target).some((view) => view.kind === 'form') ? <a href={`/app/${target}/${String(value)}`}>{title}</a> : title;
    }
    case 'zone':
      return String(value).replaceAll('_', ' ');
    case 'json':
      // A plain list is read as one; what has a shape is shown as it is.
      if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number')) return value.length > 0 ? value.join(', ') : none;
      return <pre>{JSON.stringify(value, null, 1)}</pre>;
    case 'longText':
      return <span class="lines">{String(value)}</span>;
    case 'bytes':
      return env.t('{count} bytes', { count: value instanceof Uint8Array ? value.length : 0 });
    default:
      if (name === 'language') return languageName(env, String(value));
      return name === 'weekStart' ? weekdayName(env, Number(value)) : String(value);
  }
}

/** 1 → “Monday”, 7 → “Sunday”. 1 January 2024 was a Monday. */
const weekdayName = (env: Env, day: number): string => formatWeekday(`2024-01-0${day}`, env.preferences, 'long');

/** `de` → “German”, in the viewer's language. */
function languageName(env: Env, code: string): string {
  try {
    return new Intl.DisplayNames([env.preferences.language], { type: 'language' }).of(code) ?? code;
  } catch {
    return code; // no language tag
  }
}

/** A value as a form's input holds it; instants in the viewer's zone. */
export function inputText(env: Env, field: FieldInfo, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (field.kind === 'instant' && value instanceof Date) return wallOf(value, env.preferences.timeZone);
  if (plainListOf(field) && Array.isArray(value)) return value.join(', ');
  if (field.kind === 'json') return JSON.stringify(value, null, 2);
  return String(value);
}
