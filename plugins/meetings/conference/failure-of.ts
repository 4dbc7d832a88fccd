import { OutboundError } from '#core';
import { ProviderFailure } from './provider-failure.ts';

const SECOND_MS = 1_000;
/** From here on a pause is a matter of a day's quota, not of a burst. */
const LONG_MS = 15 * 60_000;
/** What a service asks for beyond this is a broken clock or a trap. */
const LONGEST_MS = 48 * 3_600_000;

/**
 * When a service asks to be left alone until: Retry-After as seconds, as an HTTP date (RFC 9110) or as an ISO date-time, or X-RateLimit-Reset as Unix seconds.
 * @returns undefined where it does not say, or says what cannot be meant
 */
export function retryTime(headers: Headers, now: Date): Date | undefined {
  const after = headers.get('retry-after')?.trim();
  const reset = headers.get('x-ratelimit-reset')?.trim();
  const at =
    after !== undefined && /^\d{1,9}$/.test(after)
      ? now.getTime() + Number(after) * SECOND_MS
      : after !== undefined && after !== ''
        ? Date.parse(after)
        : reset !== undefined && /^\d{9,11}$/.test(reset)
          ? Number(reset) * SECOND_MS
          : Number.NaN;
  if (Number.isNaN(at) || at > now.getTime() + LONGEST_MS) return undefined;
  return new Date(Math.max(at, now.getTime()));
}

/**
 * The class of an answer that is no success, by its status alone. A provider that knows its service's error codes looks at those first. The message names the status and
 * nothing that the service has said: it may hold anything.
 * @param doing what was asked for, for the log: `create`
 */
export function failureOf(doing: string, status: number, headers: Headers, now: Date): ProviderFailure {
  const message = `${doing}: the service answered with ${status}`;
  if (status === 401) return new ProviderFailure('auth.expired', message, { status });
  if (status === 403) return new ProviderFailure('auth.permanent', message, { status });
  if (status === 404 || status === 410) return new ProviderFailure('gone', message, { status });
  if (status === 409) return new ProviderFailure('conflict.done', message, { status });
  if (status === 429) {
    const retryAt = retryTime(headers, now);
    const long = retryAt !== undefined && retryAt.getTime() - now.getTime() > LONG_MS;
    return new ProviderFailure(long ? 'quota.long' : 'quota.short', message, { status, retryAt });
  }
  if (status === 408 || status >= 500) return new ProviderFailure('transient', message, { status });
  return new ProviderFailure('permanent', message, { status });
}

/**
 * The class of a call that got no answer. Where the request may have arrived and a second one would make a second room, the outcome is unknown: it is looked up first.
 * @throws what is no such error, as it is
 */
export function failureOfSilence(doing: string, error: unknown, { repeatable }: { repeatable: boolean }): ProviderFailure {
  if (!(error instanceof OutboundError)) throw error;
  const message = `${doing}: no answer (${error.reason})`;
  if (error.reason === 'refused-address') return new ProviderFailure('permanent', message, { cause: error });
  return new ProviderFailure(error.written && !repeatable ? 'unknown-outcome' : 'transient', message, { cause: error });
}
