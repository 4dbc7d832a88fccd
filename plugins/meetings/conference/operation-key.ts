import type { Env } from '#core';

const RANDOM_BYTES = 12;
/** Of `RANDOM_BYTES` as base64url. */
const RANDOM_LENGTH = 16;
const PURPOSE = 'conference';

/** A name for one room of one generation: at random, and signed, so that rooms of another installation with the same account are never taken for our lost ones. */
export function newOperationKey(env: Env<'meetings'>): string {
  const random = env.random(RANDOM_BYTES);
  return `${random}${env.secrets.sign(PURPOSE, random)}`;
}

/** Did this installation make the key? */
export const isOwnKey = (env: Env<'meetings'>, key: string): boolean =>
  key.length > RANDOM_LENGTH && env.secrets.verify(key.slice(RANDOM_LENGTH), PURPOSE, key.slice(0, RANDOM_LENGTH));
