import type { Runtime } from '../runtime.ts';
import { countSealed } from '../secrets/count-sealed.ts';
import { rotateKeys } from '../secrets/rotate-keys.ts';

/** `atrium keys list` and `atrium keys rotate`. @returns the exit code */
export async function keysCommand(runtime: Runtime, args: readonly string[], print: (line: string) => void): Promise<number> {
  const [verb, ...rest] = args;
  if (verb === 'list' && rest.length === 0) return list(runtime, print);
  if (verb === 'rotate' && rest.length === 0) return rotate(runtime, print);
  print('Use: atrium keys list, or atrium keys rotate');
  return 2;
}

const values = (count: number): string => `${count} ${count === 1 ? 'value' : 'values'}`;

async function list(runtime: Runtime, print: (line: string) => void): Promise<number> {
  for (const [index, id] of runtime.keys.ids.entries()) print(`${id}  ${index === 0 ? 'seals and opens' : 'opens'}`);
  const { current, older, lost } = await countSealed(runtime);
  print(`${values(current)} sealed with the first key, ${older} with an older one, ${lost} with a key that is not here.`);
  return 0;
}

async function rotate(runtime: Runtime, print: (line: string) => void): Promise<number> {
  const { rotated, unreadable } = await rotateKeys(runtime, { progress: (so) => print(`${so.rotated} so far …`) });
  print(`${values(rotated)} sealed anew with the key ${runtime.keys.ids[0]}.`);
  if (unreadable > 0) print(`${values(unreadable)} could not be opened and stayed as they are: set them again.`);
  const { older, lost } = await countSealed(runtime);
  if (lost > 0) print(`${values(lost)} sealed with a key that is not in ATRIUM_KEYS: add that key, or set them again.`);
  if (older > unreadable) {
    print(`${values(older - unreadable)} still sealed with an older key: run it once more.`);
    return 1;
  }
  print('The older keys can be removed from ATRIUM_KEYS; signed links that they made stop working then.');
  return unreadable > 0 ? 1 : 0;
}
