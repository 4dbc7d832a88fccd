import { expect, it } from 'vitest';
import { answerOf, knownRefusals } from '../../meetings/testing.ts';
import { googleFailure } from '../failure.ts';

const now = new Date('2025-01-15T09:00:00Z');

knownRefusals('google', googleFailure);

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
