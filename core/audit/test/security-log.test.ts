import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApp, createClock, type TestApp, waitFor } from '#core/testing';
import { createSecurityLog } from '../security-log.ts';

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({ only: ['base'], clock: '2027-03-01T10:00:30Z' });
});
afterAll(() => app?.close());

type Line = { kind: string; address: string; account: string; detail: string; count: number };
const lines = async (where = 'true'): Promise<Line[]> =>
  (
    await app.app.runtime.database.query<Line>(
      `SELECT kind, address, account, detail, count FROM core_security_event WHERE ${where} ORDER BY kind, address, detail`,
    )
  ).rows;
const flush = (): Promise<void> => app.app.runtime.security.flush();

describe('security events', () => {
  it('a failed sign-in and a form from another site are noted with the address, and counted per minute', async () => {
    const wrong = () =>
      fetch(`${app.url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: '{"email":"a@example.org","password":"x"}',
      });
    for (let n = 0; n < 3; n++) expect((await wrong()).status).toBeGreaterThanOrEqual(400);
    const foreign = await fetch(`${app.url}/sign-out`, { method: 'POST', headers: { origin: 'https://evil.example', cookie: 'atrium_session=x' } });
    expect(foreign.status).toBe(403);
    await flush();
    expect(await lines()).toEqual([
      { kind: 'origin', address: '127.0.0.1', account: '', detail: 'POST /sign-out', count: 1 },
      { kind: 'sign-in-failed', address: '127.0.0.1', account: '', detail: '', count: 3 },
    ]);
    await wrong();
    await flush();
    expect((await lines("kind = 'sign-in-failed'"))[0]?.count).toBe(4);
  });

  it('noted within a transaction it is written all the same, also when that is rolled back, and so is what comes after', async () => {
    const { database, log } = app.app.runtime;
    const noted = createSecurityLog({ database, log, now: createClock('2027-03-01T10:30:00Z').now });
    const wanted = async () => (await lines("minute = '2027-03-01T10:30:00Z'")).map(({ kind, count }) => `${kind} ${count}`);
    await database.tx(async () => noted.note({ org: 1, kind: 'sign-in' }));
    await waitFor('the timer to write it', async () => (await wanted()).length > 0, 20);
    await expect(
      database.tx(async () => {
        noted.note({ org: 1, kind: 'key-used' });
        await noted.flush();
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    noted.note({ org: 1, kind: 'sign-in' });
    await noted.stop();
    expect(await wanted()).toEqual(['key-used 1', 'sign-in 2']);
  });

  it('a flood from a hundred thousand addresses makes a bounded number of rows and loses no count', async () => {
    const { database, log } = app.app.runtime;
    const clock = createClock('2027-03-01T11:00:00Z');
    const flooded = createSecurityLog({ database, log, now: clock.now });
    const before = database.statements();
    for (let n = 0; n < 100_000; n++) flooded.note({ org: 1, kind: 'rate-limit', address: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` });
    await flooded.stop();
    expect(database.statements()).toBe(before);
    const { rows } = await database.query<{ n: number; sum: number }>(
      "SELECT count(*)::int AS n, sum(count)::int AS sum FROM core_security_event WHERE minute >= '2027-03-01T11:00:00Z'",
    );
    expect(rows[0]?.sum).toBe(100_000);
    expect(rows[0]?.n).toBeLessThanOrEqual(501);
  });

  it('what two processes count in one minute is added up', async () => {
    const { database, log } = app.app.runtime;
    const now = createClock('2027-03-01T12:00:00Z').now;
    const logs = [createSecurityLog({ database, log, now }), createSecurityLog({ database, log, now })];
    for (const one of logs) for (let n = 0; n < 5; n++) one.note({ org: 1, kind: 'token', address: '2001:db8:1:2:3::4', detail: 'GET /book/:token' });
    await Promise.all(logs.map((one) => one.stop()));
    expect(await lines("kind = 'token'")).toEqual([{ kind: 'token', address: '2001:db8:1:2::/64', account: '', detail: 'GET /book/:token', count: 10 }]);
  });

  it('can be neither rewritten nor removed while it is young; a count never shrinks', async () => {
    const { database } = app.app.runtime;
    for (const attack of [
      'UPDATE core_security_event SET count = 1',
      "UPDATE core_security_event SET address = '192.0.2.1'",
      'DELETE FROM core_security_event',
      'TRUNCATE core_security_event',
    ])
      await expect(database.query(attack), attack).rejects.toThrow();
  });
});
