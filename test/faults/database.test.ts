import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootTestApp, type FaultProxy, openFaultProxy, type TestDatabase, testDatabase, waitFor } from '#core/testing';
import { queryOnce } from '../../core/model/query-once.ts';
import { ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { monday, noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let database: TestDatabase;
let proxy: FaultProxy;
let workspace: Workspace;
let page: string;

beforeEach(async () => {
  database = await testDatabase();
  proxy = await openFaultProxy(database.url);
  workspace = await openWorkspace({ databaseUrl: proxy.url });
  page = workspace.app.url + (await workspace.makeLink({ room: workspace.room, virtualRoom: workspace.virtualRoom })).path;
});
afterEach(async () => {
  await workspace?.close();
  await proxy?.close();
  await database?.drop();
});

const guest = { start: '2027-03-02T09:00:00Z', name: 'Gus Guest', email: 'gus@example.org' };
const written = async (): Promise<unknown> =>
  (
    await queryOnce(
      database.url,
      'SELECT (SELECT count(*)::int FROM meeting_event) AS meetings, (SELECT count(*)::int FROM calendar_claim) AS claims, (SELECT count(*)::int FROM booking_booking) AS bookings, (SELECT count(*)::int FROM activity_activity) AS activities, (SELECT count(*)::int FROM core_job WHERE request_id IS NOT NULL) AS jobs',
    )
  )[0];
const nothing = { meetings: 0, claims: 0, bookings: 0, activities: 0, jobs: 0 };

describe('a database that goes away', () => {
  it('is said to be away, never “no free times”; when it is back, so are we', async () => {
    proxy.refuse(true);
    const slots = await ask(`${page}/slots`);
    expect([slots.status, slots.json.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(Number(slots.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(slots.json.slots).toBeUndefined();
    expect((await getPage(page)).status).toBe(503);
    expect((await postForm(page, guest)).status).toBe(503);
    expect((await ask(`${workspace.app.url}/healthz`)).status).toBe(200);
    expect((await ask(`${workspace.app.url}/readyz`)).status).toBe(503);
    proxy.refuse(false);
    await waitFor('the database', async () => (await ask(`${workspace.app.url}/readyz`)).status === 200);
    expect((await postJson(page, guest)).status).toBe(201);
  });

  it('cut at any moment of a booking: all of it is there or nothing, and the same key leads to one booking', async () => {
    const headers = { 'idempotency-key': 'one-booking' };
    const seen = new Set<number>();
    let bytes = 1_000;
    for (let answered = 0; answered !== 201; bytes += 1_500) {
      // A fresh line, whose bytes are counted from the first.
      proxy.cut();
      await waitFor('the database', async () => (await ask(`${workspace.app.url}/readyz`)).status === 200);
      proxy.cutAfter(bytes);
      answered = (await postJson(page, guest, headers)).status;
      proxy.cutAfter(undefined);
      seen.add(answered);
      const state = await written();
      if (JSON.stringify(state) !== JSON.stringify(nothing)) expect(state).toMatchObject({ meetings: 1, claims: 3, bookings: 1, activities: 1 });
      expect(bytes, 'it never came through').toBeLessThan(120_000);
    }
    expect(bytes, 'too few cuts to prove anything').toBeGreaterThan(10_000);
    expect([...seen].sort()).toEqual([201, 503]);
    expect(await written()).toMatchObject({ meetings: 1, claims: 3, bookings: 1 });
  }, 120_000);

  it('a process that is gone in the middle of a booking leaves its time to others', async () => {
    const other = await bootTestApp({
      databaseUrl: database.url,
      clock: monday,
      environment: noLimits,
      config: { keys: workspace.app.app.runtime.config.keys },
    });
    try {
      proxy.delay(15);
      const lost = postJson(page, guest);
      await waitFor('the booking to hold the host', async () => {
        const locks = await queryOnce(
          database.url,
          "SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND a.state LIKE 'idle in transaction%'",
        );
        return locks.length > 0;
      });
      proxy.refuse(true);
      expect((await lost).status).toBe(503);
      const answer = await postJson(page.replace(workspace.app.url, other.url), guest);
      expect(answer.status, answer.text).toBe(201);
      expect(await written()).toMatchObject({ meetings: 1, claims: 3, bookings: 1, activities: 1 });
    } finally {
      proxy.refuse(false);
      proxy.delay(0);
      await other.close();
    }
  });
});
