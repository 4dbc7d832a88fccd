import { z } from 'zod';
import type { HttpResponse } from '#core';
import { failureOf, ProviderFailure, retryTime } from '../meetings/contract.ts';

/** Of the calendar: nested, with a reason. Of the token endpoint: a word. */
const refusal = z.object({
  error: z.union([
    z.string(),
    z.object({ message: z.string().default(''), errors: z.array(z.object({ reason: z.string().default(''), domain: z.string().default('') })).default([]) }),
  ]),
});

/** Reasons are words of the service's closed list; anything else is left out of messages. */
const plainWord = /^[a-zA-Z_]{1,40}$/;
/** What a calendar says to an account that may not make rooms in it; anything else under this reason is a fault of ours. */
const NO_ROOMS = 'Invalid conference type value.';
const SHORT_QUOTA = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);
const LONG_QUOTA = new Set(['quotaExceeded', 'dailyLimitExceeded', 'calendarUsageLimitsExceeded']);
const HOUR_MS = 3_600_000;

export type Refusal = { reason: string; message: string };

/** What the service says of a refusal. */
export function refusalOf(answer: HttpResponse): Refusal | undefined {
  try {
    const { error } = refusal.parse(answer.json());
    if (typeof error === 'string') return { reason: error, message: '' };
    return { reason: error.errors[0]?.reason ?? '', message: error.message };
  } catch {
    return undefined;
  }
}

const described = z.object({ error: z.literal('invalid_grant'), error_description: z.string() });

/** Does the token endpoint say that there is no such person in the domain? That is a matter of one host, and not of the credentials. */
export function isUnknownPerson(answer: HttpResponse): boolean {
  try {
    return /^Invalid email or User ID/i.test(described.parse(answer.json()).error_description);
  } catch {
    return false;
  }
}

/** The class of an answer that is no success. The message names operation, status and the service's reason, and no text of the service. */
export function googleFailure(doing: string, answer: HttpResponse, now: Date): ProviderFailure {
  const said = refusalOf(answer);
  const { status } = answer;
  const reason = said && plainWord.test(said.reason) ? said.reason : '';
  const message = `${doing}: the service answered with ${status}${reason === '' ? '' : `, ${reason}`}`;
  if (reason === 'invalid_grant' || reason === 'unauthorized_client' || reason === 'invalid_client' || reason === 'invalid_scope')
    return new ProviderFailure('auth.permanent', message, { status });
  if (said?.message === NO_ROOMS) return new ProviderFailure('auth.permanent', `${message}: the account may not make rooms in this calendar`, { status });
  if (status === 403 || status === 429) {
    const retryAt = retryTime(answer.headers, now);
    if (SHORT_QUOTA.has(reason) || (status === 429 && !LONG_QUOTA.has(reason))) return new ProviderFailure('quota.short', message, { status, retryAt });
    if (LONG_QUOTA.has(reason)) return new ProviderFailure('quota.long', message, { status, retryAt: retryAt ?? new Date(now.getTime() + HOUR_MS) });
  }
  return new ProviderFailure(failureOf(doing, status, answer.headers, now).kind, message, { status });
}
