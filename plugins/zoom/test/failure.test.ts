import { expect, it } from 'vitest';
import { answerOf, knownRefusals } from '../../meetings/testing.ts';
import { zoomFailure } from '../failure.ts';

const now = new Date('2025-01-15T09:00:00Z');

knownRefusals('zoom', zoomFailure);

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
