import { type Env, instantOf, wallOf } from '#core';
import { words } from '../../components/display.tsx';
import type { FieldInfo } from '../../field-value.tsx';

/**
 * An instant on the clock of a zone, to the second where it has any: `2027-03-09 10:00`. In the hour that a clock goes through twice the second time
 * carries its offset, so that it can be read back: `2027-10-31 02:30+01:00`.
 */
export function instantText(at: Date, zone: string): string {
  const wall = wallOf(at, zone);
  const seconds = at.getUTCSeconds() === 0 ? '' : `:${String(at.getUTCSeconds()).padStart(2, '0')}`;
  const first = instantOf(`${wall}${seconds}`, zone);
  const again = first && Math.abs(first.getTime() - at.getTime()) >= 1000;
  return `${wall.replace('T', ' ')}${seconds}${again ? offsetOf(at, zone) : ''}`;
}

function offsetOf(at: Date, zone: string): string {
  const minutes = Math.round((Date.parse(`${wallOf(at, zone)}Z`) - Math.floor(at.getTime() / 60_000) * 60_000) / 60_000);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}

/** What stands in the cell of a table for a value: words for choices, titles for references, the viewer's zone for instants. An import reads it back. */
export function cellText(env: Env, field: FieldInfo, value: unknown, title: string | undefined): string {
  if (value === null || value === undefined) return '';
  switch (field.kind) {
    case 'instant':
      return value instanceof Date ? instantText(value, env.preferences.timeZone) : '';
    case 'choice':
      return env.t(words(String(value)));
    case 'ref':
      return title ?? '';
    case 'json':
      return JSON.stringify(value);
    default:
      return String(value);
  }
}

/** The head of a column; instants name their zone: `Start (Europe/Berlin)`. */
export const headText = (env: Env, field: FieldInfo, label: string): string => (field.kind === 'instant' ? `${label} (${env.preferences.timeZone})` : label);
