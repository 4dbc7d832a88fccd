import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction, defineJob, defineSchema, f, type Manifest, model, type Platform, type PluginInfo, route, text } from '#core';
import { bootTestApp, type TestApp, type TestAppOptions, testDatabase, waitFor } from '#core/testing';
import { catalogSnapshot } from './catalog-snapshot.ts';
import { removeSmallPlugins, smallPlugin } from './small-plugin.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(removeSmallPlugins);
const by = { actor: 'test' };

/** The two that everything needs, and those of the test, which are there and not installed. */
async function open(
  available: readonly Manifest[],
  more: TestAppOptions = {},
): Promise<{ app: TestApp; platform: Platform; state(name: string): Promise<PluginInfo | undefined> }> {
  const app = await bootTestApp({ only: ['base'], available, ...more });
  closing.push(() => app.close());
  const { platform } = app.env('base');
  return { app, platform, state: async (name) => (await platform.plugins()).find((plugin) => plugin.name === name) };
}
const databaseForThisTest = async (): Promise<string> => {
  const database = await testDatabase();
  closing.push(() => database.drop());
  return database.url;
};
const names = (steps: readonly { action: string; plugin: string }[]): string[] => steps.map(({ action, plugin }) => `${action} ${plugin}`);

describe('a new database', () => {
  it('gets the standard plugins; others are there and wait', async () => {
    const { platform } = await open([smallPlugin('extra'), smallPlugin('usual', { standard: true })], {
      only: undefined as never,
      databaseUrl: await databaseForThisTest(),
    });
    const states = new Map((await platform.plugins()).map(({ name, state }) => [name, state]));
    expect(states.get('booking-portal')).toBe('enabled');
    expect(states.get('usual')).toBe('enabled');
    expect(states.get('extra')).toBe('available');
  });
});

describe('an existing database', () => {
  it('runs what is enabled and nothing else, also when more standard plugins came along', async () => {
    const url = await databaseForThisTest();
    const first = await open([smallPlugin('extra')], { databaseUrl: url });
    await first.platform.apply({ kind: 'install', plugins: ['extra'] }, by);
    const second = await open([smallPlugin('extra'), smallPlugin('late', { standard: true })], { databaseUrl: url });
    expect(await second.state('extra')).toMatchObject({ state: 'enabled' });
    expect(await second.state('late')).toMatchObject({ state: 'available' });
    await second.platform.apply({ kind: 'disable', plugins: ['extra'] }, by);
    const third = await open([smallPlugin('extra')], { databaseUrl: url });
    expect(await third.state('extra')).toMatchObject({ state: 'disabled' });
    expect(third.app.app.runtime.generation().plugins.map(({ name }) => name)).toEqual(['web', 'base']);
  });

  it('of a release that noted less gets what an uninstall without the code needs', async () => {
    const url = await databaseForThisTest();
    const set = [smallPlugin('shop'), smallPlugin('till', { depends: ['shop'] })];
    const first = await open(set, { databaseUrl: url });
    await first.platform.apply({ kind: 'install', plugins: ['till'] }, by);
    await first.app.app.runtime.database.query("UPDATE core_plugin SET title = NULL, depends = '{}', permissions = NULL");
    await open(set, { databaseUrl: url });
    const third = await open([], { databaseUrl: url });
    expect(await third.state('till')).toMatchObject({ state: 'missing', title: 'till', depends: ['shop'] });
    expect(names((await third.platform.plan({ kind: 'uninstall', plugins: ['shop'], mode: 'purge' })).steps)).toEqual(['purge till', 'purge shop']);
    expect((await third.platform.processes()).at(-1)).toMatchObject({ problem: expect.stringContaining('Holds back "shop": Its code is not there.') });
  });

  it('gets what a newer version of an enabled plugin needs', async () => {
    const url = await databaseForThisTest();
    const first = await open([smallPlugin('shop')], { databaseUrl: url });
    await first.platform.apply({ kind: 'install', plugins: ['shop'] }, by);
    const newer = [smallPlugin('shop', { version: '1.1.0', depends: ['till'] }), smallPlugin('till')];
    const second = await open(newer, { databaseUrl: url });
    expect(await second.state('shop')).toMatchObject({ state: 'enabled', version: { installed: '1.1.0', available: '1.1.0' } });
    expect(await second.state('till')).toMatchObject({ state: 'enabled' });
    expect(names((await second.platform.history())[0]?.steps ?? [])).toEqual(['install till', 'upgrade shop']);
  });
});

describe('what a change brings along', () => {
  it('turns on what is needed, dependencies first, and off what needs it, dependents first', async () => {
    const { platform, state } = await open([smallPlugin('a'), smallPlugin('b', { depends: ['a'] }), smallPlugin('c', { depends: ['b', 'base'] })]);
    const plan = await platform.plan({ kind: 'install', plugins: ['c'] });
    expect(names(plan.steps)).toEqual(['install a', 'install b', 'install c']);
    expect(plan.steps.map(({ because }) => because)).toEqual(['"b" needs it.', '"c" needs it.', undefined]);
    await platform.apply(plan.change, { ...by, planned: plan.hash });
    expect(await state('a')).toMatchObject({ state: 'enabled', dependents: ['b', 'c'] });
    const off = await platform.apply({ kind: 'disable', plugins: ['a'] }, by);
    expect(names(off.steps)).toEqual(['disable c', 'disable b', 'disable a']);
    expect(names((await platform.apply({ kind: 'enable', plugins: ['c'] }, by)).steps)).toEqual(['enable a', 'enable b', 'enable c']);
  });

  it('installs glue when all that it connects is turned on, and leaves it out once it was turned off', async () => {
    const glue = smallPlugin('glue', { depends: ['a', 'b'], autoInstall: true });
    const { platform, state } = await open([smallPlugin('a'), smallPlugin('b'), glue]);
    expect(names((await platform.apply({ kind: 'install', plugins: ['a'] }, by)).steps)).toEqual(['install a']);
    expect(names((await platform.apply({ kind: 'install', plugins: ['b'] }, by)).steps)).toEqual(['install b', 'install glue']);
    await platform.apply({ kind: 'disable', plugins: ['b'] }, by);
    expect(await state('glue')).toMatchObject({ state: 'disabled' });
    await platform.apply({ kind: 'enable', plugins: ['b'] }, by);
    expect(await state('glue')).toMatchObject({ state: 'disabled' });
  });
});

describe('what cannot be', () => {
  const set = [
    smallPlugin('engine', { version: '1.4.0' }),
    smallPlugin('fits', { depends: ['engine@^1.2'] }),
    smallPlugin('newer', { depends: ['engine@^2'] }),
    smallPlugin('rival', { conflicts: ['engine'] }),
    smallPlugin('lost', { depends: ['nowhere'] }),
    smallPlugin('ping', { depends: ['pong'] }),
    smallPlugin('pong', { depends: ['ping'] }),
  ];
  it.each([
    ['an essential plugin', { kind: 'disable', plugins: ['base'] }, '"People and settings" cannot be turned off'],
    ['what another needs in another version', { kind: 'install', plugins: ['newer'] }, 'it needs the plugin "engine" in version ^2, which is 1.4.0 here'],
    [
      'what cannot run beside another',
      { kind: 'install', plugins: ['engine', 'rival'] },
      'Plugin "rival", key "conflicts": it cannot run together with "engine"',
    ],
    ['what is not there', { kind: 'install', plugins: ['lost'] }, 'The plugin "nowhere" is not there. "lost" needs it.'],
    ['a circle', { kind: 'install', plugins: ['ping'] }, 'wait for each other'],
    ['an unknown name', { kind: 'install', plugins: ['nobody'] }, 'There is no plugin "nobody".'],
    ['what is not installed', { kind: 'disable', plugins: ['engine'] }, '"engine" is not installed.'],
    ['what is up to date', { kind: 'upgrade', plugins: ['base'] }, 'is up to date'],
    ['nothing', { kind: 'install', plugins: [] }, 'No plugin is named.'],
  ] as const)('%s is refused with its reason', async (_what, change, message) => {
    const { platform } = await open(set, { listen: false });
    const plan = await platform.plan(change);
    expect(plan.problems.map((problem) => problem.message).join('\n')).toContain(message);
    await expect(platform.apply(change, by)).rejects.toMatchObject({ code: 'PLUGIN_CHANGE_REFUSED', status: 409 });
    expect(names((await platform.apply({ kind: 'install', plugins: ['fits'] }, by)).steps)).toEqual(['install engine', 'install fits']);
  });

  it('going back to an older version is refused; at a start the older code runs up to the next major version', async () => {
    const url = await databaseForThisTest();
    const first = await open([smallPlugin('shop', { version: '1.2.0' }), smallPlugin('till', { version: '2.0.0' })], { databaseUrl: url });
    await first.platform.apply({ kind: 'install', plugins: ['shop', 'till'] }, by);
    const older = [smallPlugin('shop', { version: '1.1.0' }), smallPlugin('till', { version: '1.9.0' })];
    const app = await bootTestApp({ databaseUrl: url, only: ['base'], available: older });
    closing.push(() => app.close());
    const { platform } = app.env('base');
    const found = new Map((await platform.plugins()).map((plugin) => [plugin.name, plugin]));
    expect(found.get('shop')).toMatchObject({ state: 'enabled', version: { installed: '1.2.0', available: '1.1.0' }, upgradable: false });
    expect(found.get('till')).toMatchObject({ state: 'held', reason: expect.stringContaining('a plugin cannot go back') });
    await platform.apply({ kind: 'disable', plugins: ['shop'] }, by);
    const plan = await platform.plan({ kind: 'enable', plugins: ['shop'] });
    expect(plan.problems).toEqual([
      {
        plugin: 'shop',
        message:
          'Version 1.2.0 of "shop" is installed and the code here is 1.1.0: a plugin cannot go back. Bring the newer code, or uninstall it and install the older one.',
      },
    ]);
  });

  it('a plan that is no longer true', async () => {
    const { platform } = await open([smallPlugin('a'), smallPlugin('b', { depends: ['a'] })]);
    await platform.apply({ kind: 'install', plugins: ['a'] }, by);
    const { change, hash } = await platform.plan({ kind: 'disable', plugins: ['a'] });
    await platform.apply({ kind: 'install', plugins: ['b'] }, by);
    await expect(platform.apply(change, { ...by, planned: hash })).rejects.toMatchObject({ code: 'PLUGIN_PLAN_CHANGED', status: 409 });
  });

  it('a plan that stops being true while it waits for somebody else’s change: what that brought is not taken along', async () => {
    const { app, platform, state } = await open([smallPlugin('a'), smallPlugin('b', { depends: ['a'] })]);
    await platform.apply({ kind: 'install', plugins: ['a', 'b'] }, by);
    await platform.apply({ kind: 'uninstall', plugins: ['b'], mode: 'keep' }, by);
    const { change, hash, steps } = await platform.plan({ kind: 'uninstall', plugins: ['a'], mode: 'keep' });
    expect(names(steps)).toEqual(['uninstall a']);
    const { database } = app.app.runtime;
    const [locked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const other = database.tx(async () => {
      await database.lockKeys(['core:install']);
      locked.resolve();
      await go.promise;
      await database.query("UPDATE core_plugin SET state = 'enabled' WHERE name = 'b'");
    });
    await locked.promise;
    const applied = platform.apply(change, { ...by, planned: hash }).catch((error: unknown) => error);
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()";
    await waitFor('it to wait', async () => (await database.query(waiting)).rowCount > 0);
    go.resolve();
    await other;
    expect(await applied).toMatchObject({ code: 'PLUGIN_PLAN_CHANGED' });
    expect([await state('a'), await state('b')]).toMatchObject([{ state: 'enabled' }, { state: 'enabled' }]);
  });

  it('inside of a transaction', async () => {
    const { app, platform } = await open([smallPlugin('a')]);
    await expect(app.env('base').tx(() => platform.apply({ kind: 'install', plugins: ['a'] }, by))).rejects.toThrow('outside of tx');
  });

  it('env.platform without the permission', async () => {
    const { app } = await open([]);
    expect(() => app.env('web').platform).toThrow('asks for "platform"');
  });
});

describe('a change that fails', () => {
  const table = 'CREATE TABLE shop_item (org_id integer NOT NULL, id uuid NOT NULL, PRIMARY KEY (org_id, id));';
  it.each([
    [
      'half-way through its migrations',
      smallPlugin('shop', {}, { '0001-init': table, '0002-wrong': 'CREATE TABLE other (id nonsense)' }),
      'Migration "0002-wrong" of "shop" failed',
    ],
    [
      'in its own install',
      smallPlugin(
        'shop',
        {
          install: async () => {
            throw new Error('no paper');
          },
        },
        { '0001-init': table },
      ),
      'no paper',
    ],
    [
      'by throwing a string',
      smallPlugin(
        'shop',
        {
          enable: () => {
            throw 'no ink';
          },
        },
        { '0001-init': table },
      ),
      'no ink',
    ],
    [
      'because its migrations do not make what it declares',
      smallPlugin(
        'shop',
        {
          access: { 'shop.item': {} },
          schema: defineSchema({ plugin: 'shop', depends: [], models: { 'shop.item': model({ label: 'Item', fields: { name: f.text() } }) } }),
        },
        { '0001-init': 'SELECT 1' },
      ),
      'do not make what it declares: table shop_item',
    ],
    ['because it takes from another', smallPlugin('shop', {}, { '0001-init': 'ALTER TABLE base_person DROP COLUMN email' }), 'belongs to the plugin "base"'],
    [
      'because two routes clash',
      smallPlugin('shop', { routes: [route({ method: 'GET', path: '/sign-in', auth: 'public', summary: 'x', handler: async () => text('x') })] }),
      '/sign-in',
    ],
  ])('%s leaves nothing behind and says why', async (_how, plugin, message) => {
    const { app, platform, state } = await open([plugin]);
    const before = await catalogSnapshot(app.app.runtime.database);
    const { number } = app.app.runtime.generation();
    const failure: unknown = await platform.apply({ kind: 'install', plugins: ['shop'] }, by).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
    expect(await catalogSnapshot(app.app.runtime.database)).toEqual(before);
    expect(await state('shop')).toMatchObject({ state: 'available' });
    expect(app.app.runtime.generation().number).toBe(number);
    expect((await platform.history())[0]).toMatchObject({ ok: false, message: expect.stringContaining(message) });
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });
});

describe('a plan', () => {
  it('tells tables, columns, SQL, permissions and what a purge would lose', async () => {
    const { default: keepsake } = await import('./plugins/keepsake/plugin.ts');
    const { platform } = await open([keepsake]);
    const plan = await platform.plan({ kind: 'install', plugins: ['keepsake'] });
    expect(plan.objects).toEqual(
      expect.arrayContaining([
        { plugin: 'keepsake', action: 'create', kind: 'table', name: 'keepsake_entry' },
        { plugin: 'keepsake', action: 'create', kind: 'column', name: 'base_person.keepsake_motto' },
        { plugin: 'keepsake', action: 'create', kind: 'index', name: 'base_person_keepsake_motto_idx' },
      ]),
    );
    expect(plan.statements).toEqual([{ plugin: 'keepsake', source: '0001-init.sql', sql: expect.stringContaining('CREATE TABLE keepsake_entry') }]);
    expect(plan.permissions).toEqual([{ plugin: 'keepsake', permission: 'mail', fresh: true }]);
    await platform.apply(plan.change, { ...by, planned: plan.hash });
    const again = await platform.plan({ kind: 'uninstall', plugins: ['keepsake'], mode: 'purge' });
    expect(again.losses).toContainEqual({ plugin: 'keepsake', table: 'keepsake_entry', column: undefined, rows: 1 });
    expect(again.statements.map(({ sql }) => sql)).toContain('DROP TABLE IF EXISTS keepsake_entry');
  });
});

describe('a plugin that is turned on and off', () => {
  it('is told: start and its signal, enable, disable; and its running job is told to stop and waits', async () => {
    const told: string[] = [];
    const linger = defineJob({
      name: 'clock.linger',
      payload: z.object({}),
      run: async (_env, _payload, { signal }) => {
        told.push('job runs');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        told.push('job is told to stop');
      },
    });
    const plugin = smallPlugin('clock', {
      jobs: [linger],
      start: async (_env, signal) => {
        told.push('start');
        signal.addEventListener('abort', () => told.push('stop'), { once: true });
      },
      install: async () => void told.push('install'),
      enable: async () => void told.push('enable'),
      disable: async () => void told.push('disable'),
      uninstall: async (_env, { purge }) => void told.push(`uninstall ${purge}`),
    });
    const { app, platform } = await open([plugin]);
    const { database } = app.app.runtime;
    await platform.apply({ kind: 'install', plugins: ['clock'] }, by);
    expect(told.splice(0)).toEqual(['install', 'enable', 'start']);
    await app.app.startRunner();
    await app.env('clock').enqueue(linger, {});
    await waitFor('the job', () => told.includes('job runs'));
    await platform.apply({ kind: 'disable', plugins: ['clock'] }, by);
    await waitFor(
      'the row',
      async () =>
        (await database.query("SELECT FROM core_job WHERE name = 'clock.linger' AND state = 'queued' AND lease_token IS NULL AND faults = 0")).rowCount === 1,
    );
    expect(told.splice(0).sort()).toEqual(['disable', 'job is told to stop', 'job runs', 'stop']);
    await platform.apply({ kind: 'enable', plugins: ['clock'] }, by);
    await waitFor('the job again', () => told.includes('job runs'));
    await platform.apply({ kind: 'uninstall', plugins: ['clock'], mode: 'purge' }, by);
    expect(told).toEqual(expect.arrayContaining(['disable', 'uninstall true', 'job is told to stop']));
    expect((await database.query("SELECT FROM core_job WHERE name = 'clock.linger'")).rowCount).toBe(0);
  });

  it('its scheduled action that runs is told to stop, its lease ends, and it runs again when the plugin is back', async () => {
    const told: string[] = [];
    const sweep = defineAction({
      name: 'broom.sweep',
      title: 'Sweep',
      expression: '0 4 * * *',
      run: async (_env, { signal }) => {
        told.push('runs');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        told.push('is told to stop');
      },
    });
    const { app, platform } = await open([smallPlugin('broom', { actions: [sweep] })]);
    const { database } = app.app.runtime;
    await platform.apply({ kind: 'install', plugins: ['broom'] }, by);
    await app.app.startRunner();
    const row = () => database.query("SELECT FROM core_action WHERE name = 'broom.sweep' AND lease_token IS NULL AND failures = 0");
    await waitFor('the action', async () => (await row()).rowCount === 1);
    await database.query("UPDATE core_action SET requested = true WHERE name = 'broom.sweep'");
    await waitFor('the action to run', () => told.includes('runs'), 60);
    await platform.apply({ kind: 'disable', plugins: ['broom'] }, by);
    await waitFor('the lease to end', async () => told.includes('is told to stop') && (await row()).rowCount === 1);
    expect(told.splice(0)).toEqual(['runs', 'is told to stop']);
    await platform.apply({ kind: 'enable', plugins: ['broom'] }, by);
    await database.query("UPDATE core_action SET requested = true WHERE name = 'broom.sweep'");
    await waitFor('the action to run again', () => told.includes('runs'), 60);
  }, 150_000);

  it('is brought up to date when newer code is there, in a process that has it', async () => {
    const url = await databaseForThisTest();
    const first = smallPlugin('shop', {}, { '0001-init': 'CREATE TABLE shop_item (id integer)' });
    const one = await open([first], { databaseUrl: url });
    await one.platform.apply({ kind: 'install', plugins: ['shop'] }, by);
    await one.platform.apply({ kind: 'disable', plugins: ['shop'] }, by);
    const second = { ...first, version: '1.1.0' };
    writeFileSync(path.join(path.dirname(fileURLToPath(first.url)), 'migrations', '0002-more.sql'), 'ALTER TABLE shop_item ADD COLUMN name text');
    const two = await open([second], { databaseUrl: url });
    const plan = await two.platform.plan({ kind: 'enable', plugins: ['shop'] });
    expect(plan.steps).toEqual([expect.objectContaining({ action: 'enable', from: '1.0.0', to: '1.1.0' })]);
    expect(plan.statements).toEqual([{ plugin: 'shop', source: '0002-more.sql', sql: 'ALTER TABLE shop_item ADD COLUMN name text' }]);
    await two.platform.apply(plan.change, by);
    expect(await two.state('shop')).toMatchObject({ state: 'enabled', version: { installed: '1.1.0', available: '1.1.0' } });
  });

  it('does not keep others from a table that is in use: it lets go and tries again', async () => {
    const { default: keepsake } = await import('./plugins/keepsake/plugin.ts');
    const { app, platform } = await open([keepsake]);
    const { database } = app.app.runtime;
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reader = database.tx(async () => {
      await database.query('SELECT FROM base_person');
      await held;
    });
    const applied = platform.apply({ kind: 'install', plugins: ['keepsake'] }, by);
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'relation' AND datname = current_database()";
    await waitFor('it to wait for the table', async () => (await database.query(waiting)).rowCount > 0);
    await waitFor('it to let go', async () => (await database.query(waiting)).rowCount === 0);
    await database.query('SELECT FROM base_person');
    release?.();
    await reader;
    expect((await applied).steps).toHaveLength(1);
  });

  it('says that a restart is needed for code that changed under it', async () => {
    const shop = smallPlugin('shop');
    writeFileSync(fileURLToPath(shop.url), "export default {\n  name: 'shop',\n  version: '1.3.0',\n};\n");
    const { platform, state } = await open([shop]);
    expect(await state('shop')).toMatchObject({ restartNeeded: '1.3.0' });
    const { warnings } = await platform.plan({ kind: 'install', plugins: ['shop'] });
    expect(warnings).toEqual([{ plugin: 'shop', message: 'Restart needed: version 1.3.0 of "shop" is on disk, this process has loaded 1.0.0.' }]);
  });
});

describe('a purge that is asked for on a page', () => {
  it('does not wait for its own request', async () => {
    const desk = smallPlugin('desk', {
      permissions: ['platform'],
      routes: [
        route({
          method: 'POST',
          path: '/purge',
          auth: 'webhook',
          summary: 'Purge',
          handler: async (env) => {
            await env.platform.apply({ kind: 'uninstall', plugins: ['shop'], mode: 'purge' }, by);
            return text('purged');
          },
        }),
      ],
    });
    const { app, platform, state } = await open([desk, smallPlugin('shop')]);
    await platform.apply({ kind: 'install', plugins: ['desk', 'shop'] }, by);
    const answer = fetch(`${app.url}/purge`, { method: 'POST' });
    await waitFor('the purge', async () => (await state('shop'))?.keptData === false && (await state('shop'))?.state === 'available', 12);
    expect(await (await answer).text()).toBe('purged');
  });
});

describe('several processes', () => {
  it('find a plugin whose folder appeared after their start, without a restart', async () => {
    const url = await databaseForThisTest();
    const folder = mkdtempSync(path.join(tmpdir(), 'atrium-late-'));
    closing.push(async () => rmSync(folder, { recursive: true }));
    const options = { databaseUrl: url, only: undefined as never, config: { pluginFolders: [folder] } };
    const one = await open([], options);
    const two = await open([], options);
    mkdirSync(path.join(folder, 'late'));
    writeFileSync(
      path.join(folder, 'late', 'plugin.js'),
      `export default { name: 'late', version: '1.0.0', title: 'Late', summary: 'For tests', category: 'Test', icon: 'box', core: '^1.0.0', url: import.meta.url,
        routes: [{ method: 'GET', path: '/late', auth: 'public', summary: 'Late', handler: async () => ({ status: 200, headers: {}, body: { kind: 'text', text: 'better late' } }) }] };`,
    );
    expect(await one.state('late')).toBeUndefined();
    expect(await one.platform.discover()).toEqual(['late']);
    await one.platform.apply({ kind: 'install', plugins: ['late'] }, by);
    for (const { app } of [one, two]) expect(await (await fetch(`${app.url}/late`)).text()).toBe('better late');
  });

  it('follow each other, and one that starts later begins where they are', async () => {
    const url = await databaseForThisTest();
    const hello = smallPlugin('hello', {
      routes: [route({ method: 'GET', path: '/hello', auth: 'public', summary: 'Hello', handler: async () => text('hello') })],
    });
    const one = await open([hello], { databaseUrl: url });
    const two = await open([hello], { databaseUrl: url });
    const result = await one.platform.apply({ kind: 'install', plugins: ['hello'] }, by);
    expect(result.milliseconds.activate).toBeDefined();
    expect(result.processes).toHaveLength(2);
    expect(result.processes.every(({ current, generation }) => current && generation === result.generation)).toBe(true);
    for (const { app } of [one, two]) expect(await (await fetch(`${app.url}/hello`)).text()).toBe('hello');
    await two.platform.apply({ kind: 'disable', plugins: ['hello'] }, by);
    for (const { app } of [one, two]) expect((await fetch(`${app.url}/hello`)).status).toBe(404);
    const number = two.app.app.runtime.generation().number;
    await one.platform.rebuild('a group was made');
    await waitFor('the other', () => two.app.app.runtime.generation().number === number + 1);
    expect((await one.platform.history())[0]).toMatchObject({ ok: true, message: 'a group was made', generation: number + 1 });
  });
});
