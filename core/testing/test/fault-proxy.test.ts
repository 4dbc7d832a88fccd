import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryOnce } from '../../model/query-once.ts';
import { type FaultProxy, openFaultProxy, type TestDatabase, testDatabase } from '../index.ts';

describe('the fault proxy before a real database', () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  beforeAll(async () => {
    database = await testDatabase();
    proxy = await openFaultProxy(database.url);
  });
  afterEach(() => {
    proxy.delay(0);
    proxy.cutAfter(undefined);
    proxy.freeze(false);
    proxy.refuse(false);
  });
  afterAll(async () => {
    await proxy.close();
    await database.drop();
  });
  const ask = (...statements: string[]) => queryOnce(proxy.url, ...statements, 'SELECT 1 AS one');

  it('is not noticed while nothing is wrong', async () => {
    expect(await ask()).toEqual([{ one: 1 }]);
    const large = await queryOnce(proxy.url, `SELECT length(repeat('x', 3000000)) AS n, repeat('x', 3000000) AS text`);
    expect(large).toEqual([{ n: 3_000_000, text: 'x'.repeat(3_000_000) }]);
  });

  it('cuts an open line in the middle of a statement', async () => {
    const running = ask('SELECT pg_sleep(30)');
    const failed = expect(running).rejects.toThrow(/terminated|ECONNRESET/);
    await untilSleeping(database.url);
    proxy.cut();
    await failed;
    expect(await ask()).toEqual([{ one: 1 }]);
  });

  it('cuts a line after so many bytes', async () => {
    proxy.cutAfter(20);
    await expect(ask()).rejects.toThrow();
    proxy.cutAfter(20, 'server');
    await expect(ask()).rejects.toThrow();
  });

  it('makes everything late, and still right', async () => {
    proxy.delay(5);
    expect(await ask('SELECT 2', 'SELECT 3')).toEqual([{ one: 1 }]);
  });

  it('freezes lines and lets them go on', async () => {
    proxy.freeze(true);
    let answered = false;
    const asked = ask().then((rows) => {
      answered = true;
      return rows;
    });
    await wait(200);
    expect(answered).toBe(false);
    proxy.freeze(false);
    expect(await asked).toEqual([{ one: 1 }]);
  });

  it('refuses new lines', async () => {
    proxy.refuse(true);
    await expect(ask()).rejects.toThrow();
    const socket = connect({ host: '127.0.0.1', port: proxy.port });
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('close', resolve));
  });
});

async function untilSleeping(url: string): Promise<void> {
  for (;;) {
    const rows = await queryOnce(
      url,
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'SELECT pg_sleep(30)' AND state = 'active'`,
    );
    if (rows.length > 0) return;
    await wait(20);
  }
}
