import { createHash } from 'node:crypto';
import type { Env } from '#core';

type PortalEnv = Env<'booking-portal'>;

/** So many small puzzles, each of so many zero bits: some 65,000 hashes together, a second or two of a phone. Several small ones take about the same time for everybody. */
const ROUNDS = 16;
const BITS = 12;
/** Seconds for which a challenge can be answered. */
export const PROOF_SECONDS = 900;

const PURPOSE = 'booking-proof';

/** What a browser has to work on, `<ends>.<random>.<signature>`, and how it is solved: for each of `rounds` a number with which the SHA-256 of `<challenge>.<round>.<number>` begins with `bits` zeros. */
export type Challenge = { challenge: string; rounds: number; bits: number };

/** A challenge for one link. Nothing is stored: the signature says that it is ours. */
export function challengeFor(env: PortalEnv, link: string): Challenge {
  const ends = String(Math.floor(env.now().getTime() / 1_000) + PROOF_SECONDS);
  const random = env.random(12);
  return { challenge: `${ends}.${random}.${env.asPlugin().secrets.sign(PURPOSE, link, ends, random)}`, rounds: ROUNDS, bits: BITS };
}

/** The challenge that a form answers, by which its single use is counted. @param proof `<challenge>:<number>,<number>…` */
export const challengeIn = (proof: unknown): string | undefined =>
  typeof proof === 'string' && proof !== '' ? proof.slice(0, proof.indexOf(':') + 1 || 200) : undefined;

/** Is this the work that a challenge of this link asked for, in time? That it is used once is the affair of a limit of one. */
export function isProof(env: PortalEnv, link: string, proof: string | undefined): boolean {
  const [challenge = '', answers = ''] = (proof ?? '').split(':');
  const [ends = '', random = '', signature = ''] = challenge.split('.');
  if (!/^\d{1,12}$/.test(ends) || Number(ends) * 1_000 <= env.now().getTime()) return false;
  if (!env.asPlugin().secrets.verify(signature, PURPOSE, link, ends, random)) return false;
  const numbers = answers.split(',');
  return numbers.length === ROUNDS && numbers.every((number, round) => /^\d{1,9}$/.test(number) && isHit(`${challenge}.${round}.${number}`));
}

/** Begins with twelve zero bits. */
function isHit(text: string): boolean {
  const hash = createHash('sha256').update(text).digest();
  return hash.readUInt16BE(0) >>> (16 - BITS) === 0;
}
