import type { z } from 'zod';
import { fail } from '../errors.ts';

/** @throws INPUT_INVALID with one issue per fault; `path` is the field's name in the form or JSON. */
export function validate<T>(schema: z.ZodType<T> | undefined, value: unknown): unknown {
  if (schema === undefined) return value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw fail('INPUT_INVALID', { issues: result.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })) });
}
