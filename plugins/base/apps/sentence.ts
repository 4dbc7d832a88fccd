import type { Env } from '#core';

const letters = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A sentence of the core in the reader's language: names in quotes and numbers are taken out, the rest is looked up with `{a}`, `{b}` … in their places.
 * @example `"Zoom" needs it` is looked up as `"{a}" needs it`.
 */
export function sentence(env: Env<'base'>, text: string): string {
  const values: Record<string, string> = {};
  const key = text.replace(/"([^"]*)"|\b\d[\d.]*\b/g, (whole, name: string | undefined) => {
    const letter = letters[Object.keys(values).length];
    if (letter === undefined) return whole;
    values[letter] = name === undefined ? whole : env.t(name);
    return name === undefined ? `{${letter}}` : `"{${letter}}"`;
  });
  return env.t(key, values);
}
