import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { linkUrl } from '../views.tsx';

let app: TestApp;
let env: Env<'booking-portal'>;
let page = '';
let link = '';

type Slot = { start: string; end: string };
type Problem = { code: string; detail: string; alternatives?: Slot[]; issues?: { path: string }[] };
type Booked = { id: string; state: string; start: string; manage: string };

const slots = async (query = ''): Promise<Slot[]> => ((await (await fetch(`${page}/slots${query}`)).json()) as { slots: Slot[] }).slots;
const book = (body: object, headers: Record<string, string> = {}) =>
  fetch(page, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name: 'Gita', email: 'gita@example.org', tz: 'Asia/Kathmandu', ...body }),
  });
const form = (url: string, body: Record<string, string>) =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', origin: app.url },
    body: new URLSearchParams(body),
  });
const booked = async (slot: Slot | undefined): Promise<Booked> => (await (await book({ start: slot?.start })).json()) as Booked;
const html = async (url: string) => (await fetch(url, { headers: { accept: 'text/html' } })).text();
const mark = (text: string) => /name="v" value="([^"]+)"/.exec(text)?.[1] ?? '';

beforeAll(async () => {
  app = await bootTestApp({
    clock: '2027-01-04T05:00:00Z',
    environment: { ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '0', ATRIUM_BOOKING_PORTAL_PER_EMAIL: '0', ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '0' },
  });
  for (const plugin of app.app.runtime.generation().plugins) await plugin.example?.(app.env(plugin.name));
  env = app.env('booking-portal');
  const [first] = await env.model('booking.link').find(true);
  link = first?.id ?? '';
  page = await linkUrl(env, link);
});
afterAll(() => app.close());

describe('a link’s free times', () => {
  it('are the link’s hours, in UTC, from the notice on', async () => {
    const [first] = await slots();
    expect(first).toEqual({ start: '2027-01-04T08:00:00.000Z', end: '2027-01-04T09:00:00.000Z' });
    expect(await slots('?from=2027-01-09T00:00:00Z&to=2027-01-10T00:00:00Z')).toEqual([]);
  });
  it('refuse a span that is none', async () => {
    for (const query of ['?from=2027-01-09T00:00:00Z&to=2027-01-08T00:00:00Z', '?from=yesterday', '?tz=Mars/Olympus', '?to=2037-01-01T00:00:00Z']) {
      expect((await fetch(`${page}/slots${query}`)).status).toBe(422);
    }
  });
});

describe('the room of a link', () => {
  it('is given only to hosts who may book it, and waits for its manager', async () => {
    const { room, approval } = await env.model('booking.link').update(link, { active: true, expiresAt: null });
    const rooms = (app.env('meetings') as Env<'meetings'>).model('meeting.room');
    await rooms.update(room ?? '', { bookableBy: ['meetings.manager'] });
    const [first, second] = (await slots()).slice(-2);
    const refused = await book({ start: first?.start });
    expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([403, 'MEETING_ROOM_NOT_YOURS']);
    await rooms.update(room ?? '', { bookableBy: [], approval: true });
    await env.model('booking.link').update(link, { approval: false });
    expect((await booked(second)).state).toBe('draft');
    await rooms.update(room ?? '', { approval: false });
    await env.model('booking.link').update(link, { approval });
  });
});

describe('booking', () => {
  it('takes the time, for the host, with a draft to confirm and the time held', async () => {
    const [, , slot] = await slots();
    const answer = await book({ start: slot?.start });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ state: 'draft', start: slot?.start, timeZone: 'Asia/Kathmandu' });
    expect((await slots()).map(({ start }) => start)).not.toContain(slot?.start);
    const claims = await (app.env('calendar') as Env<'calendar'>).model('calendar.claim').find({ during: { contains: new Date(slot?.start ?? '') } });
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['person', 'room', 'virtual_room']);
    expect(claims.every(({ expiresAt }) => expiresAt !== null)).toBe(true);
  });
  it('says that a time was taken, and offers the three nearest', async () => {
    const [slot] = await slots();
    await booked(slot);
    const answer = await book({ start: slot?.start });
    const problem = (await answer.json()) as Problem;
    expect([answer.status, problem.code, problem.alternatives?.length]).toEqual([409, 'BOOKING_SLOT_TAKEN', 3]);
  });
  it.each([
    ['a time off the grid', '2027-01-06T09:17:00Z'],
    ['a time outside the hours', '2027-01-06T22:00:00Z'],
    ['a time in the past', '2026-12-31T09:00:00Z'],
    ['a time beyond the window', '2029-01-02T09:00:00Z'],
  ])('refuses %s', async (_what, start) => {
    const answer = await book({ start });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([409, 'BOOKING_SLOT_UNKNOWN']);
  });
  it('keeps the form and names the field', async () => {
    const slot = (await slots())[5];
    const answer = await form(page, { start: slot?.start ?? '', name: 'Gita "G" <b>', email: 'gita at home', note: 'my note', tz: 'Asia/Kathmandu' });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('value="Gita &quot;G&quot; &lt;b&gt;"');
    expect(text).toContain('my note');
    expect(text).toContain('id="email-fault"');
    expect(text).toContain(`value="${slot?.start}"`);
  });
  it('leads a browser to a page to keep; the same key books once', async () => {
    const slot = (await slots())[6];
    const body = { start: slot?.start ?? '', name: 'Twice', email: 'twice@example.org', tz: 'Asia/Kathmandu', idempotency_key: 'one-and-the-same-key' };
    const [one, two] = [await form(page, body), await form(page, body)];
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(one.headers.get('location')).toBe(two.headers.get('location'));
    expect(await env.model('booking.booking').count({ guestEmail: 'twice@example.org' })).toBe(1);
    const kept = await html(app.url + one.headers.get('location'));
    expect(kept).toContain('Your request is with Ann Example');
    expect(kept).not.toContain('ann@example.org');
  });
});

describe('the guest’s own booking', () => {
  it('moves by a link that works once and explains itself afterwards', async () => {
    const [, first] = await slots();
    const booking = await booked(first);
    const base = booking.manage.split('?')[0] ?? '';
    const old = mark(await html(`${base}/cancel`));
    const [, , , target, other] = await slots();
    const moved = await form(`${base}/reschedule`, { v: old, start: target?.start ?? '', tz: 'Asia/Kathmandu' });
    expect(moved.status).toBe(303);
    const again = await form(`${base}/reschedule`, { v: old, start: other?.start ?? '', tz: 'Asia/Kathmandu' });
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('This link was already used');
    expect(await html(booking.manage)).toContain('This booking has changed since that mail');
    const [row] = await env.model('booking.booking').find({ id: booking.id });
    const [meeting] = await env.service('meetings').details({ ids: [row?.meeting ?? ''] });
    expect(meeting).toMatchObject({ start: new Date(target?.start ?? ''), sequence: 1 });
    const claims = await (app.env('calendar') as Env<'calendar'>).model('calendar.claim').find({ source: row?.meeting ?? '' });
    expect([claims.length, claims.every(({ expiresAt }) => expiresAt !== null)]).toEqual([3, true]);
  });
  it('is cancelled with a reason, and its time is free again', async () => {
    const [slot] = await slots();
    const booking = await booked(slot);
    const base = booking.manage.split('?')[0] ?? '';
    const answer = await form(`${base}/cancel`, { v: mark(await html(`${base}/cancel`)), reason: 'a cold' });
    expect(answer.status).toBe(303);
    expect(await html(base)).toContain('This booking is cancelled');
    expect((await slots()).map(({ start }) => start)).toContain(slot?.start);
  });
  it('refuses a tampered mark', async () => {
    const [slot] = await slots();
    const booking = await booked(slot);
    const base = booking.manage.split('?')[0] ?? '';
    const good = mark(await html(`${base}/cancel`));
    for (const bad of [`2${good.slice(1)}`, `${good}x`, '1.', 'x']) expect((await form(`${base}/cancel`, { v: bad })).status).toBe(404);
  });
  it('has its calendar file once the host has confirmed', async () => {
    const [slot] = await slots();
    const booking = await booked(slot);
    const base = booking.manage.split('?')[0] ?? '';
    expect((await fetch(`${base}/invite.ics`)).status).toBe(404);
    const [row] = await env.model('booking.booking').find({ id: booking.id });
    const [meeting] = await env.service('meetings').details({ ids: [row?.meeting ?? ''] });
    await env.service('meetings').confirm({ id: meeting?.id ?? '', version: meeting?.version ?? 0 });
    const file = await (await fetch(`${base}/invite.ics`)).text();
    expect(file).toContain('DTSTART;TZID=Asia/Kathmandu');
    expect(file.match(/ATTENDEE/g)).toHaveLength(1);
    expect(await html(base)).toContain('You are booked with Ann Example');
  });
});

describe('a link that is not open', () => {
  it('answers the same for unknown, guessed, switched off, expired and renewed', async () => {
    const answers: string[] = [];
    const ask = async (url: string) => {
      const answer = await fetch(url, { headers: { accept: 'text/html' } });
      answers.push(`${answer.status} ${(await answer.text()).replace(/nonce="[^"]+"/g, '')}`);
    };
    await ask(`${app.url}/book/nothing`);
    await ask(`${app.url}/book/${'A'.repeat(32)}`);
    const admin = app.envAs('booking-portal', {
      kind: 'user',
      org: 1,
      account: link,
      person: link,
      session: '',
      groups: new Set(['user', 'base.user', 'base.admin']),
    }) as Env<'booking-portal'>;
    await admin.model('booking.link').update(link, { active: false });
    await ask(page);
    await admin.model('booking.link').update(link, { active: true, expiresAt: new Date('2027-01-01T00:00:00Z') });
    await ask(page);
    await admin.model('booking.link').update(link, { expiresAt: null });
    await env.tokens.revoke('booking.link', link);
    await ask(page);
    expect(answers[0]).toContain('404');
    expect(new Set(answers).size).toBe(1);
  });
});
