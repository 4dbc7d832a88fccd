import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpResponse } from '#core';
import { zoomFailure } from '../failure.ts';

const now = new Date('2025-01-15T09:00:00Z');
const entry = z.object({
  http: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  contentType: z.string().optional(),
  body: z.unknown(),
  class: z.string(),
});
const entries = z
  .object({ zoom: z.array(entry) })
  .parse(JSON.parse(readFileSync(new URL('../../../test/specs/provider-error-bodies.json', import.meta.url), 'utf8'))).zoom;

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
    const failure = zoomFailure('create', answerOf(http, body, headers), now);
    expect([JSON.stringify(body), failure.kind]).toEqual([JSON.stringify(body), classes.find(([pattern]) => pattern.test(wanted))?.[1]]);
    expect(failure.message).toMatch(/^create: the service answered with \d{3}(, (code )?[\w.]+)?(: the account may not make rooms in this calendar)?$/);
  }
});

it('knows the forms of a limit: seconds, an HTTP date, an ISO date-time, Unix seconds, nothing', () => {
  const said = (headers: Record<string, string>) => {
    const { kind, retryAt } = zoomFailure('create', answerOf(429, { code: 429, message: '' }, headers), now);
    return [kind, retryAt?.toISOString()];
  };
  expect(said({ 'retry-after': '90' })).toEqual(['quota.short', '2025-01-15T09:01:30.000Z']);
  expect(said({ 'retry-after': 'Wed, 15 Jan 2025 09:01:30 GMT' })).toEqual(['quota.short', '2025-01-15T09:01:30.000Z']);
  expect(said({ 'x-ratelimit-type': 'QPS', 'x-ratelimit-reset': '1736931690' })).toEqual(['quota.short', '2025-01-15T09:01:30.000Z']);
  expect(said({ 'x-ratelimit-type': 'Daily-limit', 'retry-after': '2025-01-16T00:00:00Z' })).toEqual(['quota.long', '2025-01-16T00:00:00.000Z']);
  // a day's quota that does not say when ends at midnight UTC
  expect(said({ 'x-ratelimit-type': 'Daily-limit' })).toEqual(['quota.long', '2025-01-16T00:00:00.000Z']);
  expect(said({})).toEqual(['quota.short', undefined]);
  expect(said({ 'retry-after': 'soon' })).toEqual(['quota.short', undefined]);
});

it('takes what is no JSON for a passing trouble', () => {
  for (const status of [408, 500, 502, 503]) expect(zoomFailure('update', answerOf(status, '<html>'), now).kind).toBe('transient');
});
