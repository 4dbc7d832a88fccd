import { afterEach, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp, testDatabase } from '#core/testing';
import type {} from '../../plugins/base/schema.ts';
import { catalogSnapshot } from './catalog-snapshot.ts';
import keepsake from './plugins/keepsake/plugin.ts';
import type {} from './plugins/keepsake/schema.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const open = async (databaseUrl: string, code = true): Promise<TestApp> => {
  const app = await bootTestApp({ databaseUrl, only: ['base'], ...(code ? { available: [keepsake] } : {}) });
  closing.push(() => app.close());
  return app;
};
const databaseForThisTest = async (): Promise<string> => {
  const database = await testDatabase();
  closing.push(() => database.drop());
  return database.url;
};
const by = { actor: 'test' };

/** What a plugin leaves in a life: entries, values in others' columns, settings, a token, a job. */
async function use(app: TestApp): Promise<void> {
  const env: Env<'keepsake'> = app.env('keepsake');
  const base: Env<'base'> = app.env('base');
  const { id: person } = await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'UTC', language: 'en' });
  const { id: entry } = await env.model('keepsake.entry').create({ text: 'Lovely', person, mark: 'secret words' });
  await env.model('base.person').update(person, { keepsakeMotto: 'Carpe diem', keepsakeBest: entry });
  await env.tokens.issue('keepsake', entry);
  if (keepsake.settings) await env.saveSettings(keepsake.settings, { greeting: 'Hi', key: 'sealed words' });
  const [job] = keepsake.jobs ?? [];
  if (job) await env.enqueue(job, { text: 'later' });
}

describe('a plugin that is installed, used and purged', () => {
  it('leaves the catalog as it was, and no row in the core’s tables', async () => {
    const app = await open(await databaseForThisTest());
    const { database } = app.app.runtime;
    const { platform } = app.env('base');
    const before = await catalogSnapshot(database);
    await platform.apply({ kind: 'install', plugins: ['keepsake'] }, by);
    expect((await catalogSnapshot(database)).length).toBeGreaterThan(before.length + 20);
    await use(app);
    await platform.apply({ kind: 'uninstall', plugins: ['keepsake'], mode: 'purge' }, by);
    const after = await catalogSnapshot(database);
    expect(after.filter((line) => !before.includes(line))).toEqual([]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect((await platform.history()).map(({ ok, change }) => [ok, change?.kind])).toEqual([
      [true, 'uninstall'],
      [true, 'install'],
      [true, undefined],
    ]);
  });

  it('leaves as little when its code is gone', async () => {
    const url = await databaseForThisTest();
    const first = await open(url);
    const before = await catalogSnapshot(first.app.runtime.database);
    await first.env('base').platform.apply({ kind: 'install', plugins: ['keepsake'] }, by);
    await use(first);
    const second = await open(url, false);
    const { platform } = second.env('base');
    expect(await platform.plugins()).toContainEqual(expect.objectContaining({ name: 'keepsake', state: 'missing', title: 'Keepsake' }));
    expect(await platform.leftovers()).toEqual([
      expect.objectContaining({
        plugin: 'keepsake',
        code: false,
        tables: [{ name: 'keepsake_entry', rows: 2, bytes: expect.any(Number) }],
        columns: [
          { table: 'base_person', column: 'keepsake_best_id', rows: 1 },
          { table: 'base_person', column: 'keepsake_motto', rows: 1 },
        ],
        core: { settings: 2, records: 0, jobs: 1, tokens: 2 },
      }),
    ]);
    const plan = await platform.plan({ kind: 'uninstall', plugins: ['keepsake'], mode: 'purge' });
    expect(plan.problems).toEqual([]);
    expect(plan.losses).toContainEqual({ plugin: 'keepsake', table: 'keepsake_entry', column: undefined, rows: 2 });
    await platform.apply(plan.change, { ...by, planned: plan.hash });
    const after = await catalogSnapshot(second.app.runtime.database);
    expect(after.filter((line) => !before.includes(line))).toEqual([]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect(await platform.leftovers()).toEqual([]);
  });

  it('hands out its data first, without secrets', async () => {
    const app = await open(await databaseForThisTest());
    const { platform } = app.env('base');
    await platform.apply({ kind: 'install', plugins: ['keepsake'] }, by);
    await use(app);
    const lines: string[] = [];
    await platform.apply({ kind: 'uninstall', plugins: ['keepsake'], mode: 'purge' }, { ...by, exportTo: async (line) => void lines.push(line) });
    const entries: unknown[] = lines.map((line) => JSON.parse(line));
    expect(entries).toEqual([
      { plugin: 'keepsake', version: '1.0.0', exported: expect.any(String) },
      { table: 'keepsake_entry', row: expect.objectContaining({ text: 'installed', stars: 0 }) },
      { table: 'keepsake_entry', row: expect.objectContaining({ text: 'Lovely' }) },
      { table: 'base_person', key: { org_id: 1, id: expect.any(String) }, columns: { keepsake_motto: 'Carpe diem', keepsake_best_id: expect.any(String) } },
      { setting: 'greeting', organization: 1, value: 'Hi' },
    ]);
    expect(lines.join('')).not.toMatch(/mark|sealed|secret words/);
  });
});

describe('a plugin that is uninstalled and keeps its data', () => {
  it('is gone from the pages, and finds everything again when it is installed', async () => {
    const app = await open(await databaseForThisTest());
    const { platform } = app.env('base');
    const state = async () => (await platform.plugins()).find(({ name }) => name === 'keepsake');
    await platform.apply({ kind: 'install', plugins: ['keepsake'] }, by);
    await use(app);
    expect((await fetch(`${app.url}/keepsake`)).status).toBe(200);
    await platform.apply({ kind: 'uninstall', plugins: ['keepsake'], mode: 'keep' }, by);
    expect((await fetch(`${app.url}/keepsake`)).status).toBe(404);
    expect(await state()).toMatchObject({ state: 'available', keptData: true });
    expect(await platform.leftovers()).toEqual([expect.objectContaining({ plugin: 'keepsake', state: 'uninstalled', code: true })]);
    await platform.apply({ kind: 'install', plugins: ['keepsake'] }, by);
    expect(await (await fetch(`${app.url}/keepsake`)).json()).toEqual({ entries: 2 });
    expect(await state()).toMatchObject({ state: 'enabled', keptData: false });
  });
});
