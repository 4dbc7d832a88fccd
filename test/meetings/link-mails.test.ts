import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { bootTestApp, type Mailbox, openMailbox, type TestApp } from '#core/testing';
import { reconcileConferences } from '../../plugins/meetings/conference/reconcile.ts';
import { shakyVideo } from '../../plugins/meetings/conference/test/shaky-video.ts';
import { conferenceReady, meetingConfirmed } from '../../plugins/meetings/contract.ts';

const HOUR_MS = 3_600_000;
const video = shakyVideo('shaky');
let mailbox: Mailbox;
let one: TestApp;
let other: TestApp;
let env: Env<'meetings'>;
let ann = '';
let day = 0;

beforeAll(async () => {
  mailbox = await openMailbox();
  [one, other] = await openTwo('now');
  await settleIn();
});
afterAll(async () => {
  for (const app of [other, one]) await app?.close();
  await mailbox?.close();
});

/** Two processes on one database. */
async function openTwo(policy: 'now' | 'wait'): Promise<[TestApp, TestApp]> {
  const options = {
    only: ['ics-mailer', 'jitsi', 'shaky'],
    plugins: [video.plugin],
    config: { keys: [randomBytes(32)], url: 'http://atrium.example' },
    environment: {
      ATRIUM_MAIL_SMTP_URL: mailbox.url,
      ATRIUM_JITSI_APP_ID: 'atrium',
      ATRIUM_JITSI_APP_SECRET: 'a-secret-of-this-server',
      ATRIUM_ICS_MAILER_MAIL_POLICY: policy,
    },
  };
  const first = await bootTestApp({ ...options, clock: '2027-01-04T08:00:00Z' });
  return [first, await bootTestApp({ ...options, clock: first.clock, databaseUrl: first.databaseUrl })];
}

async function settleIn(): Promise<void> {
  env = one.env('meetings');
  const base: Env<'base'> = one.env('base');
  ann = (await base.model('base.person').create({ name: 'Ann', email: 'ann@atrium.example', timeZone: 'Europe/Berlin' })).id;
}
beforeEach(() => {
  mailbox.clear();
  video.troubles.length = 0;
});

/** A confirmed meeting of Ann with two guests, whose link is made by that provider. */
async function meeting(provider: string, values: { fallback?: string } = {}) {
  day += 1;
  const { id: virtualRoom } = await env.model('meeting.virtual_room').create({ name: `${provider} ${day}`, provider, ...values });
  const start = new Date(Date.UTC(2027, 1, day, 9));
  const guest = (name: string) => ({ name, email: `${name.toLowerCase()}${day}@example.org`, timeZone: 'Asia/Tokyo', language: 'en' });
  const [gus, hal] = [guest('Gus'), guest('Hal')];
  const made = await env.service('meetings').request({
    subject: `Talk ${day}`,
    host: ann,
    rooms: [],
    virtualRoom,
    start,
    end: new Date(start.getTime() + HOUR_MS),
    timeZone: 'Europe/Berlin',
    guests: [gus, hal],
    bufferBefore: 0,
    bufferAfter: 0,
    state: 'confirmed',
  });
  return { ...made, gus: gus.email, hal: hal.email };
}
/** Until nothing runs in either of them. */
async function both(): Promise<void> {
  do await Promise.all([one.runJobs(), other.runJobs()]);
  while ((await one.app.runtime.database.query("SELECT 1 FROM core_job WHERE state = 'running'")).rowCount > 0);
}
/** Calendar lines as they came, folded lines joined: by receiver, in the order of arrival. */
function sent(email: string, about = ''): { sequence: number; uid: string; link: string | undefined }[] {
  return mailbox
    .messages()
    .filter(({ to, mail }) => to[0] === email && mail.text?.includes(about))
    .map(({ mail }) => {
      const file = mail.attachments.find(({ mimeType }) => mimeType === 'text/calendar')?.content;
      const text = (typeof file === 'string' ? file : new TextDecoder().decode(file)).replace(/\r?\n[ \t]/g, '');
      return {
        sequence: Number(/\nSEQUENCE:(\d+)/.exec(text)?.[1]),
        uid: /\nUID:([^\r\n]+)/.exec(text)?.[1] ?? '',
        link: /\nCONFERENCE[^:]*:([^\r\n]+)/.exec(text)?.[1],
      };
    });
}

it('send now: the invitation goes at once; the link follows with the next SEQUENCE and the same UID, once, also when its news come again in two processes', async () => {
  video.troubles.push('down');
  const { id, gus, hal } = await meeting('shaky');
  const receivers = ['ann@atrium.example', gus, hal];
  await both();
  expect(receivers.map((email) => sent(email).map(({ sequence, link }) => [sequence, link]))).toEqual(receivers.map(() => [[0, undefined]]));
  one.clock.advance(60_000);
  await both();
  one.clock.advance(60_000);
  await both();
  const [link] = await env.model('meeting.conference').find({ event: id });
  expect(link?.state).toBe('ready');
  for (let again = 0; again < 4; again += 1) {
    await env.emit(conferenceReady, { meeting: id });
    await env.emit(meetingConfirmed, { meeting: id });
  }
  await both();
  for (const email of receivers) {
    expect(sent(email).map(({ sequence, link: told }) => [sequence, told])).toEqual([
      [0, undefined],
      [1, link?.joinUrl],
    ]);
    expect(new Set(sent(email).map(({ uid }) => uid)).size).toBe(1);
  }
  expect((await env.model('meeting.event').get(id)).sequence).toBe(1);
});

it('a link that changes is told of again, with the next SEQUENCE', async () => {
  const { id, gus } = await meeting('shaky');
  for (let turn = 0; turn < 3; turn += 1) {
    await both();
    one.clock.advance(30_000);
  }
  const before = sent(gus);
  video.rooms.clear();
  await reconcileConferences.run(env as Env<never>, { signal: AbortSignal.timeout(30_000), progress: async () => undefined });
  for (let turn = 0; turn < 3; turn += 1) {
    await both();
    one.clock.advance(30_000);
  }
  const [link] = await env.model('meeting.conference').find({ event: id });
  const mails = sent(gus);
  expect(mails).toHaveLength(before.length + 1);
  expect(mails.at(-1)).toEqual({ sequence: (before.at(-1)?.sequence ?? 0) + 1, uid: before[0]?.uid, link: link?.joinUrl });
});

it('an answer to the invitation counts also after the link was sent, but not after the time was moved', async () => {
  const { id, version, gus, hal } = await meeting('shaky');
  for (let turn = 0; turn < 3; turn += 1) {
    await both();
    one.clock.advance(30_000);
  }
  const event = await env.model('meeting.event').get(id);
  expect(event.sequence).toBeGreaterThan(0);
  const answer = (email: string) => env.service('meetings').reply({ uid: event.uid, email, answer: 'ACCEPTED', sequence: 0, at: env.now() });
  expect((await answer(gus)).outcome).toBe('done');
  await env.service('meetings').reschedule({ id, version, start: new Date(event.start.getTime() + HOUR_MS), end: new Date(event.end.getTime() + HOUR_MS) });
  expect((await answer(hal)).outcome).toBe('older');
});

it('who has a way in of their own gets it in their mail, and nobody else does', async () => {
  const { id } = await meeting('jitsi');
  await both();
  const subject = `Talk ${day}`;
  const attendees = await env.model('meeting.attendee').find({ event: id });
  expect(attendees).toHaveLength(3);
  for (const { id: own, email } of attendees) {
    const [mail] = mailbox.messages().filter(({ to, mail: { text } }) => to[0] === email && text?.includes(subject));
    const all = `${mail?.mail.text} ${mail?.mail.html} ${JSON.stringify(sent(email, subject))} ${mail?.mail.subject}`;
    expect([...new Set(all.match(/\/m\/[0-9a-f-]{36}/g))]).toEqual([`/m/${own}`]);
    expect(mail?.mail.text).toContain(sent(email, subject)[0]?.link);
    expect(mail?.mail.html).toContain(sent(email, subject)[0]?.link);
    expect(all).not.toMatch(/\.invalid|meet\.jit\.si/);
    const answer = /atrium\.example(\/answer\/[^?]+)/.exec(mail?.mail.text ?? '')?.[1];
    if (answer) expect([...new Set((await (await fetch(`${one.url}${answer}`)).text()).match(/\/m\/[0-9a-f-]{36}/g))]).toEqual([`/m/${own}`]);
  }
});

/** Three weeks of Ann and Gus, confirmed. */
async function series(provider: string) {
  day += 1;
  const { id: virtualRoom } = await env.model('meeting.virtual_room').create({ name: `${provider} ${day}`, provider, licences: 5 });
  const start = new Date(Date.UTC(2027, 3, day, 9));
  const principal: Principal = { kind: 'user', org: 1, account: ann, person: ann, session: '', groups: new Set(['user', 'base.user']) };
  const host: Env<'meetings'> = one.envAs('meetings', principal);
  const gus = { name: 'Gus', email: `gus${day}@example.org`, timeZone: 'Asia/Tokyo', language: 'en' };
  const made = await host.service('meetings').makeSeries({
    subject: `Talks ${day}`,
    description: null,
    host: ann,
    rooms: [],
    virtualRoom,
    start,
    end: new Date(start.getTime() + HOUR_MS),
    timeZone: 'UTC',
    people: [],
    guests: [gus],
    rule: 'FREQ=WEEKLY;COUNT=3',
    state: 'confirmed',
  });
  return { ...made, gus: gus.email, start };
}

it('send now: a series is told of at once, and of the links of all its dates in one message, with the next SEQUENCE', async () => {
  video.troubles.push('down', 'down', 'down');
  const { id, gus } = await series('shaky');
  await both();
  expect(sent(gus).map(({ sequence, link }) => [sequence, link])).toEqual([[0, undefined]]);
  for (let turn = 0; turn < 6; turn += 1) {
    one.clock.advance(60_000);
    await both();
  }
  for (const { id: date } of await env.model('meeting.event').find({ series: id })) await env.emit(conferenceReady, { meeting: date });
  await both();
  expect(sent(gus).map(({ sequence, link }) => [sequence, typeof link])).toEqual([
    [0, 'undefined'],
    [1, 'string'],
  ]);
  const { uid } = await env.model('meeting.series').get(id);
  const answer = await env.service('meetings').reply({ uid, email: gus, answer: 'ACCEPTED', sequence: 0, at: env.now() });
  expect(answer.outcome).toBe('done');
});

it('the own way into a series leads to its next date when one is over', async () => {
  const { gus, start } = await series('jitsi');
  await both();
  const link = new URL(sent(gus)[0]?.link ?? '');
  const visit = async () => {
    const answer = await fetch(`${one.url}${link.pathname}`, { redirect: 'manual' });
    return answer.status === 302 ? 'open' : /You are early|This meeting is over/.exec(await answer.text())?.[0];
  };
  const week = 7 * 24 * HOUR_MS;
  const seen: unknown[] = [];
  for (const minutes of [10, 24 * 60, 0]) {
    one.clock.set(new Date(start.getTime() + minutes * 60_000 + (minutes === 0 ? week : 0)));
    seen.push(await visit());
  }
  one.clock.set(new Date(start.getTime() + 3 * week));
  seen.push(await visit());
  expect(seen).toEqual(['open', 'You are early', 'open', 'This meeting is over']);
});

it('wait for link: the first message has the link; where none comes it goes without, and where another service stands in, with that one’s', async () => {
  for (const app of [other, one]) await app.close();
  [one, other] = await openTwo('wait');
  await settleIn();
  video.troubles.push('down');
  const first = await meeting('shaky');
  await both();
  expect(sent(first.gus)).toEqual([]);
  for (let turn = 0; turn < 3; turn += 1) {
    one.clock.advance(60_000);
    await both();
  }
  const [link] = await env.model('meeting.conference').find({ event: first.id });
  expect(sent(first.gus)).toEqual([{ sequence: 0, uid: expect.any(String), link: link?.joinUrl }]);

  mailbox.clear();
  video.troubles.push('down', 'down', 'down', 'down', 'down', 'down');
  const second = await meeting('shaky');
  for (let turn = 0; turn < 12; turn += 1) {
    await both();
    one.clock.advance(60_000);
  }
  expect(sent(second.gus).map(({ sequence, link: told }) => [sequence, told])).toEqual([[0, undefined]]);

  await env.service('meetings').cancel(second);
  video.troubles.length = 0;
  await both();
  mailbox.clear();
  video.troubles.push('down', 'down', 'down');
  const third = await meeting('shaky', { fallback: 'jitsi' });
  for (let turn = 0; turn < 5; turn += 1) {
    await both();
    one.clock.advance(150_000);
  }
  expect(sent(third.gus).map(({ sequence, link: told }) => [sequence, told?.includes('/m/')])).toEqual([[0, true]]);
});
