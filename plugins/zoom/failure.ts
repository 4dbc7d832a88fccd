import { z } from 'zod';
import type { HttpResponse } from '#core';
import { failureOf, ProviderFailure, retryTime } from '../meetings/contract.ts';

const refusal = z.object({ code: z.number().optional(), error: z.string().optional() });

/** The service's own number of an error, or what its token endpoint calls it; undefined: the answer is not its usual form. */
export function errorCode(answer: HttpResponse): number | string | undefined {
  try {
    const { code, error } = refusal.parse(answer.json());
    return code ?? error;
  } catch {
    return undefined;
  }
}

/** No such user, user of another account, no such meeting. */
const NO_USER = 1001;
const NO_MEETING = 3001;
/** Validation of what was sent. */
const INVALID = 300;
/** Codes of the token endpoint, and of a token that lacks a scope. */
const isCredential = (code: number | string | undefined): boolean => (typeof code === 'number' && code >= 4700 && code <= 4741) || code === 'invalid_client';

/**
 * The class of an answer that is no success. Codes go before the status: a missing scope comes as 400 or 401, a missing user as 404. The message names operation, status
 * and code, and nothing that the service has written.
 */
export function zoomFailure(doing: string, answer: HttpResponse, now: Date): ProviderFailure {
  const code = errorCode(answer);
  const { status } = answer;
  const message = `${doing}: the service answered with ${status}${code === undefined ? '' : `, code ${code}`}`;
  if (isCredential(code)) return new ProviderFailure('auth.permanent', message, { status });
  if (code === 124) return new ProviderFailure('auth.expired', message, { status });
  if (code === NO_USER) return new ProviderFailure('permanent', message, { status });
  if (code === NO_MEETING) return new ProviderFailure('gone', message, { status });
  if (code === INVALID && status < 429) return new ProviderFailure('permanent', message, { status });
  if (status === 429) {
    const retryAt = retryTime(answer.headers, now);
    const daily = /daily/i.test(answer.headers.get('x-ratelimit-type') ?? '');
    return new ProviderFailure(daily ? 'quota.long' : 'quota.short', message, { status, retryAt: retryAt ?? (daily ? nextDay(now) : undefined) });
  }
  return new ProviderFailure(failureOf(doing, status, answer.headers, now).kind, message, { status });
}

/** When the quota of a day begins anew: midnight UTC. */
export function nextDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
}
