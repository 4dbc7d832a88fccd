import { retryPause } from '#core';
import type { ProviderFailure } from './provider-failure.ts';

const SECOND_MS = 1_000;
const POLLS_S = [0.5, 1, 2, 5, 15, 60, 300, 600, 1_800];
/** A room that is not ready by then never will be: 45 minutes. */
export const MOST_POLLS = POLLS_S.length;

/**
 * When a call that failed is made again. `attempts`: failures in a row, this one included. A service that says when is believed; a day's quota begins anew at 00:00 UTC.
 * @returns undefined: not by itself
 */
export function retryAfterFailure(
  { kind, retryAt }: Pick<ProviderFailure, 'kind' | 'retryAt'>,
  attempts: number,
  now: Date,
  random: () => number = Math.random,
): Date | undefined {
  if (kind === 'permanent' || kind === 'auth.permanent') return undefined;
  if (kind === 'quota.short' || kind === 'quota.long') {
    if (retryAt) return new Date(Math.max(retryAt.getTime(), now.getTime() + SECOND_MS) + random() * 5 * SECOND_MS);
    if (kind === 'quota.long') return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1) + random() * 300 * SECOND_MS);
  }
  return new Date(now.getTime() + retryPause(attempts, random) * SECOND_MS);
}

/** When a room that is being made is looked at again. */
export const retryAfterPoll = (polls: number, now: Date, random: () => number = Math.random): Date =>
  new Date(now.getTime() + retryPause(polls + 1, random, POLLS_S) * SECOND_MS);
