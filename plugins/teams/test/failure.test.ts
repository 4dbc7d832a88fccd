import { expect, it } from 'vitest';
import { answerOf, knownRefusals } from '../../meetings/testing.ts';
import { graphFailure } from '../failure.ts';

const now = new Date('2025-01-15T09:00:00Z');

knownRefusals('graph', graphFailure);

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
