import { randomBytes } from 'node:crypto';
import type { Env } from '#core';
import { bootTestApp } from '#core/testing';
import { environmentOf as googleEnvironment } from '../../plugins/google-meet/test/environment-of.ts';
import { openFakeGoogle } from '../../plugins/google-meet/test/fake-google.ts';
import { environmentOf as teamsEnvironment } from '../../plugins/teams/test/environment-of.ts';
import { openFakeGraph } from '../../plugins/teams/test/fake-graph.ts';
import { environmentOf as zoomEnvironment } from '../../plugins/zoom/test/environment-of.ts';
import { openFakeZoom } from '../../plugins/zoom/test/fake-zoom.ts';

/**
 * `npm run demo:providers`: a product on a database of its own, with Zoom, Google Meet and Teams set up against fakes on loopback, and meetings in each. Nothing leaves this
 * machine; Ctrl-C ends and removes all of it.
 */
const email = 'admin@example.com';
const password = randomBytes(9).toString('base64url');
const HOUR_MS = 3_600_000;

const people = { now: () => new Date(), here: true };
const zoom = await openFakeZoom({ hosts: [email], ...people });
const google = await openFakeGoogle({ users: [email], ...people });
const graph = await openFakeGraph({ users: [email], ...people });
const fakes = { Zoom: zoom, 'Google Meet': google, 'Microsoft Teams': graph };

const app = await bootTestApp({
  only: ['activities', 'api', 'base', 'booking-portal', 'calendar', 'jitsi', 'mail', 'meetings', 'thread', 'web', 'zoom', 'google-meet', 'teams'],
  clock: { now: () => new Date(), set: () => {}, advance: () => {} },
  environment: { ...zoomEnvironment(zoom), ...googleEnvironment(google), ...teamsEnvironment(graph) },
  config: { mode: 'development', adminEmail: email, adminPassword: password },
});
await app.app.firstAdmin();
const base: Env<'base'> = app.env('base');
const meetings: Env<'meetings'> = app.env('meetings');
const [host] = await base.model('base.person').find({ email });
if (!host) throw new Error('the first administrator was not made');

const rooms = { Zoom: 'zoom', 'Google Meet': 'google-meet', 'Microsoft Teams': 'teams' };
let slot = Math.ceil(Date.now() / HOUR_MS) + 2;
for (const [name, provider] of Object.entries(rooms)) {
  const { id: virtualRoom } = await meetings.model('meeting.virtual_room').create({ name: `${name} room`, provider, timeZone: 'Europe/Berlin' });
  for (const subject of ['Weekly talk', 'Interview']) {
    const start = new Date(slot * HOUR_MS);
    slot += 2;
    const guests = [{ name: 'Guest', email: 'guest@example.net', timeZone: 'Asia/Singapore', language: 'en' }];
    await meetings.service('meetings').request({
      subject: `${subject} over ${name}`,
      host: host.id,
      rooms: [],
      virtualRoom,
      start,
      end: new Date(start.getTime() + HOUR_MS),
      timeZone: 'Europe/Berlin',
      guests,
      bufferBefore: 0,
      bufferAfter: 0,
      state: 'confirmed',
    });
  }
}
await app.app.startRunner();

const lines: readonly (readonly [label: string, value: string])[] = [
  ['Sign in', `${app.url}/sign-in`],
  ['as', `${email} / ${password}`],
  ['Meetings', `${app.url}/app/meeting.event`],
  ...Object.entries(fakes).map(([name, { url }]) => [name, `${url}/__calls`] as const),
  ['Go wrong', `curl -d '{"kind": "rate-limited", "form": "http-date", "retryAfterS": 60}' ${zoom.url}/__fault`],
];
console.log(`\n${lines.map(([label, value]) => `  ${label.padEnd(16)} ${value}`).join('\n')}\n\n  Ctrl-C ends it.\n`);

await new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
await app.close();
for (const { close } of Object.values(fakes)) await close();
process.exit(0);
