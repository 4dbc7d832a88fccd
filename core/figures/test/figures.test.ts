import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { foldRequestTimes } from '../fold-request-times.ts';
import { bucketOf, countFrom, quantileOf } from '../time-buckets.ts';

const watcher = definePlugin({
  name: 'watcher',
  version: '1.0.0',
  title: 'Watcher',
  summary: 'Asks for figures',
  category: 'Test',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  permissions: ['platform'],
});

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({ only: ['base', 'watcher'], plugins: [watcher], clock: '2027-03-28T09:10:00Z' });
});
afterAll(() => app.close());

const histogram = (list: readonly number[]): Map<number, number> => {
  const found = new Map<number, number>();
  for (const ms of list) found.set(bucketOf(ms), (found.get(bucketOf(ms)) ?? 0) + 1);
  return found;
};
const near = (value: number | null, expected: number): void => {
  expect((value ?? 0) / expected).toBeGreaterThan(0.8);
  expect((value ?? 0) / expected).toBeLessThan(1.2);
};
const day = { from: new Date('2027-03-27T23:00:00Z'), to: new Date('2027-03-28T22:00:00Z') };

describe('buckets of times', () => {
  it('give median and p95 to a fifth, from parts of a millisecond to minutes', () => {
    const times = Array.from({ length: 1_000 }, (_, index) => index + 1);
    near(quantileOf(histogram(times), 0.5), 500);
    near(quantileOf(histogram(times), 0.95), 950);
    near(quantileOf(histogram([90_000]), 0.5), 90_000);
    expect(quantileOf(histogram([0, 0.1, 0.4]), 0.95)).toBeLessThanOrEqual(0.5);
    expect(quantileOf(new Map(), 0.5)).toBeNull();
    expect(countFrom(histogram([5, 900, 2_000, 30_000]), 1_000)).toBe(2);
    expect(bucketOf(Number.NaN)).toBe(0);
    expect(bucketOf(1e9)).toBe(71);
  });
});

describe('times of pages', () => {
  it('are counted by pattern without a statement per request, and written together', async () => {
    const { runtime } = app.app;
    for (let index = 0; index < 20; index++) await fetch(`${app.url}/sign-in`, { redirect: 'manual' });
    const before = runtime.database.statements();
    for (let index = 0; index < 100; index++) runtime.times.note('GET /slow/:id', index < 90 ? 20 : 3_000);
    expect(runtime.database.statements()).toBe(before);
    await runtime.times.flush();
    const { all, routes } = await app.env('watcher').figures.pages(day);
    const slow = routes.find(({ route }) => route === 'GET /slow/:id');
    expect(slow).toMatchObject({ count: 100, slow: 10 });
    near(slow?.median ?? null, 20);
    near(slow?.p95 ?? null, 3_000);
    expect(routes[0]?.route).toBe('GET /slow/:id');
    expect(all.count).toBeGreaterThanOrEqual(100);
    expect(routes.every(({ route }) => /^[A-Z]+ \//.test(route))).toBe(true);
    // a second process adds to the same rows
    runtime.times.note('GET /slow/:id', 20);
    await runtime.times.flush();
    expect((await app.env('watcher').figures.pages(day)).routes.find(({ route }) => route === 'GET /slow/:id')?.count).toBe(101);
  });

  it('become hours and days, and none is lost on the way', async () => {
    const { runtime } = app.app;
    const every = { ...day, every: 'day' as const, timeZone: 'Europe/Berlin' };
    const [before] = await app.env('watcher').figures.pagesEvery(every);
    expect(before).toMatchObject({ start: '2027-03-28' });
    const fold = async () => foldRequestTimes(runtime).run(app.env('watcher'), { signal: new AbortController().signal, progress: async () => {} });
    const grains = async () => (await runtime.database.query<{ grain: number }>('SELECT DISTINCT grain FROM core_request_time')).rows.map(({ grain }) => grain);
    expect(await grains()).toEqual([1]);
    app.clock.advance(4 * 86_400_000);
    await fold();
    expect(await grains()).toEqual([60]);
    expect(await app.env('watcher').figures.pagesEvery(every)).toEqual([before]);
    app.clock.advance(70 * 86_400_000);
    await fold();
    await fold();
    expect(await grains()).toEqual([1440]);
    expect((await app.env('watcher').figures.pages(day)).all.count).toBe(before?.count);
    app.clock.advance(800 * 86_400_000);
    await fold();
    expect(await grains()).toEqual([]);
  });
});

describe('sizes and actions', () => {
  it('tell bytes by plugin and run times of actions', async () => {
    const figures = app.env('watcher').figures;
    const { database, files, plugins } = await figures.sizes();
    const sum = plugins.reduce((total, { bytes }) => total + bytes, 0);
    expect(sum).toBeGreaterThan(0);
    expect(database).toBeGreaterThan(sum);
    expect(files).toBeGreaterThanOrEqual(0);
    expect(plugins.map(({ plugin }) => plugin)).toEqual(expect.arrayContaining(['core', 'web']));
    await app.app.runtime.database.query(
      `INSERT INTO core_action (name, plugin, declared, expression, next_run) VALUES ('watcher.look', 'watcher', '* * * * *', '* * * * *', now()) ON CONFLICT DO NOTHING`,
    );
    await app.app.runtime.database.query(
      `INSERT INTO core_action_run (action, started_at, finished_at, ok) SELECT 'watcher.look', '2027-03-28T01:00:00Z', '2027-03-28T01:00:00Z'::timestamptz + make_interval(secs => n), n <> 3 FROM generate_series(1, 5) AS n`,
    );
    expect(await figures.actions(day)).toEqual([
      { action: 'watcher.look', plugin: 'watcher', title: 'watcher.look', runs: 5, failed: 1, median: 3_000, p95: 4_800, longest: 5_000 },
    ]);
  });

  it('are there only for a plugin with the permission', () => {
    expect(() => app.env('web').figures).toThrow(/without naming it in its manifest/);
  });
});
