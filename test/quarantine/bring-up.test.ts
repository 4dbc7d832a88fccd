import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDatabase, type TestDatabase } from '#core/testing';
import { spawnAtrium } from '../fixture/run-atrium.ts';
import { type PluginFolder, pluginFolder, pluginPackage } from './bad-plugins.ts';
import { type Process, query, startProcess } from './start-process.ts';

const standard = 'standard: true,';
const migration = (sql: string): Record<string, string> => ({ 'migrations/0001-init.sql': sql });

let database: TestDatabase;
let plugins: PluginFolder;
let packed: ReturnType<typeof pluginPackage>;
let atrium: Process;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await emptyDatabase();
  plugins = pluginFolder({
    good: { body: standard },
    neighbour: {
      before: "import { z } from 'zod'; import { Icon } from '../web/contract.ts'; import { word } from './word.ts';",
      body: `${standard} depends: ['web'], routes: [{ method: 'GET', path: '/neighbour', auth: 'public', summary: 'x', handler: async () => text([typeof z.object, typeof Icon, word].join()) }],`,
      files: { 'word.ts': "export const word: string = 'near';" },
    },
    'import-error': { body: standard, before: "throw new Error('the file is torn');" },
    'import-string': { body: standard, before: "throw 'only words';" },
    'import-null': { body: standard, before: 'throw null;' },
    'import-never': { body: standard, before: 'await new Promise(() => {});' },
    'no-manifest': { files: { 'plugin.ts': 'export default 7;' } },
    'install-error': { body: `${standard} install: async () => { throw new Error('no room for me'); },` },
    'install-string': { body: `${standard} install: () => { throw 'thrown at once'; },` },
    'migration-error': { body: standard, files: migration('CREATE TABLE half_way (a integer); SELECT 1/0;') },
    'start-error': { body: `${standard} start: async () => { throw Object.freeze(new Error('cold start')); },` },
    'start-never': { body: `${standard} start: () => new Promise(() => {}),` },
    'start-child': { body: `${standard} depends: ['start-error'],` },
    'circle-one': { body: `${standard} depends: ['circle-two'],` },
    'circle-two': { body: `${standard} depends: ['circle-one'],` },
    'a-same-route': {
      body: `${standard} routes: [{ method: 'GET', path: '/sign-in', auth: 'public', summary: 'Not mine', handler: async () => text('mine now') }],`,
    },
    'a-same-job': {
      body: `${standard} jobs: [{ name: 'calendar.expire-holds', payload: {}, run: async () => {} }, { name: 'same.job', payload: {}, run: async () => {} }, { name: 'same.job', payload: {}, run: async () => {} }],`,
    },
    'a-same-group': { body: `${standard} groups: { 'base.admin': { title: 'Me' } },` },
    'bad-settings': { body: `${standard} settings: { plugin: 'bad-settings', title: 'Bad', schema: { nothing: true }, secrets: [], tests: [] },` },
    'bad-wrap': { body: `${standard} wraps: [{ service: 'calendar', method: 'noSuchThing', run: async () => {} }],` },
    'bad-slot': { body: `${standard} slots: { home: 'not a function' },` },
  });
  packed = pluginPackage();
  environment = {
    NODE_ENV: 'development',
    DATABASE_URL: database.url,
    ATRIUM_KEYS: randomBytes(32).toString('base64'),
    ATRIUM_PLUGIN_FOLDERS: plugins.folder,
    ATRIUM_PLUGIN_PACKAGES: `${packed.name},not-installed-anywhere`,
    PORT: '0',
  };
  atrium = await startProcess(environment);
}, 240_000);
afterAll(async () => {
  await atrium?.end();
  plugins?.remove();
  packed?.remove();
  await database?.drop();
}, 60_000);

const stateOf = async (name: string): Promise<{ state: string; reason: string | null } | undefined> =>
  (await query<{ state: string; reason: string | null }>(database.url, 'SELECT state, reason FROM core_plugin WHERE name = $1', [name]))[0];
const quarantineOf = async (name: string): Promise<{ fault: string; reason: string } | undefined> =>
  (await query<{ fault: string; reason: string }>(database.url, 'SELECT fault, reason FROM core_plugin_quarantine WHERE plugin = $1', [name]))[0];

describe('a start among broken plugins', () => {
  it('serves the core, the other plugins, and a sound plugin from the same folder', async () => {
    expect((await fetch(`${atrium.url}/readyz`)).status).toBe(200);
    const page = await fetch(`${atrium.url}/sign-in`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<form');
    expect(await (await fetch(`${atrium.url}/good`)).text()).toBe('good is here');
  });

  it.each([
    'import-error',
    'import-string',
    'import-null',
    'import-never',
    'no-manifest',
    'install-error',
    'migration-error',
    'start-error',
    'start-never',
    'start-child',
    'circle-one',
  ])('serves nothing of %s', async (name) => {
    expect((await fetch(`${atrium.url}/${name}`)).status).toBe(404);
  });

  it.each([
    ['install-error', 'install', 'its installation failed: no room for me'],
    ['install-string', 'install', 'its installation failed: thrown at once'],
    ['migration-error', 'install', 'its migration failed: Migration "0001-init" of "migration-error" failed: division by zero'],
    ['start-error', 'start', 'its start failed: cold start'],
    ['start-never', 'start', 'its start did not finish within 10 seconds'],
  ])('puts %s into quarantine', async (name, fault, reason) => {
    expect(await quarantineOf(name)).toEqual({ fault, reason });
  });

  it('leaves nothing of an installation that failed', async () => {
    expect(await query(database.url, "SELECT to_regclass('half_way') AS found")).toEqual([{ found: null }]);
    expect(await stateOf('migration-error')).toBeUndefined();
    expect(await stateOf('install-error')).toBeUndefined();
  });

  it('gives plugins outside of the project what those inside have: the core, contracts, zod', async () => {
    expect(await (await fetch(`${atrium.url}/neighbour`)).text()).toBe('function,function,near');
    expect(await (await fetch(`${atrium.url}/packed`)).text()).toBe('function,function');
  });

  it('marks an installed one as quarantined with its reason, and holds those that need it', async () => {
    expect(await stateOf('start-error')).toEqual({ state: 'quarantined', reason: 'its start failed: cold start' });
    expect(await stateOf('start-child')).toMatchObject({ state: 'enabled' });
  });

  it('takes no name from those that had it before', async () => {
    expect(await (await fetch(`${atrium.url}/sign-in`)).text()).not.toContain('mine now');
  });

  it('tells all of it in the list of plugins and in the check', { timeout: 180_000 }, async () => {
    const list = spawnAtrium(['plugin', 'list'], environment);
    const check = spawnAtrium(['check'], environment);
    const [listed] = await Promise.all([list.done, check.done]);
    expect(listed).toBe(0);
    for (const [name, state, words] of [
      ['import-error', 'held', 'the file is torn'],
      ['import-string', 'held', 'only words'],
      ['import-null', 'held', 'null'],
      ['import-never', 'quarantined', 'did not finish loading within 10 seconds'],
      ['no-manifest', 'held', ''],
      ['start-error', 'quarantined', 'cold start'],
      ['start-child', 'held', 'start-error'],
      ['circle-one', 'available', ''],
      ['good', 'enabled', ''],
      ['not-installed-anywhere', 'held', 'The package is not installed'],
    ] as const) {
      const line = list.said.out.split('\n').find((one) => one.startsWith(`${name} `));
      expect(line, name).toContain(state);
      expect(line, name).toContain(words);
    }
    expect(check.said.out).toContain('FAIL  plugins            "start-error" is in quarantine: its start failed: cold start');
    expect(check.said.out).toContain('FAIL  plugins            "install-error" is in quarantine');
    expect(check.said.out).toMatch(/"start-child" is held back: It needs the plugin "start-error", which is quarantined/);
  });
});

describe('after the cause is gone', () => {
  it('a plugin whose code has changed comes back with the next start, by itself', { timeout: 180_000 }, async () => {
    await atrium.end();
    plugins.write('start-error', { body: standard });
    plugins.write('migration-error', { body: standard, files: migration('CREATE TABLE whole_way (a integer);') });
    rmSync(path.join(plugins.folder, 'import-never'), { recursive: true });
    atrium = await startProcess(environment);
    expect(await (await fetch(`${atrium.url}/start-error`)).text()).toBe('start-error is here');
    expect(await (await fetch(`${atrium.url}/start-child`)).text()).toBe('start-child is here');
    expect(await stateOf('start-error')).toEqual({ state: 'enabled', reason: null });
    expect(await quarantineOf('migration-error')).toBeUndefined();
    expect(await stateOf('start-never')).toMatchObject({ state: 'quarantined' });
  });

  it('an administrator can enable it, and it tries again', { timeout: 120_000 }, async () => {
    const { done, said } = spawnAtrium(['plugin', 'enable', 'start-never', '--yes'], environment);
    expect(await done, said.out + said.error).toBe(0);
    // its start fails again in the process that serves
    await expect.poll(() => stateOf('start-never'), { timeout: 90_000 }).toMatchObject({ state: 'quarantined' });
    expect((await fetch(`${atrium.url}/good`)).status).toBe(200);
  });
});
