import { type AnyDomain, addDays, type CalendarView, civilDateOf, type Env, formatTime, wallOf } from '#core';
import { words } from '../components/display.tsx';
import { type RecordRow, titlesFor } from '../field-value.tsx';
import { beginOf } from '../list/calendar-stretch.ts';
import { listDomain } from '../list/list-domain.ts';
import type { ListState } from '../list/list-state.ts';
import type { ModelViews } from '../views-of.ts';
import type { CalendarRange } from './calendar-range.ts';
import { shade } from './graph-svg.tsx';

/** One record on one day. Minutes count from the day's first, on the viewer's clock; undefined: all day. */
export type Entry = { id: string; title: string; detail: string; day: string; from: number | undefined; to: number | undefined; time: string; look: string };

/** Of more records than this the first are shown. */
const MOST = 1_000;

const minutes = (at: Date, zone: string): number => {
  const wall = wallOf(at, zone);
  return Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));
};

/** The records that touch the range: one statement and one for each reference shown. `legend`: what each colour stands for. */
export async function calendarData(env: Env, views: ModelViews, calendar: CalendarView, state: ListState, range: CalendarRange) {
  const { model } = views;
  const { timeZone } = env.preferences;
  const start = model.fields[calendar.start];
  const civil = start?.kind === 'date';
  const endName = calendar.end !== undefined && model.fields[calendar.end]?.kind === start?.kind ? calendar.end : undefined;
  const bound = (day: string): string | Date => (civil ? day : beginOf(day, timeZone));
  const begins: AnyDomain = { [calendar.start]: { gte: bound(range.from), lt: bound(range.to) } };
  const domain: AnyDomain = {
    $and: [
      listDomain(env, views, state),
      endName === undefined
        ? begins
        : { $or: [begins, { [calendar.start]: { lt: bound(range.from) }, [endName]: civil ? { gte: bound(range.from) } : { gt: bound(range.from) } }] },
    ],
  };
  const rows = (await env.model(model.name as never).find(domain as never, { order: [calendar.start as never], limit: MOST + 1 })) as unknown as RecordRow[];
  const shown = rows.slice(0, MOST);
  const colour = calendar.colour !== undefined && model.fields[calendar.colour] ? calendar.colour : undefined;
  const detail = calendar.detail !== undefined && model.fields[calendar.detail] ? calendar.detail : undefined;
  const titles = await titlesFor(env, model, shown, [...new Set([colour, detail].filter((name) => name !== undefined))]);
  const named = (name: string, value: unknown): string =>
    value === null || value === undefined
      ? ''
      : (titles.get(name)?.get(String(value)) ??
        (model.fields[name]?.kind === 'choice' ? env.t(words(String(value))) : model.fields[name]?.kind === 'ref' ? env.t('Not open to you') : String(value)));
  const values =
    colour === undefined
      ? []
      : colour && model.fields[colour]?.kind === 'choice'
        ? [...(model.fields[colour]?.options.choices ?? [])]
        : [...new Set(shown.map((row) => String(row[colour] ?? '')))].filter(Boolean).sort();
  const looks = new Map(values.map((value, index) => [value, shade(index)]));

  const entries = shown.flatMap((row): Entry[] => {
    const from = row[calendar.start];
    const to = endName === undefined ? null : row[endName];
    const look = (colour === undefined ? undefined : looks.get(String(row[colour] ?? ''))) ?? 'c0';
    const common = { id: row.id, title: String(row[model.title] ?? env.t(model.label)), detail: detail === undefined ? '' : named(detail, row[detail]), look };
    if (typeof from === 'string') {
      const last = typeof to === 'string' && to >= from ? to : from;
      return within(range, from, last).map((day) => ({ ...common, day, from: undefined, to: undefined, time: '' }));
    }
    if (!(from instanceof Date)) return [];
    const end = to instanceof Date && to > from ? to : from;
    const firstDay = civilDateOf(from, timeZone);
    // What ends at midnight is not on the next day.
    const lastDay = civilDateOf(end > from ? new Date(end.getTime() - 1) : end, timeZone);
    return within(range, firstDay, lastDay).map((day) => ({
      ...common,
      day,
      from: day === firstDay ? minutes(from, timeZone) : 0,
      to: day === lastDay ? (end > from && civilDateOf(end, timeZone) !== lastDay ? 1_440 : minutes(end, timeZone)) : 1_440,
      time: day === firstDay ? formatTime(from, timeZone, env.preferences) : '',
    }));
  });
  const byDay = new Map<string, Entry[]>();
  for (const entry of entries) {
    const list = byDay.get(entry.day);
    if (list) list.push(entry);
    else byDay.set(entry.day, [entry]);
  }
  for (const list of byDay.values()) list.sort((a, b) => (a.from ?? -1) - (b.from ?? -1));
  const used = new Set(entries.map(({ look }) => look));
  return {
    byDay,
    more: rows.length > MOST,
    legend: values.flatMap((value) =>
      colour !== undefined && used.has(looks.get(value) ?? '') ? [{ look: looks.get(value) ?? 'c0', label: named(colour, value) }] : [],
    ),
  };
}

function within(range: CalendarRange, first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first < range.from ? range.from : first; day <= last && day < range.to; day = addDays(day, 1)) days.push(day);
  return days;
}
