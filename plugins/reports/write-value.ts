import { type DateStyle, type Env, formatCivilDate, formatDateTime } from '#core';
import { type Cell, isDate, type ValueKind } from './report.ts';

const numbers = new Map<string, Intl.NumberFormat>();

function numberOf(language: string, digits: number): Intl.NumberFormat {
  const key = `${language}|${digits}`;
  const known = numbers.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  numbers.set(key, made);
  return made;
}

const dateStyles: Partial<Record<ValueKind, DateStyle>> = { day: 'medium', month: 'month' };
const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

const sizeStep = (kilobytes: number): number => (kilobytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(kilobytes) / Math.log(1024))));

/** What the values of a chart are divided by, the unit that they then have, and how its scale is written: one unit, so that its steps are round. */
export function scaleOf(env: Env<'reports'>, kind: ValueKind, largest: number): { by: number; unit: string; write(value: number): string } {
  const write = (value: number): string => numberOf(env.preferences.language, 1).format(value);
  if (kind === 'kilobytes') {
    const step = sizeStep(largest);
    return { by: 1024 ** step, unit: UNITS[step] ?? 'kB', write };
  }
  if (kind === 'ms') return largest >= 1_000 ? { by: 1_000, unit: 's', write } : { by: 1, unit: 'ms', write };
  if (kind === 'percent') return { by: 1, unit: '%', write };
  // half a meeting is none
  return { by: 1, unit: '', write: (value) => (kind !== 'count' || Number.isInteger(value) ? write(value) : '') };
}

const places: Partial<Record<ValueKind, Intl.DateTimeFormatOptions>> = {
  date: { month: 'short', day: 'numeric' },
  day: { month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
};

/** The place of a chart: short, for there is little room. */
export function writePlace(env: Env<'reports'>, kind: ValueKind, value: Cell): string {
  const style = places[kind];
  if (typeof value !== 'string' || !style) return writeValue(env, kind, value);
  return new Intl.DateTimeFormat(env.preferences.language, { ...style, timeZone: 'UTC' }).format(new Date(`${value}T00:00:00Z`));
}

/** A value in the reader's language: `1,234`, `12.5 %`, `1.2 s`, `3.4 GB`. */
export function writeValue(env: Env<'reports'>, kind: ValueKind, value: Cell | undefined): string {
  const { language, timeZone, hour12 } = env.preferences;
  const plain = (amount: number, digits: number): string => numberOf(language, digits).format(amount);
  if (value === null || value === undefined) return '–';
  if (value instanceof Date) return formatDateTime(value, timeZone, { language, hour12 });
  if (typeof value === 'string') return isDate(kind) ? formatCivilDate(value, { language }, dateStyles[kind] ?? 'short') : value;
  switch (kind) {
    case 'percent':
      return `${plain(value, 1)} %`;
    case 'hours':
      return `${plain(value, 1)} h`;
    case 'ms':
      return value >= 1_000 ? `${plain(value / 1_000, 2)} s` : `${plain(value, value < 10 ? 1 : 0)} ms`;
    case 'kilobytes': {
      const step = sizeStep(value);
      return `${plain(value / 1024 ** step, step === 0 ? 0 : 1)} ${UNITS[step] ?? 'kB'}`;
    }
    default:
      return plain(value, 1);
  }
}

/** The same for programs: plain numbers with a point, instants in UTC; empty where there is none. */
export function rawValue(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' ? String(Math.round(value * 1_000) / 1_000) : value;
}
