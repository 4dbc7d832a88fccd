import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fieldSchema } from '../model/field-schema.ts';
import type { ResolvedField } from '../model/registry.ts';

const instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);
const range = z.object({ start: instant, end: instant });

/** What a declaration says, as the repository takes it: instants that came through JSON are instants again. */
export function revived(field: ResolvedField, value: unknown): unknown {
  if (field.kind === 'instant') return instant.safeParse(value).data ?? value;
  if (field.kind === 'range') return range.safeParse(value).data ?? value;
  return value;
}

/** A value as plain data in the one spelling that the model stores (trimmed, lower case, names of zones), so that two of them can be compared. */
export function plain(field: ResolvedField, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  const parsed = fieldSchema(field).safeParse(revived(field, value));
  const stored = parsed.success ? parsed.data : value;
  const text = JSON.stringify(stored instanceof Uint8Array ? Buffer.from(stored).toString('base64') : stored);
  return text === undefined ? null : JSON.parse(text);
}

/** The order of members does not count. */
export const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one ?? null, other ?? null);
