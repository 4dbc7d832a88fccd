import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type { ConferenceRequest } from '../../meetings/contract.ts';
import { providerContext } from '../../meetings/testing.ts';

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
  expect((await jitsi.create(context, request('key-2'))).joinUrl).not.toBe(first.joinUrl);
});
