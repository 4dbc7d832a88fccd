import { z } from 'zod';
import { email } from '../text/email.ts';
import { longText, text } from '../text/text.ts';
import { zone } from '../time/zone.ts';
import type { ResolvedField } from './registry.ts';

const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Use a date such as 2027-03-09.');
const instant = z.date({ error: 'Use a valid time.' });
const range = z.object({ start: instant, end: instant }).refine(({ start, end }) => start < end, 'The end must come after the start.');

/** What a field takes, before nullability: the same at every edge that writes records. */
export function fieldSchema(field: ResolvedField): z.ZodType {
  const { max, min, choices, schema, required } = field.options;
  switch (field.kind) {
    case 'text':
      return text({ max: max ?? 200, min: required ? 1 : 0 });
    case 'longText':
      return longText({ max: max ?? 10_000 });
    case 'email':
      return email();
    case 'zone':
      return zone();
    case 'bool':
      return z.boolean();
    case 'int':
      return z
        .number()
        .int('Use a whole number.')
        .min(min ?? -2_147_483_648)
        .max(max ?? 2_147_483_647);
    case 'number':
      return z.number();
    case 'instant':
      return instant;
    case 'date':
      return civilDate;
    case 'range':
      return range;
    case 'json':
      return schema ?? z.unknown();
    case 'choice':
      return z.enum((choices ?? []) as [string, ...string[]]);
    case 'ref':
    case 'uuid':
      return z.uuid('Choose one of the list.');
    case 'secret':
      return z.string().max(20_000);
    case 'bytes':
      return z.instanceof(Uint8Array);
    case 'many':
      return z.never();
  }
}
