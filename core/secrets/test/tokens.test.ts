import { describe, expect, it } from 'vitest';
import { openJobSite } from '../../jobs/test/job-site.ts';
import { findToken, hashToken, issueToken, revokeTokens } from '../tokens.ts';

const now = new Date('2027-01-04T08:00:00Z');

describe('the token directory', () => {
  it('leads from a token to organization and record, and keeps only hashes', async () => {
    const { database } = await (await openJobSite()).process([]);
    const token = await issueToken(database, { org: 1, kind: 'booking', record: 'r1' });
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await findToken(database, { kind: 'booking', token, now })).toEqual({ org: 1, record: 'r1', expiresAt: null });
    const { rows } = await database.query<{ row: string }>('SELECT core_token::text AS row FROM core_token');
    expect(rows[0]?.row).not.toContain(token);
    expect(rows[0]?.row).toContain(hashToken(token).toString('hex'));
  });

  it('knows neither guessed nor expired nor revoked tokens, nor those of another kind', async () => {
    const { database } = await (await openJobSite()).process([]);
    const expiresAt = new Date('2027-01-04T09:00:00Z');
    const token = await issueToken(database, { org: 1, kind: 'reset', record: 'r1', expiresAt });
    const find = (kind: string, given: string, at = now) => findToken(database, { kind, token: given, now: at });
    expect(await find('reset', token)).toEqual({ org: 1, record: 'r1', expiresAt });
    expect(await find('reset', token, expiresAt)).toBeUndefined();
    expect(await find('booking', token)).toBeUndefined();
    expect(await find('reset', `${token}x`)).toBeUndefined();
    const other = await issueToken(database, { org: 1, kind: 'reset', record: 'r2' });
    await revokeTokens(database, { org: 1, kind: 'reset', record: 'r1' });
    expect(await find('reset', token)).toBeUndefined();
    expect(await find('reset', other)).toMatchObject({ record: 'r2' });
  });

  it('takes a token that is given, again for the same record, never for another', async () => {
    const { database } = await (await openJobSite()).process([]);
    const given = { org: 1, kind: 'manage', record: 'r1', token: 'chosen-by-us' };
    expect(await issueToken(database, given)).toBe('chosen-by-us');
    const expiresAt = new Date('2027-02-01T00:00:00Z');
    await issueToken(database, { ...given, expiresAt });
    expect(await findToken(database, { kind: 'manage', token: 'chosen-by-us', now })).toEqual({ org: 1, record: 'r1', expiresAt });
    await expect(issueToken(database, { ...given, record: 'r2' })).rejects.toMatchObject({ code: 'RECORD_DUPLICATE' });
    expect(await findToken(database, { kind: 'manage', token: 'chosen-by-us', now })).toMatchObject({ record: 'r1' });
  });
});
