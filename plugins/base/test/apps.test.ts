import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin, type Env, route, text } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { ensureUser } from '../ensure-admin.ts';
import { type Browser, openBrowser } from './browser.ts';

const password = 'a rather long phrase';
const person = (key: string, name: string) => ({
  key,
  model: 'base.person',
  values: { name, email: `${key}@example.com`, timeZone: 'UTC', language: 'en' },
});
const greeter = (version: string, name: string) =>
  definePlugin({
    name: 'greeter',
    version,
    title: 'Greeter',
    summary: 'Says hello',
    category: 'Tests',
    icon: 'hand',
    core: '^1.0.0',
    url: import.meta.url,
    depends: ['base'],
    access: { 'base.person': { 'plugin:greeter': 'crud' } },
    data: [person('greta', name)],
    routes: [route({ method: 'GET', path: '/greet', auth: 'public', summary: 'Says hello', handler: async () => text('hello') })],
  });
const follower = definePlugin({ ...greeter('1.0.0', 'x'), name: 'follower', title: 'Follower', depends: ['greeter'], data: [], routes: [], access: {} });

let one: TestApp;
let two: TestApp;
let admin: Browser;
/** The same administrator on the other process. */
let elsewhere: Browser;
let bob: Browser;
beforeAll(async () => {
  const options = { only: ['base'], available: [greeter('1.0.0', 'Greta'), follower], environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000' } };
  one = await bootTestApp(options);
  two = await bootTestApp({ ...options, databaseUrl: one.databaseUrl });
  await ensureUser(one.env('base'), { email: 'ann@example.com', password, name: 'Ann Example', group: 'base.admin' });
  await ensureUser(one.env('base'), { email: 'bob@example.com', password, name: 'Bob' });
  const signedIn = async (app: TestApp, email: string): Promise<Browser> => {
    const browser = openBrowser(app.url);
    await browser.post('/sign-in', { email, password });
    return browser;
  };
  [admin, elsewhere, bob] = [await signedIn(one, 'ann@example.com'), await signedIn(two, 'ann@example.com'), await signedIn(one, 'bob@example.com')];
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const words = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

/** Looks at the plan and presses its button. @returns the address of the progress */
async function change(kind: string, app = 'greeter', more: Record<string, string> = {}): Promise<string> {
  const plan = await admin.get(`/app/apps/${app}/plan?${new URLSearchParams({ kind, ...more })}`);
  const planned = /name="planned" value="([^"]+)"/.exec(plan.text)?.[1] ?? '';
  const { location } = await admin.post(`/app/apps/${app}/apply`, { kind, planned, ...more });
  return location ?? '';
}

describe('apps on several processes', () => {
  it('are installed on one and run on all; the result is told by each of them', async () => {
    expect(words((await admin.get('/app/apps')).text)).toMatch(/Greeter Says hello Not installed/);
    const result = await change('install');
    expect(words((await admin.get(result)).text)).toMatch(/Done\. The database took .* every process had it .* later/);
    const told = words((await elsewhere.get(result)).text);
    expect(told).toMatch(/Done\..*Install Greeter 1\.0\.0.*greeter\.greta/);
    for (const { url } of [one, two]) expect(await (await fetch(`${url}/greet`)).text()).toBe('hello');
    const processes = words((await elsewhere.get('/app/apps/processes')).text);
    expect(processes).toContain('Every process is on the newest generation.');
    expect(processes.match(/on the newest 1\./g)).toHaveLength(2);
  });

  it('name what needs them before they are turned off, and turn it off too', async () => {
    await change('install', 'follower');
    const plan = words((await admin.get('/app/apps/greeter/plan?kind=disable')).text);
    expect(plan).toMatch(/Turn off Follower; its data stays \(It needs "Greeter"\.\).*Turn off Greeter/);
    await change('disable');
    for (const { url } of [one, two]) expect((await fetch(`${url}/greet`)).status).toBe(404);
    expect(words((await admin.get('/app/apps/follower')).text)).toContain('Turned off');
    await change('enable');
    expect((await fetch(`${two.url}/greet`)).status).toBe(200);
  });

  it('say in their history who did what, and why a change failed', async () => {
    const stale = await admin.post('/app/apps/greeter/apply', { kind: 'disable', planned: 'another plan' });
    const failed = words((await admin.get(stale.location ?? '')).text);
    expect(failed).toContain('It was not done, and nothing has changed. Meanwhile something else would happen.');
    const history = words((await admin.get('/app/apps/history')).text);
    expect(history).toMatch(/Turn on Greeter Ann Example .*Install Greeter 1\.0\.0 Ann Example/);
    expect(history).toMatch(/Turn off Greeter: Meanwhile something else would happen\. .* failed, nothing changed/);
    expect((await fetch(`${one.url}/greet`)).status).toBe(200);
  });

  it('stand in quarantine with the reason, and can be tried again', async () => {
    const { database } = one.app.runtime;
    await database.query("UPDATE core_plugin SET state = 'quarantined', reason = 'It blocked the process for 20 seconds.' WHERE name = 'follower'");
    expect(words((await admin.get('/app/apps')).text)).toContain('1 app does not run: Follower');
    const page = await admin.get('/app/apps/follower');
    expect(words(page.text)).toContain('In quarantine: It blocked the process for 20 seconds.');
    expect(page.text).toContain('/app/apps/follower/plan?kind=enable');
    expect(words((await admin.get(await change('enable', 'follower'))).text)).toContain('Done.');
    expect(words((await admin.get('/app/apps')).text)).not.toContain('does not run');
  });

  it('tell after an upgrade what was kept as somebody changed it', async () => {
    const base: Env<'base'> = one.env('base');
    const [greta] = await base.model('base.person').find({ email: 'greta@example.com' });
    await base.model('base.person').update(greta?.id ?? '', { name: 'Greta from the front desk' });
    const three = await bootTestApp({ only: ['base', 'greeter'], available: [greeter('1.1.0', 'Greta II'), follower], databaseUrl: one.databaseUrl });
    await three.close();
    const page = words((await admin.get('/app/apps/history')).text);
    expect(page).toMatch(/Bring Greeter from 1\.0\.0 to 1\.1\.0 at the start/);
    const { rows } = await one.app.runtime.database.query<{ id: string }>('SELECT id FROM core_plugin_history WHERE data @> \'[{"what":"kept"}]\'');
    expect(words((await admin.get(`/app/apps/history/${rows[0]?.id}`)).text)).toMatch(/greeter\.greta base\.person kept as it was changed here name/);
    expect(await base.model('base.person').count({ name: 'Greta from the front desk' })).toBe(1);
  });
});

describe('the pages of apps', () => {
  it('are for administrators', async () => {
    for (const path of ['', '/greeter', '/greeter/plan?kind=disable', '/greeter/export', '/history', '/processes', '/left-over'])
      expect((await bob.get(`/app/apps${path}`)).status).toBe(403);
    const refused = await bob.post('/app/apps/greeter/apply', { kind: 'disable', planned: 'x' });
    expect(refused.status).toBe(403);
    expect((await fetch(`${one.url}/greet`)).status).toBe(200);
  });

  it('answer for what is not there with 404, also where its name is made to do harm', async () => {
    for (const path of ['/none', '/none/plan?kind=install', '/none/export', '/..%2f..%2fetc', `/history/${one.env('base').id()}`])
      expect((await admin.get(`/app/apps${path}`)).status, path).toBeGreaterThanOrEqual(404);
  });
});
