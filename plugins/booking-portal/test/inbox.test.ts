import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { waits } from '../inbox/request-fields.ts';
import { tendRequests } from '../inbox/tend-requests.ts';
import { linkUrl } from '../views.tsx';

const PASSWORD = 'a long enough phrase';
type Answer = { status: number; text: string };
type Visit = (path: string, body?: Record<string, string | string[]>) => Promise<Answer>;
let app: TestApp;
/** A second process on the same database. */
let other: TestApp;
let env: Env<'booking-portal'>;
let ann: Visit;
let eve: Visit;
let host = '';
let link = '';
let page = '';

async function signedIn(email: string): Promise<Visit> {
  const headers = { origin: app.url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
  const signIn = await fetch(`${app.url}/sign-in`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ email, password: PASSWORD }) });
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (path, body) => {
    const form = new URLSearchParams(Object.entries(body ?? {}).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])));
    const answer = await fetch(app.url + path, { redirect: 'manual', headers: { ...headers, cookie }, ...(body ? { method: 'POST', body: form } : {}) });
    return { status: answer.status, text: await answer.text() };
  };
}

let clock = 0;
/** A guest asks for the next hour that nobody has asked for. */
async function ask(name: string, more: object = {}): Promise<{ booking: string; meeting: string; manage: string; version: number }> {
  const start = new Date(Date.parse('2027-01-11T00:00:00Z') + clock++ * 3_600_000).toISOString();
  const answer = await fetch(page, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ start, name, email: `${name.toLowerCase()}@example.net`, language: 'en', ...more }),
  });
  const made = (await answer.json()) as { id: string; manage: string };
  expect(answer.status, JSON.stringify(made)).toBe(201);
  const { meeting } = await env.model('booking.booking').get(made.id);
  return { booking: made.id, meeting, manage: made.manage, version: 1 };
}

const mails = async (meeting: string): Promise<string[]> => {
  await app.runJobs();
  const mail: Env<'mail'> = app.env('mail');
  return (await mail.model('mail.message').find({ source: meeting }, { order: ['createdAt'] })).map(({ kind, toEmail }) => `${kind} ${toEmail}`);
};
const activities = async (): Promise<string[]> => {
  const activity: Env<'activities'> = app.env('activities');
  return (await activity.model('activity.activity').find({ person: host })).map(({ kind, summary }) => `${kind}: ${summary}`);
};
const stateOf = async (meeting: string): Promise<string> => (await env.model('meeting.event').get(meeting)).state;

beforeAll(async () => {
  const environment = {
    ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0',
    ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0',
    ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0',
  };
  app = await bootTestApp({ only: ['booking-portal'], clock: new Date('2027-01-04T05:00:00Z'), environment });
  other = await bootTestApp({ only: ['booking-portal'], clock: new Date('2027-01-04T05:00:00Z'), environment, databaseUrl: app.databaseUrl });
  const base: Env<'base'> = app.env('base');
  env = app.env('booking-portal') as Env<'booking-portal'>;
  for (const name of ['root', 'ann', 'eve'])
    await base.service('base').ensureAdmin({ email: `${name}@example.org`, password: PASSWORD, name, timeZone: 'UTC' });
  const persons = await base.model('base.person').find({ email: { in: ['ann@example.org', 'eve@example.org'] } });
  await base
    .asPlugin()
    .model('base.membership')
    .delete({ group: 'base.admin', person: { in: persons.map(({ id }) => id) } });
  host = persons.find(({ name }) => name === 'ann')?.id ?? '';
  const weekly = [{ days: [1, 2, 3, 4, 5, 6, 7], ranges: [['00:00', '24:00'] as [string, string]] }];
  const schedule = await env.model('calendar.schedule').create({ name: 'Always', timeZone: 'UTC', weekly });
  ({ id: link } = await env.model('booking.link').create({ name: 'Talk', host, schedule: schedule.id, timeZone: 'UTC', approval: true, answerHours: 10 }));
  page = await linkUrl(env, link);
  [ann, eve] = [await signedIn('ann@example.org'), await signedIn('eve@example.org')];
});
afterAll(async () => {
  await other?.close();
  await app?.close();
});

describe('how long a request waits', () => {
  const now = new Date('2027-01-04T05:00:00Z');
  it('is what the link says, never past the start, with a reminder halfway where that is worth it', () => {
    expect(waits(now, new Date('2027-02-01T00:00:00Z'), 10)).toEqual({
      answerBy: new Date('2027-01-04T15:00:00Z'),
      remindAt: new Date('2027-01-04T10:00:00Z'),
    });
    expect(waits(now, new Date('2027-01-04T06:00:00Z'), 10)).toEqual({ answerBy: new Date('2027-01-04T06:00:00Z'), remindAt: null });
  });
});

describe('the inbox', () => {
  it('lists what waits, and approves or declines it with a reason to the guest', async () => {
    const [one, two] = [await ask('Gita'), await ask('Hugo')];
    const waiting = await ann('/app/bookings');
    for (const words of ['Gita', 'hugo@example.net', 'Waiting (2)', 'lapses on']) expect(waiting.text).toContain(words);
    expect((await eve('/app/bookings')).text).not.toContain('Gita');
    expect((await ann('/app/bookings/decide', { do: `approve_${one.meeting}`, [`version_${one.meeting}`]: '1' })).status).toBe(303);
    await ann('/app/bookings/decide', { do: `decline_${two.meeting}`, [`version_${two.meeting}`]: '1', [`reason_${two.meeting}`]: 'On holiday' });
    expect([await stateOf(one.meeting), await stateOf(two.meeting)]).toEqual(['confirmed', 'cancelled']);
    expect((await ann('/app/bookings?tab=coming')).text).toContain('Gita');
    const gone = (await ann('/app/bookings?tab=cancelled')).text;
    expect([gone.includes('Hugo'), gone.includes('On holiday')]).toEqual([true, true]);
    expect(await mails(two.meeting)).toContain('ics-mailer.declined hugo@example.net');
  });
  it('decides on many at once, and names what came too late', async () => {
    const [one, two, three] = [await ask('Ida'), await ask('Jon'), await ask('Kim')];
    const versions = Object.fromEntries([one, two, three].map(({ meeting }) => [`version_${meeting}`, '1']));
    await env.service('meetings').cancel({ id: two.meeting, version: 1 });
    const answer = await ann('/app/bookings/decide', { do: 'approve', pick: [one.meeting, two.meeting], ...versions });
    expect([answer.status, answer.text.includes('Talk: Jon')]).toEqual([409, true]);
    expect([await stateOf(one.meeting), await stateOf(two.meeting), await stateOf(three.meeting)]).toEqual(['confirmed', 'cancelled', 'draft']);
    expect((await ann('/app/bookings/decide', { do: 'decline', reason: 'Full' })).status).toBe(409);
    expect((await ann('/app/bookings/decide', { do: 'decline', pick: three.meeting, reason: 'Full', ...versions })).status).toBe(303);
    expect(await stateOf(three.meeting)).toBe('cancelled');
  });
  it('is nobody else’s to decide on', async () => {
    const { meeting } = await ask('Lea');
    for (const deed of ['approve', 'decline'])
      expect((await eve('/app/bookings/decide', { do: `${deed}_${meeting}`, [`version_${meeting}`]: '1' })).status).toBe(409);
    expect(await stateOf(meeting)).toBe('draft');
    await ann('/app/bookings/decide', { do: `decline_${meeting}`, [`version_${meeting}`]: '1' });
  });
  it('shows what the guest wrote, in the inbox and on the page of the meeting, to whom it is meant for alone', async () => {
    await env
      .model('booking.link')
      .update(link, { guestsAllowed: 1, questions: [{ id: 'topic', label: 'Which topic?', kind: 'text', required: false, choices: [] }] });
    const { meeting, version } = await ask('Olga', { note: 'I bring the <plans>.', q_topic: 'Roofs', others: 'pit@example.net' });
    const said = ['I bring the &lt;plans&gt;.', 'Which topic?', 'Roofs', 'pit@example.net'];
    const waiting = (await ann('/app/bookings')).text;
    for (const words of ['<details open', ...said]) expect(waiting).toContain(words);
    const record = (await ann(`/app/meeting.event/${meeting}`)).text;
    for (const words of ['What the guest wrote', ...said]) expect(record).toContain(words);
    await env.service('meetings').confirm({ id: meeting, version });
    const invited: Env<'meetings'> = app.env('meetings');
    const [person] = await env.service('base').people({ ids: [(await env.model('base.person').find({ email: 'eve@example.org' }))[0]?.id ?? ''] });
    await invited.model('meeting.attendee').create({ event: meeting, person: person?.id ?? null, name: 'eve', email: 'eve@example.org', timeZone: 'UTC' });
    const beside = await eve(`/app/meeting.event/${meeting}`);
    expect([beside.status, beside.text.includes('What the guest wrote'), beside.text.includes('plans')]).toEqual([200, false, false]);
    for (const path of ['/app/bookings?tab=coming', '/app/booking.booking']) {
      expect((await ann(path)).text, path).toContain('olga@');
      expect((await eve(path)).text, path).not.toContain('olga@');
    }
    await env.model('booking.link').update(link, { guestsAllowed: 0, questions: [] });
  });
  it('keeps the link that guests have booked over: it is switched off, not deleted', async () => {
    const { meeting } = await ask('Nina');
    const refused = await ann(`/app/booking.link/${link}/delete`, { confirmed: 'true' });
    expect([refused.status, refused.text.includes('Switch it off instead')]).toEqual([409, true]);
    expect(await env.model('booking.link').count({ id: link })).toBe(1);
    await ann('/app/bookings/decide', { do: `decline_${meeting}`, [`version_${meeting}`]: '1' });
  });
  it('tells a request from a booking, and what was declined from what was cancelled', async () => {
    const declined = await ask('Pia');
    await ann('/app/bookings/decide', { do: `decline_${declined.meeting}`, [`version_${declined.meeting}`]: '1' });
    await env.model('booking.link').update(link, { approval: false });
    const stays = await ask('Quentin');
    const entry = (text: string, { meeting }: { meeting: string }) => text.slice(text.indexOf(`/app/meeting.event/${meeting}`)).split('</li>')[0] ?? '';
    const coming = entry((await ann('/app/bookings?tab=coming')).text, stays);
    expect([coming.includes('booked on'), coming.includes('lapses on')]).toEqual([true, false]);
    const off = await ask('Rita');
    await env.service('meetings').cancel({ id: off.meeting, version: 1 });
    await app.runJobs();
    await env.model('booking.link').update(link, { approval: true });
    const gone = (await ann('/app/bookings?tab=cancelled')).text;
    expect([entry(gone, declined).includes('Declined'), entry(gone, off).includes('Cancelled by the guest')]).toEqual([true, true]);
  });
  it('tells the host when a guest cancels', async () => {
    const { meeting } = await ask('Mia');
    await env.service('meetings').cancel({ id: meeting, version: 1, reason: 'Ill' });
    await app.runJobs();
    expect(await activities()).toContain('booking-news: Mia took the request back');
    expect((await env.catalog.health()).filter(({ area, ok }) => area === 'meetings' && !ok)).toEqual([]);
  });
});

describe('a request that nobody decides on', () => {
  it('reminds its host once, then lapses: the time is free, the guest is told, the host finds it', async () => {
    const { meeting, booking, manage } = await ask('Nora');
    app.clock.advance(5 * 3_600_000 + 1_000);
    expect(await tendRequests(env)).toEqual({ count: 1 });
    expect(await tendRequests(env)).toEqual({ count: 0 });
    expect(await activities()).toContain('booking-waiting: Nora waits for your answer');
    expect((await mails(meeting)).filter((mail) => mail.startsWith('ics-mailer.unanswered'))).toEqual(['ics-mailer.unanswered ann@example.org']);
    app.clock.advance(5 * 3_600_000);
    expect(await tendRequests(env)).toEqual({ count: 1 });
    expect(await stateOf(meeting)).toBe('cancelled');
    expect(await env.model('booking.booking').get(booking)).toMatchObject({ answerBy: null, remindAt: null });
    const told = await mails(meeting);
    expect(told.filter((mail) => mail.includes('lapsed'))).toEqual(['ics-mailer.lapsed nora@example.net']);
    expect(told.some((mail) => /declined|withdrawn|cancellation/.test(mail))).toBe(false);
    expect(await activities()).toContain('booking-news: Lapsed: the request of Nora');
    expect((await fetch(manage)).status).toBe(200);
    const { start, end } = await env.model('meeting.event').get(meeting);
    expect(await env.service('calendar').busy({ resources: [{ kind: 'person', id: host }], from: start, to: end })).toEqual([]);
  });
  it('is decided once: approval, lapse and the guest’s own cancelling race over two processes', async () => {
    const second = other.env('booking-portal') as Env<'booking-portal'>;
    const outcomes: string[] = [];
    for (let round = 0; round < 6; round++) {
      const { meeting, manage } = await ask(`Guest${round}`);
      const token = new URL(manage).pathname;
      const mark = new URL(manage).searchParams.get('v') ?? '';
      app.clock.advance(11 * 3_600_000);
      other.clock.advance(11 * 3_600_000);
      const deeds: (() => Promise<unknown>)[] = [
        () => ann('/app/bookings/decide', { do: `approve_${meeting}`, [`version_${meeting}`]: '1' }),
        () => tendRequests(second),
        () =>
          fetch(`${other.url}${token}/cancel`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ v: mark }), headers: { origin: other.url } }),
      ];
      await Promise.all([...deeds.slice(round % 3), ...deeds.slice(0, round % 3)].map((deed) => deed()));
      const told = (await mails(meeting))
        .map((mail) => mail.split(' ')[0] ?? '')
        .filter((kind) => /invitation|lapsed|withdrawn|cancellation|declined/.test(kind));
      const state = await stateOf(meeting);
      outcomes.push(state);
      // Whoever was first is told of, and nothing else: a guest may still cancel what was just confirmed.
      const lapsed = told.filter((kind) => kind.endsWith('lapsed')).length;
      const withdrawn = told.filter((kind) => kind.endsWith('withdrawn')).length;
      expect(lapsed === 0 || withdrawn === 0, told.join()).toBe(true);
      if (state === 'confirmed') expect([lapsed, withdrawn]).toEqual([0, 0]);
      const claims = await env
        .service('calendar')
        .busy({ resources: [{ kind: 'person', id: host }], from: new Date('2027-01-11T00:00:00Z'), to: new Date('2027-02-11T00:00:00Z') });
      expect(claims.filter(({ source }) => source?.record === meeting)).toHaveLength(state === 'confirmed' ? 1 : 0);
    }
    expect(outcomes.every((state) => state === 'confirmed' || state === 'cancelled')).toBe(true);
  });
});
