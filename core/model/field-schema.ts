import { z } from 'zod';
import { email } from '../text/email.ts';
import { longText, text } from '../text/text.ts';
import { zone } from '../time/zone.ts';
import { textLimits } from './ddl.ts';
import type { ResolvedField } from './registry.ts';

const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'Choose one of the list.')
  .transform((value) => value.toLowerCase());
const civilDate = z.iso.date('Use a date such as 2027-03-09.');
/** The years that both a Date and a timestamp write with four digits. */
const instant = z
  .date({ error: 'Use a valid time.' })
  .min(new Date('0001-01-01T00:00:00Z'), 'Use a valid time.')
  .max(new Date('9999-12-30T00:00:00Z'), 'Use a valid time.');
const range = z.object({ start: instant, end: instant }).refine(({ start, end }) => start < end, 'The end must come after the start.');
const jsonValue = z.json({ error: 'Use plain data.' });

/** PostgreSQL's jsonb takes no NUL and no half characters, wherever they stand. */
const storable = (value: unknown): boolean => {
  const written = JSON.stringify(value);
  return written === undefined || !/\\u0000|\\ud[89a-f]/i.test(written.replaceAll('\\\\', ''));
};

const DEEPEST = 100;

/** Whatever walks a value later may call itself, and must come to an end: looked at level by level, before anything else looks. */
const shallow = (value: unknown): boolean => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return true;
};

/** What a field takes, before nullability: the same at every edge that writes records. */
export function fieldSchema(field: ResolvedField): z.ZodType {
  const { max, min, choices, schema, required } = field.options;
  switch (field.kind) {
    case 'text':
      return text({ max: max ?? textLimits.text, min: required ? 1 : 0 });
    case 'longText':
      return longText({ max: max ?? textLimits.longText, min: required ? 1 : 0 });
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
      return z
        .unknown()
        .refine(shallow, { error: 'The JSON is nested too deeply.', abort: true })
        .pipe((schema ?? jsonValue).refine(storable, 'Please leave out control characters.'));
    case 'choice':
      return z.enum((choices ?? []) as [string, ...string[]], { error: 'Choose one of the list.' });
    case 'ref':
    case 'uuid':
      return id;
    case 'secret':
      return z
        .string()
        .min(1)
        .max(20_000)
        .refine((value) => value.isWellFormed(), 'Please leave out control characters.');
    case 'bytes':
      return z.instanceof(Uint8Array);
    case 'many':
      return z.never();
  }
}
