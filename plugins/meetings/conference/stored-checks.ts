import { z } from 'zod';
import type { Env } from '#core';
import type { ConnectionCheck } from './connection-check.ts';

/** A sentence to be translated when it is read. A list among the values: each of its texts is one too. */
const said = z.union([
  z.string(),
  z.object({ text: z.string(), values: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional() }),
]);
type Said = z.output<typeof said>;

/** A check as it is kept, for readers of any language. */
export const storedCheck = z.object({
  name: z.string(),
  ok: z.boolean().nullable(),
  message: said,
  fix: said.optional(),
  why: z.enum(['unreachable', 'refused', 'missing']).optional(),
  weight: z.enum(['blocking', 'warning']).optional(),
});
type StoredCheck = z.output<typeof storedCheck>;

/** An env that notes what it translates, so that a check made of its sentences can be kept in every language. */
export function noting(env: Env<never>): { env: Env<never>; store(checks: readonly ConnectionCheck[]): StoredCheck[] } {
  const noted = new Map<string, Said>();
  const t = (text: string, values?: Record<string, string | number>): string => {
    const sentence = env.t(text, values);
    const kept = values && Object.entries(values).map(([name, value]) => [name, listOf(value) ?? value] as const);
    noted.set(sentence, kept === undefined ? { text } : { text, values: Object.fromEntries(kept) });
    return sentence;
  };
  /** Titles that were translated a moment ago and then joined. */
  const listOf = (value: string | number): string[] | undefined => {
    const parts = typeof value === 'string' ? value.split(', ').map((part) => noted.get(part)) : [];
    const texts = parts.flatMap((part) => (typeof part === 'object' && part.values === undefined ? [part.text] : []));
    return texts.length > 0 && texts.length === parts.length ? texts : undefined;
  };
  return {
    env: new Proxy(env, { get: (target, name) => (name === 't' ? t : Reflect.get(target, name)) }),
    store: (checks) =>
      checks.map(({ name, ok, message, fix, why, weight }) => ({
        name,
        ok,
        message: noted.get(message) ?? message,
        ...(fix === undefined ? {} : { fix: noted.get(fix) ?? fix }),
        ...(why === undefined ? {} : { why }),
        ...(weight === undefined ? {} : { weight }),
      })),
  };
}

/** Kept checks in the language of the reader. */
export function readChecks(env: Env<never>, checks: readonly StoredCheck[]): ConnectionCheck[] {
  const say = (one: Said): string => {
    if (typeof one === 'string') return one;
    const values = Object.entries(one.values ?? {}).map(([name, value]) => [name, Array.isArray(value) ? value.map((text) => env.t(text)).join(', ') : value]);
    return env.t(one.text, Object.fromEntries(values));
  };
  return checks.map(({ message, fix, ...check }) => ({ ...check, message: say(message), ...(fix === undefined ? {} : { fix: say(fix) }) }));
}
