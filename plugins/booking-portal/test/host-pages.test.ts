import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { readQuestions } from '../host/read-questions.ts';
import { linkUrl } from '../views.tsx';

const PASSWORD = 'a long enough phrase';
let app: TestApp;
let env: Env<'booking-portal'>;
let link = '';
let host = '';
let ann: (path: string, body?: Record<string, string>) => Promise<{ status: number; text: string; location: string }>;
let eve: typeof ann;

async function signedIn(email: string): Promise<typeof ann> {
  const headers = { origin: app.url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
  const signIn = await fetch(`${app.url}/sign-in`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ email, password: PASSWORD }) });
  const cookie = (signIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return async (path, body) => {
    const answer = await fetch(app.url + path, {
      redirect: 'manual',
      headers: { ...headers, cookie },
      ...(body ? { method: 'POST', body: new URLSearchParams(body) } : {}),
    });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') ?? '' };
  };
}

beforeAll(async () => {
  app = await bootTestApp({ only: ['booking-portal'], clock: '2027-01-04T05:00:00Z' });
  const base: Env<'base'> = app.env('base');
  env = app.env('booking-portal') as Env<'booking-portal'>;
  await base.service('base').ensureAdmin({ email: 'root@example.org', password: PASSWORD, name: 'Root' });
  for (const name of ['ann', 'eve']) await base.service('base').ensureAdmin({ email: `${name}@example.org`, password: PASSWORD, name, timeZone: 'UTC' });
  const persons = await base.model('base.person').find({ email: { in: ['ann@example.org', 'eve@example.org'] } });
  await base
    .asPlugin()
    .model('base.membership')
    .delete({ group: 'base.admin', person: { in: persons.map(({ id }) => id) } });
  host = persons.find(({ name }) => name === 'ann')?.id ?? '';
  const weekly = [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '12:00'] as [string, string]] }];
  const schedule = await env.model('calendar.schedule').create({ name: 'Mornings', timeZone: 'UTC', weekly });
  ({ id: link } = await env.model('booking.link').create({ name: 'Talk', host, schedule: schedule.id, timeZone: 'UTC', approval: false }));
  [ann, eve] = [await signedIn('ann@example.org'), await signedIn('eve@example.org')];
});
afterAll(() => app.close());

describe('the questions of a link', () => {
  const line = (at: number, label: string, rest: Record<string, string> = {}) => ({
    [`label_${at}`]: label,
    [`kind_${at}`]: 'text',
    [`place_${at}`]: String(at + 1),
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [`${name}_${at}`, value])),
  });
  it('are written by the owner, in the order of their places, and asked', async () => {
    const saved = await ann(`/app/booking-links/${link}/questions`, {
      ...line(0, 'Second?', { place: '2', required: 'true' }),
      ...line(1, 'First?', { place: '1', kind: 'choice', choices: 'Yes\nNo\nYes' }),
      ...line(2, '  '),
    });
    expect([saved.status, saved.location]).toEqual([303, expect.stringContaining(`/app/booking.link/${link}`)]);
    const [stored] = await env.model('booking.link').find({ id: link });
    expect(stored?.questions.map(({ label, kind, choices, required }) => [label, kind, choices, required])).toEqual([
      ['First?', 'choice', ['Yes', 'No'], false],
      ['Second?', 'text', [], true],
    ]);
    const form = await (await fetch(`${await linkUrl(env, link)}?start=2027-01-05T09:00:00Z`, { headers: { accept: 'text/html' } })).text();
    expect(form.indexOf('First?')).toBeGreaterThan(0);
    expect(form.indexOf('First?')).toBeLessThan(form.indexOf('Second?'));
  });
  it('that cannot stand are refused, with everything kept as typed', async () => {
    const refused = await ann(`/app/booking-links/${link}/questions`, { ...line(0, 'One choice?', { kind: 'choice', choices: 'Only <this>' }) });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Write at least two choices');
    expect(refused.text).toContain('Only &lt;this&gt;');
  });
  it('keep their ids, so that answers stay with their question', () => {
    const read = readQuestions({ ...line(0, 'A?', { id: 'q1' }), ...line(1, 'B?', { id: 'q1' }) }, () => 'fresh');
    expect(read.questions.map(({ id }) => id)).toEqual(['q1', 'fresh']);
  });
  it('are nobody else’s', async () => {
    expect((await eve(`/app/booking-links/${link}/questions`)).status).toBe(403);
    expect((await eve(`/app/booking-links/${link}/questions`, line(0, 'Mine?'))).status).toBe(403);
    expect((await eve(`/app/booking-links/${link}/check`)).status).toBe(403);
  });
});

describe('does it work?', () => {
  it('says the next free time, and what is wrong with a link that offers none', async () => {
    expect((await ann(`/app/booking-links/${link}/check`)).text).toContain('The next free time is');
    await env.model('booking.link').update(link, { active: false, maxBookings: null, expiresAt: new Date('2026-01-01T00:00:00Z') });
    const { text } = await ann(`/app/booking-links/${link}/check`);
    expect(text).toContain('Switch “Active” on.');
    expect(text).toContain('Take “Closes on” away');
    await env.model('booking.link').update(link, { active: true, expiresAt: null });
  });
  it('says why a time is not free, and leads to the meeting behind it', async () => {
    const ask = async (at: string) => (await ann(`/app/booking-links/${link}/check?at=${at}`)).text;
    expect(await ask('2027-01-05T09:00')).toContain('guests are offered this time');
    expect(await ask('2027-01-05T20:00')).toContain('Outside the opening hours');
    expect(await ask('2027-01-05T09:10')).toContain('No start of the link');
    const answer = await fetch(await linkUrl(env, link), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        start: '2027-01-05T09:00:00Z',
        name: 'Gita',
        email: 'gita@example.org',
        ...Object.fromEntries((await env.model('booking.link').get(link)).questions.map(({ id }) => [`q_${id}`, 'Yes'])),
      }),
    });
    expect(answer.status).toBe(201);
    const [booking] = await env.model('booking.booking').find({ link });
    expect(await ask('2027-01-05T09:00')).toContain(`/app/meeting.event/${booking?.meeting}`);
  });
});
