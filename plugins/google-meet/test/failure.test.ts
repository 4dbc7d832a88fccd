import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpResponse } from '#core';
import { googleFailure } from '../failure.ts';

const now = new Date('2025-01-15T09:00:00Z');
const entry = z.object({
  http: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  contentType: z.string().optional(),
  body: z.unknown(),
  class: z.string(),
});
const entries = z
  .object({ google: z.array(entry) })
  .parse(JSON.parse(readFileSync(new URL('../../../test/specs/provider-error-bodies.json', import.meta.url), 'utf8'))).google;

const answerOf = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: new Headers(headers), body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) as unknown };
};

/** The words of the collection, as classes of ours. */
const classes: readonly (readonly [RegExp, string])[] = [
  [/^auth-retry/, 'auth.expired'],
  [/^auth-permanent/, 'auth.permanent'],
  [/^quota-short/, 'quota.short'],
  [/^quota-long/, 'quota.long'],
  [/^gone/, 'gone'],
  [/^already-done/, 'conflict.done'],
  [/^permanent/, 'permanent'],
];

it('gives each refusal of the collection its class, and repeats no text of the service', () => {
  const refused = entries.filter(({ http }) => http >= 400);
  expect(refused.length).toBeGreaterThanOrEqual(4);
  for (const { http, body, headers, class: wanted } of refused) {
    const failure = googleFailure('create', answerOf(http, body, headers), now);
    expect([JSON.stringify(body), failure.kind]).toEqual([JSON.stringify(body), classes.find(([pattern]) => pattern.test(wanted))?.[1]]);
    expect(failure.message).toMatch(/^create: the service answered with \d{3}(, (code )?[\w.]+)?(: the account may not make rooms in this calendar)?$/);
  }
});

it('tells a limit under 403 from a refusal, and a long one from a short one', () => {
  const said = (status: number, reason: string, headers: Record<string, string> = {}) =>
    googleFailure('update', answerOf(status, { error: { code: status, message: 'canary', errors: [{ domain: 'usageLimits', reason }] } }, headers), now);
  expect(said(403, 'userRateLimitExceeded').kind).toBe('quota.short');
  expect(said(429, 'rateLimitExceeded', { 'retry-after': '90' }).retryAt?.toISOString()).toBe('2025-01-15T09:01:30.000Z');
  expect(said(403, 'quotaExceeded')).toMatchObject({ kind: 'quota.long', retryAt: new Date('2025-01-15T10:00:00Z') });
  expect(said(403, 'insufficientPermissions').kind).toBe('auth.permanent');
  expect(said(404, 'notFound').kind).toBe('gone');
  expect(said(400, 'invalid').kind).toBe('permanent');
  expect(said(500, 'backendError').kind).toBe('transient');
  expect(said(403, 'a reason <script> of its own').message).not.toContain('script');
});
