import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase, waitFor } from '#core/testing';
import { createLogger } from '../../core/log.ts';
import { openDatabase } from '../../core/model/database.ts';
import type { Database } from '../../core/model/database-type.ts';

const seconds = process.env.ATRIUM_TEST_LONG ? 120 : 20;
const INTERVAL_MS = 3_000;

let place: TestDatabase;
let database: Database;
const children = new Map<number, ChildProcess>();

async function startChild(): Promise<void> {
  const child = fork(path.resolve('test/races/action-child.ts'), [place.url], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
  children.set(child.pid ?? 0, child);
  await once(child, 'message');
}

type Run = { id: number; action: string; pid: number; at: Date; ended_at: Date | null };
const runs = async (action: string): Promise<Run[]> =>
  (await database.query<Run>('SELECT id::integer AS id, action, pid, at, ended_at FROM torture WHERE action = $1::text ORDER BY at', [action])).rows;

beforeAll(async () => {
  place = await testDatabase();
  database = await openDatabase({ url: place.url, poolSize: 2, log: createLogger('silent') });
  await database.script(
    'CREATE TABLE torture (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, action text, pid integer, at timestamptz DEFAULT clock_timestamp(), ended_at timestamptz)',
  );
  await Promise.all([startChild(), startChild(), startChild(), startChild()]);
}, 180_000);
afterAll(async () => {
  for (const child of children.values()) child.kill('SIGKILL');
  await database?.close();
  await place?.drop();
}, 60_000);

describe('four processes whose clocks jump by three hours', () => {
  it('run each slot once, and a run that is longer than its interval never beside itself', { timeout: 400_000 }, async () => {
    await wait(seconds * 1_000);
    const quick = await runs('quick');
    const slots = quick.map(({ at }) => Math.floor(at.getTime() / INTERVAL_MS));
    expect(slots.length).toBeGreaterThan(2);
    expect(new Set(slots).size).toBe(slots.length);
    const long = (await runs('long')).filter(({ ended_at: ended }) => ended !== null);
    expect(long.length).toBeGreaterThan(1);
    for (const [at, run] of long.entries()) {
      const next = long[at + 1];
      if (next) expect(next.at.getTime(), 'begins before the one before has ended').toBeGreaterThanOrEqual(run.ended_at?.getTime() ?? 0);
    }
    // the history has each of them
    const { rows } = await database.query<{ count: number }>("SELECT count(*)::integer AS count FROM core_action_run WHERE action = 'torture.quick' AND ok");
    expect(rows[0]?.count).toBeGreaterThanOrEqual(quick.filter(({ ended_at: ended }) => ended !== null).length - 1);
  });

  it('take over the slot of one that is killed, once, and lose none', { timeout: 400_000 }, async () => {
    const victim = await waitFor(
      'a long run',
      async () => (await runs('long')).findLast(({ ended_at: ended, pid }) => ended === null && children.has(pid)),
      60,
    );
    const child = children.get(victim.pid);
    child?.kill('SIGKILL');
    if (child) await once(child, 'exit');
    children.delete(victim.pid);
    await wait(2 * INTERVAL_MS);
    const before = (await runs('long')).filter(({ id }) => id > victim.id);
    const held = await database.query<{ lease_until: Date | null; next_run: Date }>(
      "SELECT lease_until, next_run FROM core_action WHERE name = 'torture.long'",
    );
    const ended = (await runs('long')).find(({ id }) => id === victim.id)?.ended_at;
    expect(ended).toBeNull();
    // its lease keeps the others away
    expect(before).toEqual([]);
    expect(held.rows[0]?.lease_until?.getTime()).toBeGreaterThan(victim.at.getTime());
    // two minutes later
    await database.query('UPDATE core_action SET lease_until = now() WHERE lease_token IS NOT NULL');
    const again = await waitFor('the run after it', async () => (await runs('long')).find(({ id, ended_at: done }) => id > victim.id && done !== null), 60);
    expect(again.pid).not.toBe(victim.pid);
    await waitFor('the other action', async () => (await runs('quick')).some(({ at }) => at > victim.at), 60);
  });
});
