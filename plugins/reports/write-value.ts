import { type Env, formatCivilDate, formatDateTime } from '#core';
import type { Cell, ValueKind } from './report.ts';

const numbers = new Map<string, Intl.NumberFormat>();

function numberOf(language: string, digits: number): Intl.NumberFormat {
  const key = `${language}|${digits}`;
  const known = numbers.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, { maximumFractionDigits: digits });
  numbers.set(key, made);
  return made;
}

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** A value in the reader's language: `1,234`, `12.5 %`, `1.2 s`, `3.4 GB`. */
export function writeValue(env: Env<'reports'>, kind: ValueKind, value: Cell | undefined): string {
  const { language, timeZone, hour12 } = env.preferences;
  const plain = (amount: number, digits: number): string => numberOf(language, digits).format(amount);
  if (value === null || value === undefined) return '–';
  if (value instanceof Date) return formatDateTime(value, timeZone, { language, hour12 });
  if (typeof value === 'string') return kind === 'date' ? formatCivilDate(value, { language }, 'short') : value;
  switch (kind) {
    case 'percent':
      return `${plain(value, 1)} %`;
    case 'hours':
      return `${plain(value, 1)} h`;
    case 'ms':
      return value >= 1_000 ? `${plain(value / 1_000, 2)} s` : `${plain(value, value < 10 ? 1 : 0)} ms`;
    case 'kilobytes': {
      const step = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
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
