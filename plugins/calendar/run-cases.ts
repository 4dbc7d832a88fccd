import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Env } from '#core';
import { pureCases } from './pure-cases.ts';

/** Operations of the vocabulary that nothing here runs yet: counted as skipped, so that a file of all cases can be fed as it is. */
const later: ReadonlySet<string> = new Set(['itip', 'concurrency', 'rrule', 'recurring', 'assign', 'itip-reply', 'lifecycle']);

const caseShape = z.strictObject({
  id: z.string(),
  source: z.string().optional(),
  name: z.string(),
  input: z.looseObject({ op: z.string() }),
  expected: z.record(z.string(), z.unknown()).refine((expected) => Object.keys(expected).length > 0, 'expects nothing'),
});

export type CaseOutcome = { id: string; name: string; result: 'passed' | 'failed' | 'skipped'; expected?: unknown; got?: unknown };

/** Dates as the cases write them; keys that JSON would drop are dropped. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.000Z$/, '$1Z') : member,
  );
  return text === undefined ? undefined : JSON.parse(text);
}

const brief = (error: unknown): string =>
  error instanceof z.ZodError
    ? error.issues.map((issue) => `${issue.path.join('.') || 'case'}: ${issue.message}`).join('; ')
    : error instanceof Error
      ? error.message
      : String(error);

async function outcomeOf(env: Env<'calendar'>, entry: unknown, index: number): Promise<CaseOutcome> {
  const shape = caseShape.safeParse(entry);
  if (!shape.success) return { id: `#${index + 1}`, name: 'not a case', result: 'failed', expected: 'a case', got: brief(shape.error) };
  const { id, name, input, expected } = shape.data;
  const runners = env.implementations('calendar.case-runner');
  // A scenario of an operation may be run by another plugin than the rest of it.
  const scenario = typeof input['scenario'] === 'string' ? `${input.op}/${input['scenario']}` : input.op;
  const key = runners.has(scenario) ? scenario : input.op;
  const runner = runners.get(key);
  const compute = Object.hasOwn(pureCases, input.op) ? pureCases[input.op] : undefined;
  if (!compute && !runner) {
    if (later.has(input.op)) return { id, name, result: 'skipped' };
    return { id, name, result: 'failed', expected, got: `unknown operation "${input.op}"` };
  }
  let got: unknown;
  try {
    got = plain(compute ? compute(input) : await runner?.run(env.implementer('calendar.case-runner', key), input));
  } catch (error) {
    return { id, name, result: 'failed', expected, got: brief(error) };
  }
  if (got === undefined) return { id, name, result: 'skipped' };
  const answers = z.record(z.string(), z.unknown()).parse(got);
  const compared = Object.fromEntries(Object.keys(expected).map((key) => [key, Object.hasOwn(answers, key) ? answers[key] : `no answer named "${key}"`]));
  return isDeepStrictEqual(compared, plain(expected)) ? { id, name, result: 'passed' } : { id, name, result: 'failed', expected, got: compared };
}

/** Feeds every case through the real code, one after the other. Only the keys in `expected` are compared; an unknown key or operation is a failure. */
export async function runCases(env: Env<'calendar'>, file: unknown): Promise<CaseOutcome[]> {
  const outcomes: CaseOutcome[] = [];
  for (const [index, entry] of z.array(z.unknown()).parse(file).entries()) outcomes.push(await outcomeOf(env, entry, index));
  return outcomes;
}
