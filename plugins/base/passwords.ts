import { hash, verify } from '@node-rs/argon2';
import { commonestPasswords } from './commonest-passwords.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes; 6 to 11 ms here. */
const ARGON2ID = 2;
const strength = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const MIN_PASSWORD = 10;
/** Long enough for every phrase, short enough that nobody keeps us busy with hashing. */
export const MAX_PASSWORD = 200;

/** @returns a PHC string with its own salt. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), strength);

let decoy: Promise<string> | undefined;

/**
 * Takes as long for an account that does not exist (`stored` null) as for a wrong password, so that time tells nobody who has an account.
 * @returns true only where there is a stored hash and it matches.
 */
export async function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('a decoy that nobody knows');
  const against = stored ?? (await decoy);
  const matches = await verify(against, password.normalize('NFKC'));
  return matches && typeof stored === 'string';
}

/**
 * Why a password will not do, as an English sentence for `env.t`; undefined where it will.
 * @param about words that an attacker tries first: name, e-mail address.
 */
export function passwordProblem(password: string, about: readonly string[] = []): string | undefined {
  if ([...password].length < MIN_PASSWORD) return 'Please use at least 10 characters.';
  if (password.length > MAX_PASSWORD) return 'Please use at most 200 characters.';
  const plain = password.toLowerCase();
  if (commonestPasswords.has(plain)) return 'This password is among the first that attackers try. Please choose another.';
  if (new Set(plain).size < 4) return 'This password repeats too few characters. Please choose another.';
  const known = about.flatMap((text) => [text.toLowerCase(), text.toLowerCase().split('@')[0] ?? '']).filter((text) => text.length >= 4);
  if (known.some((text) => plain === text || plain.replace(/[\d\W_]+$/u, '') === text))
    return 'This password is too close to your name or address. Please choose another.';
  return undefined;
}
