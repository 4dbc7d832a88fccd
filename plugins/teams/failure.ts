import { z } from 'zod';
import type { HttpResponse } from '#core';
import { failureOf, ProviderFailure } from '../meetings/contract.ts';

/** Of Graph: nested, with a code. Of the token endpoint: a word and numbers. */
const refusal = z.object({
  error: z.union([z.string(), z.object({ code: z.string().default('') })]),
  error_codes: z.array(z.number().int()).default([]),
});

/** Codes are words of the service's lists; anything else is left out of messages. */
const plainWord = /^[a-zA-Z_.]{1,60}$/;

/** What the service calls the refusal: Graph's code, or `AADSTS7000215` of the token endpoint. */
export function graphCode(answer: HttpResponse): string | undefined {
  try {
    const {
      error,
      error_codes: [number],
    } = refusal.parse(answer.json());
    if (number !== undefined) return `AADSTS${number}`;
    const code = typeof error === 'string' ? error : error.code;
    return plainWord.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** The token endpoint answers with these to a moment's trouble of its own; every other number is about the credentials. */
const passing = new Set(['AADSTS90033', 'AADSTS50196', 'AADSTS90055', 'AADSTS90024']);

/** The class of an answer that is no success. The message names operation, status and code, and no text of the service. */
export function graphFailure(doing: string, answer: HttpResponse, now: Date): ProviderFailure {
  const code = graphCode(answer);
  const { status } = answer;
  const message = `${doing}: the service answered with ${status}${code === undefined ? '' : `, ${code}`}`;
  const plain = failureOf(doing, status, answer.headers, now);
  const again = { status, retryAt: plain.retryAt };
  if (code?.startsWith('AADSTS')) return new ProviderFailure(passing.has(code) ? 'transient' : 'auth.permanent', message, again);
  if (doing === 'token' && (status === 400 || status === 401)) return new ProviderFailure('auth.permanent', message, again);
  if (code === 'ErrorItemNotFound' && status < 500) return new ProviderFailure('gone', message, again);
  // the mailbox takes no more calls at once: it comes as 429 or as 409
  if (code === 'ApplicationThrottled' || code === 'MailboxConcurrency' || code === 'ErrorConcurrentItemSave')
    return new ProviderFailure('quota.short', message, again);
  return new ProviderFailure(plain.kind, message, again);
}
