import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { openPages, type TestPages } from '../../pages/test/open-pages.ts';

let pages: TestPages;
let room = '';
beforeAll(async () => {
  pages = await openPages();
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
