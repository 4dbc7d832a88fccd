/** Three numbers of `major.minor.patch`, or undefined where the text is none. */
export function parseVersion(text: string): [number, number, number] | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

/** Is this a range that `satisfies` understands: `*`, `^1.2.3`, `^1`, `1.2.3`? */
export const isRange = (range: string): boolean => range === '*' || /^\^?\d+(\.\d+){0,2}$/.test(range);

/** `^1.2.0` takes every 1.x from 1.2.0 on (`^0.3` only 0.3.x); a bare version takes itself; `*` takes all. */
export function satisfies(version: string, range: string): boolean {
  if (range === '*') return true;
  const have = parseVersion(version);
  if (!have || !isRange(range)) return false;
  const caret = range.startsWith('^');
  const [major = 0, minor = 0, patch = 0] = (caret ? range.slice(1) : range).split('.').map(Number);
  if (!caret) return have[0] === major && have[1] === minor && have[2] === patch;
  if (have[0] !== major) return false;
  if (major === 0 && have[1] !== minor) return false;
  return have[1] > minor || (have[1] === minor && have[2] >= patch);
}

/** Below 0 where `a` is the older one, 0 where they are equal. A text that is no version counts as 0.0.0. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a) ?? [0, 0, 0];
  const right = parseVersion(b) ?? [0, 0, 0];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** `zoom@^1.2` → the plugin and the versions of it; without `@` any version. */
export function parseWish(wish: string): { name: string; range: string } {
  const [name = '', range = '*'] = wish.split('@');
  return { name, range };
}

/** Only the names. */
export const namesOf = (wishes: readonly string[] | undefined): string[] => (wishes ?? []).map((wish) => parseWish(wish).name);
