import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type { ConferenceRequest } from '../../meetings/contract.ts';
import { providerContext } from '../../meetings/testing.ts';
import { settings } from '../settings.ts';

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({ only: ['jitsi'], environment: { ATRIUM_JITSI_BASE_URL: 'https://meet.example.org/' } });
});
afterAll(() => app.close());

const request = (operationKey: string, subject = 'Talk'): ConferenceRequest => ({
  operationKey,
  subject,
  description: '',
  start: new Date('2027-03-09T09:00:00Z'),
  end: new Date('2027-03-09T10:00:00Z'),
  timeZone: 'Europe/Berlin',
  host: null,
  options: {},
});

it('gives the same room for the same key, whatever the meeting is called, and another for another', async () => {
  const meetings: Env<'meetings'> = app.env('meetings');
  const jitsi = meetings.implementations('meeting.provider').get('jitsi');
  if (!jitsi) throw new Error('the plugin does not provide "jitsi"');
  const context = await providerContext(app, 'jitsi');
  const first = await jitsi.create(context, request('key-1'));
  expect(first.joinUrl).toMatch(/^https:\/\/meet\.example\.org\/atrium-[0-9a-f]{40}$/);
  expect(await jitsi.create(context, request('key-1', 'Another name'))).toEqual(first);
  const quiet = await jitsi.create(context, { ...request('key-1'), options: { muteOnEntry: true, camerasOff: true } });
  expect(quiet.joinUrl).toBe(`${first.joinUrl}#config.startWithAudioMuted=true&config.startWithVideoMuted=true`);
  expect((await jitsi.create(context, request('key-2'))).joinUrl).not.toBe(first.joinUrl);
});

it('signs a token for each visitor where the server asks for one, and names no secret in the link that is kept', async () => {
  const meetings: Env<'meetings'> = app.env('meetings');
  const base: Env<'base'> = app.env('base');
  const jitsi = meetings.implementations('meeting.provider').get('jitsi');
  if (!jitsi?.joinUrl) throw new Error('the plugin does not provide "jitsi"');
  const own = (await providerContext(app, 'jitsi')).env;
  await own.saveSettings(settings, { appId: 'our-app', appSecret: 'canary-secret' });
  const [host = ''] = await base.service('base').addPeople({ people: [{ name: 'Ann', email: 'ann@example.org', timeZone: 'UTC' }] });
  const virtualRoom = (await meetings.model('meeting.virtual_room').create({ name: 'Signed', provider: 'jitsi', options: { muteOnEntry: true } })).id;
  const start = new Date(meetings.now().getTime() + 600_000);
  const times = { start, end: new Date(start.getTime() + 3_600_000), timeZone: 'UTC', bufferBefore: 0, bufferAfter: 0 };
  const { id } = await meetings.service('meetings').request({ subject: 'Talk', host, rooms: [], virtualRoom, ...times, guests: [], state: 'confirmed' });
  const [meeting] = await meetings.service('meetings').details({ ids: [id] });
  expect(meeting?.joinUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/m\/[^/]+\/join$/);
  const answer = await fetch(meeting?.joinUrl ?? '', { redirect: 'manual' });
  expect(answer.headers.get('location')).toMatch(/\?jwt=[\w.-]+#config\.startWithAudioMuted=true$/);
  const [header = '', payload = '', signature] = (new URL(answer.headers.get('location') ?? '').searchParams.get('jwt') ?? '').split('.');
  expect(createHmac('sha256', 'canary-secret').update(`${header}.${payload}`).digest('base64url')).toBe(signature);
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  expect(claims).toMatchObject({
    aud: 'jitsi',
    iss: 'our-app',
    sub: 'meet.example.org',
    exp: Math.floor(times.end.getTime() / 1_000) + 3_600,
    context: { user: { moderator: 'false' } },
  });
});
