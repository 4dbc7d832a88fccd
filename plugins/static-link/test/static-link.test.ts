import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, lifecycleSuite, type TestApp } from '#core/testing';
import { providerContract } from '../../meetings/testing.ts';
import { options, webAddress } from '../options.ts';

lifecycleSuite('static-link');
providerContract({ plugin: 'static-link', key: 'static-link', environment: () => ({}), options: { address: 'video.example.org/ann' } });

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({ only: ['static-link'], listen: false });
});
afterAll(() => app.close());

it('takes addresses of the web, and adds what is missing in front', () => {
  expect(webAddress('video.example.org/room')).toBe('https://video.example.org/room');
  expect(webAddress('video.example.org:8443/room')).toBe('https://video.example.org:8443/room');
  expect(webAddress('http://video.example.org/a b')).toBe('http://video.example.org/a%20b');
  for (const bad of ['javascript:alert(1)', 'room', 'https://', 'https://ann:pw@video.example.org/', 'ftp://video.example.org']) {
    expect(webAddress(bad), bad).toBeUndefined();
    expect(options.safeParse({ address: bad }).success, bad).toBe(false);
  }
});

it('gives each meeting the link of its virtual room, and never loses a booking for want of one', async () => {
  const env: Env<'meetings'> = app.env('meetings');
  const [host = ''] = await (app.env('base') as Env<'base'>)
    .service('base')
    .addPeople({ people: [{ name: 'Ann', email: 'ann@example.org', timeZone: 'UTC' }] });
  const book = async (address: string | undefined, day: number) => {
    const virtualRoom = (await env.model('meeting.virtual_room').create({ name: `Room ${day}`, provider: 'static-link', options: address ? { address } : {} }))
      .id;
    const start = new Date(Date.UTC(2030, 0, day, 9));
    const times = { start, end: new Date(start.getTime() + 3_600_000), timeZone: 'UTC', bufferBefore: 0, bufferAfter: 0 };
    const { id } = await env.service('meetings').request({ subject: 'Talk', host, rooms: [], virtualRoom, ...times, guests: [], state: 'confirmed' });
    return (await env.service('meetings').details({ ids: [id] }))[0];
  };
  expect(await book('video.example.org/ann', 1)).toMatchObject({ state: 'confirmed', conference: 'ready', joinUrl: 'https://video.example.org/ann' });
  expect(await book(undefined, 2)).toMatchObject({ state: 'confirmed', conference: 'failed', joinUrl: null });
  expect((await env.model('meeting.conference').find({ state: 'failed' })).map(({ problem }) => problem)).toEqual(['The virtual room has no link yet.']);
});
