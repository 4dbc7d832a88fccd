import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { reconcileConferences } from '../../plugins/meetings/conference/reconcile.ts';
import { environmentOf } from '../../plugins/zoom/test/environment-of.ts';
import { type FakeZoom, openFakeZoom } from '../../plugins/zoom/test/fake-zoom.ts';
import { forkChild } from '../fixture/fork-child.ts';

const LONG = process.env['ATRIUM_TEST_LONG'] !== undefined;
const KILLS = LONG ? 20 : 2;
const MEETINGS = LONG ? 30 : 8;
const HOUR_MS = 3_600_000;
/** Longer than the lease of a job. */
const LATER_MS = 10 * 60_000;
const key = randomBytes(32);
let ahead = 0;
const now = (): Date => new Date(Date.now() + ahead);
let fake: FakeZoom;
let app: TestApp;
let env: Env<'meetings'>;
let hosts: string[] = [];
let virtualRoom = '';

beforeAll(async () => {
  fake = await openFakeZoom({ now });
  // works on nothing until the end: the processes that are killed do
  app = await bootTestApp({
    only: ['zoom'],
    listen: false,
    clock: { now, set: () => {}, advance: () => {} },
    environment: environmentOf(fake),
    config: { keys: [key] },
  });
  env = app.env('meetings');
  hosts = await (app.env('base') as Env<'base'>)
    .service('base')
    .addPeople({ people: ['Ann', 'Ben'].map((name) => ({ name, email: `${name.toLowerCase()}@example.org`, timeZone: 'UTC' })) });
  virtualRoom = (await env.model('meeting.virtual_room').create({ name: 'Zoom', provider: 'zoom', licences: 100 })).id;
});
afterAll(async () => {
  await app?.close();
  await fake?.close();
});

/** Numbers in a row that look random and are the same in every run. */
let seed = Number(process.env['ATRIUM_TEST_SEED'] ?? 11);
const random = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};

async function make(number: number): Promise<void> {
  const start = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 2, 1 + number, 9));
  const times = { start, end: new Date(start.getTime() + HOUR_MS), timeZone: 'UTC' };
  const common = { subject: `Talk ${number}`, host: hosts[number % 2] ?? '', rooms: [], virtualRoom, guests: [], bufferBefore: 0, bufferAfter: 0 };
  await env.service('meetings').request({ ...common, ...times, state: 'confirmed' });
}

async function disturb(): Promise<void> {
  const events = await env.model('meeting.event').find({ state: 'confirmed' }, { order: ['start'] });
  const { id = '', version = 0, start = now(), end = now() } = events[random(events.length)] ?? {};
  const meetings = env.service('meetings');
  const deeds = [
    () => meetings.cancel({ id, version }),
    () => meetings.reschedule({ id, version, start: new Date(start.getTime() + HOUR_MS / 4), end: new Date(end.getTime() + HOUR_MS / 4) }),
    () => meetings.renewLink({ id, version }),
  ];
  await deeds[random(deeds.length)]?.();
}

const writes = (): number => fake.service.calls.filter(({ method, rawPath }) => method !== 'GET' && rawPath !== '/oauth/token').length;

/** Is there nothing to do before its time? */
async function isIdle(): Promise<boolean> {
  const { rows } = await app.app.runtime.database.query<{ due: number }>(
    "SELECT count(*)::integer AS due FROM core_job WHERE state = 'running' OR (state = 'queued' AND run_at <= $1::timestamptz)",
    [now().toISOString()],
  );
  return rows[0]?.due === 0;
}

/** A process that works until it has made some more writes at the service, and dies some thousandths of a second after the last: before or after its commit. @returns how many calls there were */
async function workAndDie(more: number, afterMs: number): Promise<number> {
  const told = { databaseUrl: app.databaseUrl, key: key.toString('base64'), aheadMs: ahead, environment: environmentOf(fake) };
  const child = forkChild('test/races/room-child.ts', [JSON.stringify(told)]);
  const gone = once(child, 'exit');
  const before = writes();
  const heard = fake.service.calls.length;
  const until = Date.now() + 60_000;
  for (let looks = 1; writes() < before + more && Date.now() < until; looks += 1) {
    // from its first call on at each turn, so that it is seen at once when it writes
    if (fake.service.calls.length > heard && afterMs === 0) await immediate();
    else await pause(1);
    if (looks % 200 === 0 && (await isIdle())) break;
  }
  if (afterMs > 0) await pause(afterMs);
  child.kill('SIGKILL');
  await gone;
  return writes() - before;
}

/** What a killed process was at may be taken by another when its lease is over. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await app.runJobs();
    ahead += turn < 3 ? LATER_MS : 2 * HOUR_MS;
  }
}

it('processes die between the answer of the service and the commit; after one reconciliation each meeting that stands has one room and the others none', async () => {
  for (let number = 0; number < MEETINGS; number += 1) await make(number);
  let doubts = 0;
  for (let round = 0; round < KILLS; round += 1) {
    if (round > 0) for (let count = 0; count < 3; count += 1) await disturb();
    expect(await workAndDie(1 + random(3), round === 0 ? 0 : random(7)), 'it worked').toBeGreaterThan(0);
    const known = new Set((await env.model('meeting.conference').find({})).map(({ externalId }) => externalId));
    doubts += fake.rooms().filter(({ id }) => !known.has(id)).length;
    ahead += LATER_MS;
  }
  expect(doubts, 'somebody died before the commit').toBeGreaterThan(0);
  await settle();
  await reconcileConferences.run(env as Env<never>, { signal: AbortSignal.timeout(60_000), progress: async () => undefined });
  await settle();

  const confirmed = await env.model('meeting.event').find({ state: 'confirmed' });
  const links = await env.model('meeting.conference').find({ event: { in: confirmed.map(({ id }) => id) } });
  expect(links.map(({ state }) => state)).toEqual(confirmed.map(() => 'ready'));
  expect(
    fake
      .rooms()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(links.map(({ externalId }) => externalId).sort());
  const starts = new Map(confirmed.map(({ id, start }) => [id, start.getTime()]));
  for (const { event, externalId } of links)
    expect(
      fake
        .rooms()
        .find(({ id }) => id === externalId)
        ?.start?.getTime(),
    ).toBe(starts.get(event));
  expect(fake.service.faults).toEqual([]);
  const dead = await app.app.runtime.database.query<{ name: string; last_error: string }>("SELECT name, last_error FROM core_job WHERE state = 'dead'");
  expect(dead.rows).toEqual([]);
}, 900_000);
