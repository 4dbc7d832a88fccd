import type { Env } from '#core';
import type { Period } from './period.ts';
import type {} from './schema.ts';

/** How a value is written: `percent` 0 to 100, `ms` milliseconds, `kilobytes` of 1024 bytes; `date`, `day` (with its year) and `month`: a civil date. */
export type ValueKind = 'text' | 'date' | 'day' | 'month' | 'count' | 'percent' | 'ms' | 'kilobytes' | 'hours' | 'instant';
export type Cell = string | number | Date | null;
export type Column = { label: string; kind: ValueKind };

/** One number of a report, and what it was in the period before; null: there is none. */
export type Figure = { label: string; kind: ValueKind; value: number | null; before?: number | null };

/** A table, and as a chart one of its columns over the first. */
export type Part = {
  /** In the address of its CSV. */
  name: string;
  title: string;
  help?: string;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  chart?: { type: 'bar' | 'line'; column: number };
  /** Shown instead where there is no row, or (of a chart) nothing to count. */
  empty: string;
};

export type ReportData = { figures: readonly Figure[]; parts: readonly Part[] };

/** Every report needs the same number of statements, however much there is to count. */
export type Report = {
  /** In the address. */
  name: string;
  icon: string;
  title(env: Env<'reports'>): string;
  help(env: Env<'reports'>): string;
  /** `env` acts as the plugin, in the reader's language and zone. */
  load(env: Env<'reports'>, period: Period): Promise<ReportData>;
};

/** `[from, to)` as a condition. */
export const during = ({ from, to }: { from: Date; to: Date }): { gte: Date; lt: Date } => ({ gte: from, lt: to });

/** How `repository.group` cuts instants into the places of the period's charts. */
export const placing = ({ timeZone, weekStart }: Period): { timeZone: string; weekStart: number; limit: number } => ({ timeZone, weekStart, limit: 100_000 });

export const total = (rows: readonly { count: number }[]): number => rows.reduce((sum, { count }) => sum + count, 0);

/** Percent; null where there is nothing to take a share of. */
export const share = (part: number, whole: number): number | null => (whole > 0 ? (part / whole) * 100 : null);

/** The first column of a table over time. */
export function placeColumn(env: Env<'reports'>, { every }: Period): Column {
  if (every === 'day') return { label: env.t('Day'), kind: 'date' };
  return every === 'week' ? { label: env.t('Week from'), kind: 'date' } : { label: env.t('Month'), kind: 'month' };
}

/** Civil dates of any kind. */
export const isDate = (kind: ValueKind | undefined): boolean => kind === 'date' || kind === 'day' || kind === 'month';
