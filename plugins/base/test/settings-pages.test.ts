import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin, defineSettings } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { ensureUser } from '../ensure-admin.ts';
import { type Browser, openBrowser } from './browser.ts';

const settings = defineSettings({
  plugin: 'probe',
  title: 'Probe',
  schema: z.object({
    server: z.string().min(1, 'Please fill this in.').max(60).default('one.example.com').meta({ title: 'Server name', description: 'Without a port.' }),
    port: z.coerce.number().int().min(1, 'At least 1.').max(65535).default(25),
    secure: z.boolean().default(true).meta({ title: 'Secure connection' }),
    patience: z.number().int().min(1).max(86_400).default(7_200).meta({ title: 'Patience', format: 'duration', unit: 'seconds' }),
    hosts: z
      .array(z.string().regex(/^[a-z.]+$/, 'Small letters only.'))
      .default([])
      .meta({ title: 'Hosts' }),
    apiKey: z.string().max(200).default('').meta({ title: 'API key' }),
    fixed: z.string().default('').meta({ title: 'Given from outside' }),
  }),
  secrets: ['apiKey'],
  tests: [
    {
      name: 'reach',
      label: 'Reach it',
      run: async (_env, { server, apiKey }) => ({ ok: server !== 'down', message: `asked ${server} with ${apiKey.length} letters` }),
    },
    {
      name: 'break',
      label: 'Break',
      run: async () => {
        throw new Error('secret detail');
      },
    },
  ],
});
const probe = definePlugin({
  name: 'probe',
  version: '1.0.0',
  title: 'Probe',
  summary: 'Has settings of every kind',
  category: 'Tests',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  settings,
});

let app: TestApp;
let admin: Browser;
beforeAll(async () => {
  app = await bootTestApp({
    only: ['base', 'probe'],
    listen: true,
    plugins: [probe],
    environment: { ATRIUM_PROBE_FIXED: 'from outside', ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000' },
  });
  const password = 'a rather long phrase';
  await ensureUser(app.env('base'), { email: 'ann@example.com', password, name: 'Ann Example', group: 'base.admin' });
  await ensureUser(app.env('base'), { email: 'bob@example.com', password, name: 'Bob' });
  admin = openBrowser(app.url);
  await admin.post('/sign-in', { email: 'ann@example.com', password });
});
afterAll(() => app.close());

const form = { server: 'one.example.com', port: '25', secure: 'on', patience: '2', 'patience:unit': 'hours', hosts: '', apiKey: '' };
const stored = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await app.app.runtime.database.query<{ key: string; value: unknown }>("SELECT key, value FROM core_setting WHERE plugin = 'probe' ORDER BY key")).rows.map(
      ({ key, value }) => [key, value],
    ),
  );
const words = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

describe('the page of a plugin’s settings', () => {
  it('shows every member with its default, and the environment’s with the variable', async () => {
    const { status, text } = await admin.get('/app/settings/probe');
    expect(status).toBe(200);
    expect(words(text)).toContain('Server name * Without a port. Port');
    expect(text).toContain('value="one.example.com"');
    expect(text).toMatch(/<option value="hours" selected/);
    expect(words(text)).toContain('Set by ATRIUM_PROBE_FIXED in the environment; it cannot be changed here.');
    expect(text).toMatch(/id="fixed"[^>]* disabled/);
  });

  it('stores only what was changed, tells who changed it, and goes back to the default', async () => {
    expect((await admin.post('/app/settings/probe', { ...form, port: '465', hosts: 'a.b\r\nc.d', patience: '90', 'patience:unit': 'minutes' })).location).toBe(
      '/app/settings/probe?done=saved',
    );
    expect(await stored()).toEqual({ port: 465, hosts: ['a.b', 'c.d'], patience: 5_400 });
    const { text } = await admin.get('/app/settings/probe');
    expect(words(text)).toMatch(/Default: 25 · Changed by Ann Example on .* · Reset to default/);
    expect(words(text)).toContain('Default: 2 hours');
    // typing the default is the same as going back to it
    await admin.post('/app/settings/probe', { ...form, port: '25', hosts: 'a.b\nc.d', patience: '90', 'patience:unit': 'minutes' });
    expect(await stored()).toEqual({ hosts: ['a.b', 'c.d'], patience: 5_400 });
    const reset = await admin.post('/app/settings/probe/reset', { ...form, server: 'typed.example.com', hosts: 'a.b\nc.d', reset: 'patience' });
    expect(await stored()).toEqual({ hosts: ['a.b', 'c.d'] });
    expect(reset.status).toBe(200);
    expect(reset.text).toContain('value="typed.example.com"');
    await admin.post('/app/settings/probe/reset', { ...form, reset: 'hosts' });
    expect(await stored()).toEqual({});
  });

  it('puts each fault beside its field, keeps what was typed, and then stores nothing', async () => {
    const { status, text } = await admin.post('/app/settings/probe', {
      ...form,
      server: '',
      port: '0',
      hosts: 'a.b\nC D',
      patience: '3',
      'patience:unit': 'days',
    });
    expect(status).toBe(422);
    expect(text).toMatch(/id="server-fault">Please fill this in\./);
    expect(text).toMatch(/id="port-fault">At least 1\./);
    expect(text).toMatch(/id="hosts-fault">Line 2: Small letters only\./);
    expect(text).toMatch(/id="port"[^>]*aria-invalid="true"/);
    expect(text).toMatch(/id="patience"[^>]*value="3"/);
    expect(text).toMatch(/<option value="days" selected/);
    expect(text).toContain('a.b\nC D');
    expect(await stored()).toEqual({});
  });

  it('never sends a secret back: it is set, replaced, removed', async () => {
    const secret = 'sk-very-secret-1234';
    const typed = await admin.post('/app/settings/probe', { ...form, apiKey: secret, port: 'x' });
    expect(typed.status).toBe(422);
    expect(typed.text).not.toContain(secret);
    await admin.post('/app/settings/probe', { ...form, apiKey: secret });
    const { text } = await admin.get('/app/settings/probe');
    expect(text).not.toContain(secret);
    expect(words(text)).toContain('Remove what is stored A value is stored; it is never shown.');
    expect((await app.env('probe').settings(settings)).apiKey).toBe(secret);
    expect((await app.env('base').settings(settings)).apiKey).toBe('');
    await admin.post('/app/settings/probe', form);
    expect((await app.env('probe').settings(settings)).apiKey).toBe(secret);
    await admin.post('/app/settings/probe', { ...form, apiKey: 'another' });
    expect((await app.env('probe').settings(settings)).apiKey).toBe('another');
    await admin.post('/app/settings/probe', { ...form, 'apiKey:clear': 'on' });
    expect((await app.env('probe').settings(settings)).apiKey).toBe('');
    expect(words((await admin.get('/app/settings/probe')).text)).toContain('No value is stored.');
  });

  it('tries out what stands in the form, with the stored secret, and saves nothing', async () => {
    await admin.post('/app/settings/probe', { ...form, apiKey: '12345' });
    const good = await admin.post('/app/settings/probe/test/reach', { ...form, server: 'new.example.com' });
    expect(words(good.text)).toContain('asked new.example.com with 5 letters');
    expect(good.text).toContain('value="new.example.com"');
    const bad = await admin.post('/app/settings/probe/test/reach', { ...form, server: 'down', apiKey: '123' });
    expect(words(bad.text)).toContain('asked down with 3 letters The secret that you typed is not shown again');
    expect(bad.text).toContain('notice danger');
    const broken = await admin.post('/app/settings/probe/test/break', form);
    expect(words(broken.text)).toContain('The test itself failed.');
    expect(broken.text).not.toContain('secret detail');
    expect((await admin.post('/app/settings/probe/test/reach', { ...form, port: '0' })).text).toContain('At least 1.');
    expect((await admin.post('/app/settings/probe/test/none', form)).status).toBe(404);
    await admin.post('/app/settings/probe', { ...form, 'apiKey:clear': 'on' });
    expect(await stored()).toEqual({});
  });

  it('is for administrators', async () => {
    const bob = openBrowser(app.url);
    await bob.post('/sign-in', { email: 'bob@example.com', password: 'a rather long phrase' });
    expect((await bob.get('/app/settings/probe')).status).toBe(403);
    for (const path of ['', '/reset', '/test/reach']) {
      const { status, text } = await bob.post(`/app/settings/probe${path}`, { ...form, port: '99', reset: 'port' });
      expect([303, 403]).toContain(status);
      expect(text).not.toContain('one.example.com');
    }
    expect(await stored()).toEqual({});
  });
});

describe('the search over all settings', () => {
  it.each([
    ['server name', '/app/settings/probe#setting-server'],
    ['ATRIUM_PROBE_API_KEY', '/app/settings/probe#setting-apiKey'],
    ['sender', '/app/settings#setting-fromEmail'],
    ['zone default', '/app/settings#setting-timeZone'],
  ])('%s leads to %s', async (query, address) => {
    expect((await admin.get(`/app/settings?q=${encodeURIComponent(query)}`)).text).toContain(`href="${address}"`);
  });

  it('says what to do where nothing is found', async () => {
    expect((await admin.get('/app/settings?q=zzz')).text).toContain('No setting has these words');
  });
});
