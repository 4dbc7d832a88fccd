import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpResponse } from '#core';
import { graphFailure } from '../failure.ts';

const now = new Date('2025-01-15T09:00:00Z');
const entry = z.object({
  http: z.number(),
  headers: z.record(z.string(), z.string()).optional(),
  contentType: z.string().optional(),
  body: z.unknown(),
  class: z.string(),
});
const entries = z
  .object({ graph: z.array(entry) })
  .parse(JSON.parse(readFileSync(new URL('../../../test/specs/provider-error-bodies.json', import.meta.url), 'utf8'))).graph;

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
    const failure = graphFailure('create', answerOf(http, body, headers), now);
    expect([JSON.stringify(body), failure.kind]).toEqual([JSON.stringify(body), classes.find(([pattern]) => pattern.test(wanted))?.[1]]);
    expect(failure.message).toMatch(/^create: the service answered with \d{3}(, (code )?[\w.]+)?(: the account may not make rooms in this calendar)?$/);
  }
});

it('tells credentials from moments of trouble, and a full mailbox from a conflict', () => {
  const said = (doing: string, status: number, body: unknown, headers: Record<string, string> = {}) =>
    graphFailure(doing, answerOf(status, body, headers), now);
  expect(said('token', 401, { error: 'invalid_client', error_codes: [7000222] }).kind).toBe('auth.permanent');
  expect(said('token', 400, { error: 'invalid_request', error_codes: [90002] }).kind).toBe('auth.permanent');
  expect(said('token', 400, { error: 'temporarily_unavailable', error_codes: [90033] }).kind).toBe('transient');
  expect(said('create', 401, { error: { code: 'InvalidAuthenticationToken' } }).kind).toBe('auth.expired');
  expect(said('create', 409, { error: { code: 'ErrorDuplicateTransactionId' } }).kind).toBe('conflict.done');
  expect(said('create', 409, { error: { code: 'ErrorConcurrentItemSave' } }).kind).toBe('quota.short');
  expect(said('create', 429, { error: { code: 'TooManyRequests' } }, { 'retry-after': '7' })).toMatchObject({
    kind: 'quota.short',
    retryAt: new Date('2025-01-15T09:00:07Z'),
  });
  expect(said('update', 404, { error: { code: 'ErrorItemNotFound' } }).kind).toBe('gone');
  expect(said('create', 400, { error: { code: 'BadRequest' } }).kind).toBe('permanent');
  expect(said('create', 503, '<html>').kind).toBe('transient');
  expect(said('create', 400, { error: { code: 'no <b>word</b>' } }).message).not.toContain('<b>');
});
