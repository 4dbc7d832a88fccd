import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase, waitFor } from '#core/testing';
import { createLogger } from '../../core/log.ts';
import { openDatabase } from '../../core/model/database.ts';
import type { Database } from '../../core/model/database-type.ts';
import { forkChild } from '../fixture/fork-child.ts';
import { installClock, stopClock } from './database-clock.ts';

const seconds = process.env.ATRIUM_TEST_LONG ? 120 : 9;
const INTERVAL_MS = 3_000;

const every3s = { expression: '*/3 * * * * *', timeZone: 'UTC' };
const [berlin, howe] = ['Europe/Berlin', 'Australia/Lord_Howe'];
const actions = [
  { name: 'quick', ...every3s, lastsMs: 20 },
  { name: 'long', ...every3s, lastsMs: 4_000 },
  { name: 'berlin 02:30', expression: '30 2 * * *', timeZone: berlin, lastsMs: 5 },
  { name: 'berlin 02:00', expression: '0 2 * * *', timeZone: berlin, lastsMs: 5 },
  { name: 'berlin half-hourly', expression: '*/30 * * * *', timeZone: berlin, lastsMs: 5 },
  { name: 'berlin 02:30, long', expression: '30 2 * * *', timeZone: berlin, lastsMs: 3_000 },
  { name: 'howe 01:45', expression: '45 1 * * *', timeZone: howe, lastsMs: 5 },
  { name: 'howe 02:15', expression: '15 2 * * *', timeZone: howe, lastsMs: 5 },
  { name: 'howe half-hourly', expression: '*/30 * * * *', timeZone: howe, lastsMs: 5 },
];

let place: TestDatabase;
let database: Database;
const children = new Map<number, ChildProcess>();

async function startChild(): Promise<void> {
  const child = forkChild('test/races/action-child.ts', [place.url, JSON.stringify(actions)]);
  children.set(child.pid ?? 0, child);
  await once(child, 'message');
}

type Run = { id: number; action: string; pid: number; at: Date; ended_at: Date | null };
const runs = async (action: string): Promise<Run[]> =>
  (await database.query<Run>('SELECT id::integer AS id, action, pid, at, ended_at FROM torture WHERE action = $1::text ORDER BY at', [action])).rows;

beforeAll(async () => {
  place = await testDatabase();
  await installClock(place.url);
  database = await openDatabase({ url: place.url, poolSize: 2, log: createLogger('silent') });
  await database.script(
    'CREATE TABLE torture (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, action text, pid integer, at timestamptz DEFAULT clock_timestamp(), shown timestamptz, ended_at timestamptz)',
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
    await waitFor('the second long run', async () => (await runs('long')).filter(({ ended_at: ended }) => ended !== null).length > 1, 60);
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

const QUARTER = 15 * 60_000;
const quarterly = "action NOT IN ('quick', 'long')";
/** Runs of everything but `quick` and `long` since the clock was stopped, as `HH:MM` in UTC by the database's clock. */
async function slots(): Promise<Record<string, string[]>> {
  const { rows } = await database.query<{ action: string; shown: Date }>(
    `SELECT action, shown FROM torture WHERE ended_at IS NOT NULL AND ${quarterly} ORDER BY shown, id`,
  );
  return Object.fromEntries(
    [...Map.groupBy(rows, ({ action }) => action)].map(([action, those]) => [action, those.map(({ shown }) => shown.toISOString().slice(11, 16))]),
  );
}

/** Nothing is due any more, and nothing runs. */
const idle = (): Promise<unknown> =>
  waitFor(
    'everything that is due to be done',
    async () =>
      (
        await database.query(
          "SELECT FROM core_action WHERE name LIKE 'torture.%' AND name NOT IN ('torture.quick', 'torture.long') AND (next_run <= now() OR lease_until IS NOT NULL)",
        )
      ).rowCount === 0,
    60,
  );

/** Jumps to this instant: whatever was missed in the months between is made up, once. Then the record is empty. */
async function jumpTo(instant: number): Promise<void> {
  await database.query(`DELETE FROM torture WHERE ${quarterly}`);
  await stopClock(place.url, new Date(instant));
  await idle();
  const { rows } = await database.query<{ action: string; count: number }>(
    `SELECT action, count(*)::integer AS count FROM torture WHERE ${quarterly} AND ended_at IS NOT NULL GROUP BY action`,
  );
  expect(rows.map(({ count }) => count)).toEqual(actions.slice(2).map(() => 1));
  await database.query(`DELETE FROM torture WHERE ${quarterly}`);
}

/** Stops at each quarter of an hour from one to another. */
async function pass(from: number, until: number): Promise<void> {
  for (let at = from; at <= until; at += QUARTER) {
    await stopClock(place.url, new Date(at));
    await idle();
    // whoever looks once too often shows it now
    await wait(60);
  }
}

/** An hour and a half before and after. */
async function around(change: string): Promise<Record<string, string[]>> {
  const middle = Date.parse(change);
  await jumpTo(middle - 6 * QUARTER - 1_000);
  await pass(middle - 6 * QUARTER, middle + 6 * QUARTER);
  return slots();
}

describe('four processes over a change of the clocks, by the clock of the database', () => {
  beforeAll(async () => {
    await database.query("UPDATE core_action SET active = name LIKE 'torture.%' AND name NOT IN ('torture.quick', 'torture.long')");
    while (children.size < 4) await startChild();
  });

  it('spring in Berlin: what the clock skips is done where it goes on', { timeout: 120_000 }, async () => {
    expect(await around('2027-03-28T01:00:00Z')).toMatchObject({
      'berlin 02:30': ['01:00'],
      'berlin 02:00': ['01:00'],
      'berlin 02:30, long': ['01:00'],
      'berlin half-hourly': ['23:30', '00:00', '00:30', '01:00', '01:30', '02:00', '02:30'],
    });
  });

  it('autumn on Lord Howe, by half an hour: what comes twice is done the first time', { timeout: 120_000 }, async () => {
    expect(await around('2027-04-03T15:00:00Z')).toMatchObject({
      'howe 01:45': ['14:45'],
      'howe 02:15': ['15:45'],
      'howe half-hourly': ['13:30', '14:00', '14:30', '15:00', '15:30', '16:00', '16:30'],
    });
  });

  it('spring on Lord Howe', { timeout: 120_000 }, async () => {
    expect(await around('2027-10-02T15:30:00Z')).toMatchObject({
      'howe 01:45': ['15:15'],
      'howe 02:15': ['15:30'],
      'howe half-hourly': ['14:00', '14:30', '15:00', '15:30', '16:00', '16:30', '17:00'],
    });
  });

  it('autumn in Berlin: 02:30 is done once, also when the process that does it is killed', { timeout: 120_000 }, async () => {
    const first = Date.parse('2027-10-31T00:30:00Z');
    await jumpTo(first - 1_000);
    await stopClock(place.url, new Date(first));
    const victim = await waitFor(
      'the long run, and nothing beside it',
      async () => {
        const { rows } = await database.query<Run>(`SELECT action, pid FROM torture WHERE ended_at IS NULL AND ${quarterly}`);
        // a run that has ended is done once its action is free again: a kill in between rightly does it twice
        const { rows: busy } = await database.query<{ name: string }>(
          "SELECT name FROM core_action WHERE active AND name <> 'torture.berlin 02:30, long' AND (lease_until IS NOT NULL OR next_run <= now())",
        );
        return busy.length === 0 && rows.length === 1 && rows.find(({ action }) => action === 'berlin 02:30, long');
      },
      30,
    );
    const child = children.get(victim.pid);
    child?.kill('SIGKILL');
    if (child) await once(child, 'exit');
    children.delete(victim.pid);
    await stopClock(place.url, new Date(first + 3 * 60_000));
    await idle();
    await pass(first + QUARTER, first + 10 * QUARTER);
    expect(await slots()).toMatchObject({
      'berlin 02:30': ['00:30'],
      'berlin 02:30, long': ['00:33'],
      'berlin half-hourly': ['00:30', '01:00', '01:30', '02:00', '02:30', '03:00'],
    });
  });
});
