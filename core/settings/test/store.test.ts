import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openJobSite } from '../../jobs/test/job-site.ts';
import { pluginPrincipal } from '../../principal.ts';
import { createKeyRing } from '../../secrets/create-key-ring.ts';
import { waitFor } from '../../testing/index.ts';
import { runSettingsTest } from '../run-settings-test.ts';
import { defineSettings } from '../settings.ts';
import { environmentName, fromEnvironment, loadSettings, resetSettings, saveSettings, settingsState, watchSettings } from '../store.ts';

const settings = defineSettings({
  plugin: 'probe',
  title: 'Probe',
  schema: z.object({
    greeting: z.string().min(1).default('Hello'),
    holdHours: z.number().int().min(1).default(24),
    open: z.boolean().default(true),
    apiKey: z.string().default(''),
  }),
  secrets: ['apiKey'],
});
const defaults = { greeting: 'Hello', holdHours: 24, open: true, apiKey: '' };

async function open(environment: Record<string, string> = {}) {
  const site = await openJobSite();
  const runtime = await site.process([{ settings }], { environment });
  const statements = async (work: () => Promise<unknown>): Promise<number> => {
    const before = runtime.database.statements();
    await work();
    return runtime.database.statements() - before;
  };
  return { ...site, runtime, statements };
}

describe('settings', () => {
  it('are the defaults, then what was saved; reading again costs no statement', async () => {
    const { runtime, statements } = await open();
    expect(await loadSettings(runtime, 1, settings)).toEqual(defaults);
    expect(await statements(() => loadSettings(runtime, 1, settings))).toBe(0);
    await saveSettings(runtime, 1, settings, { holdHours: 2, open: false });
    expect(await loadSettings(runtime, 1, settings)).toEqual({ ...defaults, holdHours: 2, open: false });
    expect(await statements(() => loadSettings(runtime, 1, settings))).toBe(0);
    expect(await statements(() => runtime.database.tx(() => loadSettings(runtime, 1, settings)))).toBe(0);
  });

  it('refuse impossible and unknown values, and then save nothing', async () => {
    const { runtime } = await open();
    const values: Record<string, unknown> = { greeting: 'Hi', holdHours: 0, colour: 'red' };
    await expect(saveSettings(runtime, 1, settings, values)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      issues: [{ path: 'holdHours' }, { path: 'colour' }],
    });
    expect(await loadSettings(runtime, 1, settings)).toEqual(defaults);
  });

  it('must fit together too, with those that are not given', async () => {
    const { runtime } = await open();
    const pair = defineSettings({
      plugin: 'probe',
      title: 'Probe',
      schema: z
        .object({ first: z.number().default(1), last: z.number().default(9) })
        .refine(({ first, last }) => first <= last, { path: ['last'], message: 'The last comes before the first.' }),
    });
    await expect(saveSettings(runtime, 1, pair, { first: 10 })).rejects.toMatchObject({
      issues: [{ path: 'last', message: 'The last comes before the first.' }],
    });
    await saveSettings(runtime, 1, pair, { first: 10, last: 12 });
    expect(await loadSettings(runtime, 1, pair)).toEqual({ first: 10, last: 12 });
  });

  it('say where each comes from and who changed it, and go back to their defaults', async () => {
    const { runtime } = await open({ ATRIUM_PROBE_OPEN: 'false' });
    await saveSettings(runtime, 1, settings, { greeting: 'Hi', holdHours: 2 }, 'user:ann');
    expect(await settingsState(runtime, 1, settings)).toMatchObject({
      greeting: { source: 'stored', changedBy: 'user:ann', changedAt: expect.any(Date), variable: 'ATRIUM_PROBE_GREETING' },
      open: { source: 'environment', variable: 'ATRIUM_PROBE_OPEN' },
      apiKey: { source: 'default', changedBy: undefined },
    });
    await resetSettings(runtime, 1, settings, ['greeting']);
    expect(await loadSettings(runtime, 1, settings)).toMatchObject({ greeting: 'Hello', holdHours: 2 });
  });

  it('follow a transaction: seen inside, forgotten when it is rolled back', async () => {
    const { runtime } = await open();
    await loadSettings(runtime, 1, settings);
    await expect(
      runtime.database.tx(async () => {
        await saveSettings(runtime, 1, settings, { greeting: 'Inside' });
        expect((await loadSettings(runtime, 1, settings)).greeting).toBe('Inside');
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect((await loadSettings(runtime, 1, settings)).greeting).toBe('Hello');
  });

  it('reach other processes by notification', async () => {
    const { runtime, process, atEnd } = await open();
    const other = await process([{ settings }]);
    atEnd(await watchSettings(other));
    expect((await loadSettings(other, 1, settings)).greeting).toBe('Hello');
    await saveSettings(runtime, 1, settings, { greeting: 'Servus' });
    await waitFor('the new greeting', async () => (await loadSettings(other, 1, settings)).greeting === 'Servus');
  });

  it('belong to one organization', async () => {
    const { runtime } = await open();
    await runtime.database.query(`INSERT INTO core_organization (id, name) VALUES (2, 'Other')`);
    await saveSettings(runtime, 1, settings, { greeting: 'One', apiKey: 'k1' });
    expect(await loadSettings(runtime, 2, settings)).toEqual(defaults);
    // moved to another place, a sealed value does not open
    await runtime.database.query(
      'INSERT INTO core_setting (org_id, plugin, key, sealed) SELECT 2, plugin, key, sealed FROM core_setting WHERE sealed IS NOT NULL',
    );
    await saveSettings(runtime, 2, settings, { greeting: 'Two' });
    expect(await loadSettings(runtime, 2, settings)).toEqual({ ...defaults, greeting: 'Two' });
  });

  it('survive a stored value that a newer schema refuses', async () => {
    const { runtime } = await open();
    await runtime.database.query(`INSERT INTO core_setting (org_id, plugin, key, value) VALUES (1, 'probe', 'holdHours', '"many"'), (1, 'probe', 'gone', '1')`);
    expect(await loadSettings(runtime, 1, settings)).toEqual(defaults);
  });
});

describe('secret settings', () => {
  it('are sealed in the table, opened for the plugin, removed when emptied', async () => {
    const { runtime } = await open();
    await saveSettings(runtime, 1, settings, { apiKey: 'hunter2' });
    const { rows } = await runtime.database.query<{ value: unknown; sealed: Uint8Array }>('SELECT value, sealed FROM core_setting');
    expect(rows).toMatchObject([{ value: null }]);
    expect(Buffer.from(rows[0]?.sealed ?? []).toString('latin1')).not.toContain('hunter2');
    expect((await loadSettings(runtime, 1, settings)).apiKey).toBe('hunter2');
    await saveSettings(runtime, 1, settings, { apiKey: '' });
    expect((await runtime.database.query('SELECT 1 FROM core_setting')).rowCount).toBe(0);
  });

  it('count as not set when their key is lost, and the log says so', async () => {
    const { runtime, process } = await open();
    await saveSettings(runtime, 1, settings, { apiKey: 'hunter2', greeting: 'Hi' });
    const other = { ...(await process([{ settings }])), keys: createKeyRing([randomBytes(32)]) };
    expect(await loadSettings(other, 1, settings)).toEqual({ ...defaults, greeting: 'Hi' });
    expect(other.lines.find(({ msg }) => msg === 'secret setting cannot be opened')).toMatchObject({ plugin: 'probe', setting: 'apiKey' });
  });
});

describe('a secret that would be sent elsewhere', () => {
  const server = defineSettings({
    plugin: 'probe',
    title: 'Probe',
    schema: z.object({ host: z.string().default(''), port: z.number().default(25), password: z.string().default('') }),
    secrets: ['password'],
    destination: ['host'],
    tests: [{ name: 'call', label: 'Call', run: async (_env, { host, password }) => ({ ok: true, message: `${host}:${password}` }) }],
  });

  it('is typed again: whoever may change where it goes does not learn it', async () => {
    const { runtime } = await open();
    await saveSettings(runtime, 1, server, { password: 'hunter2' });
    await saveSettings(runtime, 1, server, { host: 'mail.example.org' });
    const refused = { code: 'INPUT_INVALID', issues: [{ path: 'password' }] };
    await expect(saveSettings(runtime, 1, server, { host: 'mail.attacker.example' })).rejects.toMatchObject(refused);
    await saveSettings(runtime, 1, server, { host: 'mail.example.org', port: 26 });
    await saveSettings(runtime, 1, server, { host: 'mail.example.net', password: 'hunter3' });
    expect(await loadSettings(runtime, 1, server)).toEqual({ host: 'mail.example.net', port: 26, password: 'hunter3' });
  });

  it('is not given to a test of another place either', async () => {
    const { runtime } = await open();
    await saveSettings(runtime, 1, server, { host: 'mail.example.org', password: 'hunter2' });
    const env = runtime.env({ plugin: 'probe', principal: pluginPrincipal(1, 'probe'), log: runtime.log });
    const [test] = server.tests;
    if (!test) expect.unreachable();
    expect(await runSettingsTest(env, server, test, { host: 'mail.attacker.example' })).toMatchObject({ ok: false });
    expect(await runSettingsTest(env, server, test, { host: 'mail.example.org' })).toEqual({ ok: true, message: 'mail.example.org:hunter2' });
    expect(await runSettingsTest(env, server, test, { host: 'mail.example.net', password: 'new' })).toEqual({ ok: true, message: 'mail.example.net:new' });
  });
});

describe('settings from the environment', () => {
  it('go over what is saved, read as the member wants them', async () => {
    const { runtime } = await open({
      ATRIUM_PROBE_HOLD_HOURS: '3',
      ATRIUM_PROBE_OPEN: 'false',
      ATRIUM_PROBE_GREETING: '42',
      ATRIUM_PROBE_API_KEY: 'from outside',
    });
    await saveSettings(runtime, 1, settings, { holdHours: 9 });
    expect(await loadSettings(runtime, 1, settings)).toEqual({ greeting: '42', holdHours: 3, open: false, apiKey: 'from outside' });
    expect(Object.keys(fromEnvironment(runtime, settings)).sort()).toEqual(['apiKey', 'greeting', 'holdHours', 'open']);
    expect(environmentName('booking-portal', 'perEmail')).toBe('ATRIUM_BOOKING_PORTAL_PER_EMAIL');
  });

  it('are named where they cannot be used', async () => {
    const { runtime } = await open({ ATRIUM_PROBE_HOLD_HOURS: 'three' });
    await expect(loadSettings(runtime, 1, settings)).rejects.toThrow('ATRIUM_PROBE_HOLD_HOURS');
  });
});
