import type { z } from 'zod';
import { fail, type Issue } from '../errors.ts';

const issuesOf = (error: z.ZodError, prefix: string): Issue[] =>
  error.issues.flatMap((issue): Issue[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: prefix + key, message: 'There is no such field.' }))
      : [{ path: prefix + issue.path.join('.'), message: issue.message }],
  );

const nothing = (input: unknown): boolean => input === undefined || input === null || input === '';

/**
 * Values checked and made storable.
 * @param index of the record in a list; leads the paths of the issues.
 * @throws INPUT_INVALID with an issue for every field.
 */
export function parseValues(schema: z.ZodType<Record<string, unknown>>, values: unknown, index?: number): Record<string, unknown> {
  const result = schema.safeParse(values, { error: (issue) => (nothing(issue.input) ? 'Please fill this in.' : undefined) });
  if (result.success) return result.data;
  throw fail('INPUT_INVALID', { issues: issuesOf(result.error, index === undefined ? '' : `${index}.`), cause: result.error });
}
