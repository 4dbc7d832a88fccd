import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { openPages, type TestPages } from '../../pages/test/open-pages.ts';
import { accountSettings, accountVideo, plainVideo } from './quiet-videos.ts';

let pages: TestPages;
let room = '';
beforeAll(async () => {
  pages = await openPages([accountVideo, plainVideo]);
  room = (await pages.env.model('meeting.virtual_room').create({ name: 'Video', provider: 'jitsi' })).id;
});
afterAll(() => pages.app.close());

it('shows managers the services with accounts, and lets administrators alone test them', async () => {
  for (const path of ['/app/providers', '/app/providers/jitsi/main', `/app/virtual-rooms/${room}/options`, `/app/meeting.virtual_room/${room}`]) {
    const { status, text } = await pages.cleo.get(path);
    expect([path, status]).toEqual([path, 200]);
    expect(text).toContain(path.includes('room') ? 'Video' : 'Jitsi');
  }
  expect((await pages.ada.get('/app/providers')).status).toBe(403);
  expect((await pages.cleo.get('/app/providers/jitsi/nobody')).status).toBe(404);
  expect((await pages.cleo.post('/app/providers/jitsi/main/test', {})).status).toBe(403);
  const base: Env<'base'> = pages.app.env('base');
  await base.asPlugin().model('base.membership').create({ person: pages.people.cleo, group: 'base.admin' });
  expect((await pages.cleo.post('/app/providers/jitsi/main/test', {})).status).toBe(303);
  expect((await pages.cleo.post('/app/providers/jitsi/main', { accountExpiresOn: '2027-02-01' })).status).toBe(303);
  const page = (await pages.cleo.get('/app/providers/jitsi/main')).text;
  expect(page).toContain('No account is needed.');
  expect(page).toContain('2027-02-01');
});

it('lets a virtual room choose its service by name', async () => {
  const form = (await pages.cleo.get(`/app/meeting.virtual_room/${room}?edit=1`)).text;
  expect(form).toMatch(/<select id="provider" name="provider"[^>]*>.*<option value="jitsi" selected[^>]*>Jitsi<\/option>/s);
  const other = (await pages.env.model('meeting.virtual_room').create({ name: 'Old', provider: 'gone-video' })).id;
  expect((await pages.cleo.get(`/app/meeting.virtual_room/${other}?edit=1`)).text).toMatch(/<option value="gone-video" selected/);
  expect((await pages.cleo.get(`/app/meeting.virtual_room/${room}`)).text).toContain('Jitsi');
});

it('stores what a virtual room chooses, and refuses what is no provider', async () => {
  const path = `/app/virtual-rooms/${room}/options`;
  expect((await pages.cleo.post(path, { roomFallback: 'nobody' })).status).toBe(422);
  expect((await pages.cleo.post(path, { roomFallback: '' })).status).toBe(303);
  expect((await pages.cleo.post(path, { muteOnEntry: 'true' })).status).toBe(303);
  expect((await pages.env.model('meeting.virtual_room').get(room)).options).toEqual({ muteOnEntry: true, camerasOff: false });
  expect((await pages.ben.post(path, { roomFallback: '' })).status).toBe(403);
});

it('offers neither settings nor a test where a service has none', async () => {
  const { text } = await pages.cleo.get('/app/providers');
  expect(text).toContain('href="/app/settings/jitsi"');
  expect(text).not.toContain('href="/app/settings/plain"');
  expect((await pages.cleo.post('/app/providers/plain/main/test', {})).status).toBe(404);
});

it('keeps names of accounts apart, and switches one off when no room uses it', async () => {
  const fields = { accountName: 'Second', token: 'canary', accountExpiresOn: '2020-01-01' };
  expect((await pages.cleo.post('/app/providers/account/new', { accountName: 'Second' })).status, 'without credentials').toBe(422);
  const saved = await pages.cleo.post('/app/providers/account/new', fields);
  expect(saved.status).toBe(303);
  expect((await pages.cleo.post('/app/providers/account/new', { ...fields, accountName: 'second' })).status).toBe(422);
  const [account] = await pages.env.model('meeting.account').find({ provider: 'account', name: 'Second' });
  const at = `/app/providers/account/${account?.key}`;
  const used = (await pages.env.model('meeting.virtual_room').create({ name: 'Used', provider: 'account', account: account?.id ?? null })).id;
  await pages.cleo.post(`${at}/archive`, {});
  expect((await pages.env.model('meeting.account').get(account?.id ?? '')).active).toBe(true);
  await pages.env.model('meeting.virtual_room').update(used, { account: null });
  await pages.cleo.post(`${at}/archive`, {});
  expect((await pages.cleo.get(at)).text).toContain('This account is switched off');
  await pages.cleo.post(`${at}/restore`, {});
  expect((await pages.cleo.get(at)).text).not.toContain('This account is switched off');
});

it('tests as whom one names, and says when the settings have changed since', async () => {
  await pages.cleo.post('/app/providers/account/main/test', { testAs: 'somebody@example.org' });
  const page = async () => (await pages.cleo.get('/app/providers/account/main')).text;
  expect(await page()).toContain('A room for somebody@example.org.');
  expect(await page()).not.toContain('The settings have changed since this test.');
  await (pages.app.env('account-video') as Env<never>).saveSettings(accountSettings, { token: 'another' });
  expect(await page()).toContain('The settings have changed since this test.');
});
