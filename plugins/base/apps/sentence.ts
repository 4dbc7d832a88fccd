import type { Env } from '#core';

const letters = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A sentence of the core in the reader's language: names in quotes and numbers are taken out, the rest is looked up with `{a}`, `{b}` … in their places.
 * Where it is not known as a whole, its longest known beginning up to a comma or colon is said; what follows is what a program said.
 * @example `"Zoom" needs it` is looked up as `"{a}" needs it`.
 */
export function sentence(env: Env<'base'>, text: string): string {
  const ends = [text.length, ...[...text.matchAll(/[,:] /g)].map(({ index }) => index).reverse()];
  for (const end of ends) {
    const said = translated(env, text.slice(0, end));
    if (said !== undefined) return said + text.slice(end);
  }
  return text;
}

/** Undefined where nobody has translated it. */
function translated(env: Env<'base'>, text: string): string | undefined {
  const values: Record<string, string> = {};
  const key = text.replace(/"([^"]*)"|\b\d[\d.]*\b/g, (whole, name: string | undefined) => {
    const letter = letters[Object.keys(values).length];
    if (letter === undefined) return whole;
    values[letter] = name === undefined ? whole : env.t(name);
    return name === undefined ? `{${letter}}` : `"{${letter}}"`;
  });
  return env.t(key) === key ? undefined : env.t(key, values);
}
