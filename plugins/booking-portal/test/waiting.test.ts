import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import { offerWaitingAction } from '../waiting/offer-next.ts';
import { openPortal } from './open-portal.ts';

let portal: Awaited<ReturnType<typeof openPortal>>;
beforeAll(async () => {
  portal = await openPortal();
});
afterAll(() => portal.close());

const HOUR_MS = 3_600_000;
const at = (day: number, time = '09:00'): string => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const wait = (url: string, name: string, what: object) =>
  portal.ask(`${url}/wait`, { name, email: `${name.toLowerCase()}@example.org`, tz: 'Europe/Berlin', ...what });
const cancel = async (answer: { json: Record<string, unknown> }) => portal.ask(`${String(answer.json.manage).split('?')[0]}/cancel`, {});
/** The address in the newest mail to that guest. */
const linkTo = async (email: string): Promise<string> => {
  await portal.app.runJobs();
  const mail = portal.mailbox.messages().findLast(({ to }) => to[0] === email)?.mail;
  portal.mailbox.clear();
  return /http\S+\/waiting\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
};
const action = (url: string) => fetch(`${url}/leave`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });

it('who waits for a time is told when it is free, in order, and has it for some hours', async () => {
  const { id, url } = await portal.link({ waitlist: true, waitlistHours: 2 });
  const taken = await portal.book(url, 'Ada', at(5));
  await portal.mails();
  for (const name of ['Bea', 'Cem']) expect((await wait(url, name, { start: at(5) })).json).toEqual({ state: 'waiting' });
  expect(await portal.mails()).toEqual({ 'bea@example.org': ['On the waiting list: Course'], 'cem@example.org': ['On the waiting list: Course'] });
  await cancel(taken);
  await portal.app.runJobs();
  const offer = portal.mailbox.messages().find(({ to }) => to[0] === 'bea@example.org')?.mail;
  expect(offer?.subject).toBe('A place is free: Course @ 10:00 (CET), Tue, Jan 5, 2027');
  expect(offer?.text).toMatch(/Kept for you until: .*08:00 \(CET\)/);
  const bea = await linkTo('bea@example.org');
  expect(await portal.page(bea)).toMatch(/Kept for you until .*08:00 \(CET\)[\s\S]*Take it/);
  await portal.env.model('booking.link').update(id, { active: false });
  expect(await portal.page(bea)).not.toContain('Take it');
  expect(await portal.page(bea)).toContain('Nothing can be booked here for now.');
  await portal.env.model('booking.link').update(id, { active: true });
  // Kept: neither offered to others, nor to the next in line.
  expect((await portal.slots(url, '2027-01-05')).map(({ start }) => start)).not.toContain(at(5));
  expect((await portal.book(url, 'Dan', at(5))).status).toBe(409);
  expect(await portal.mails()).toEqual({});
  portal.app.clock.advance(2 * HOUR_MS + 1_000);
  expect(await portal.mails()).toEqual({ 'cem@example.org': ['A place is free: Course'] });
  expect(await portal.page(bea)).toContain('This is not kept for you any more');
  const [cem] = await portal.env.model('booking.waiting').find({ name: 'Cem' });
  expect(cem).toMatchObject({ state: 'offered', offeredStart: new Date(at(5)) });
});

it('the guest takes what is kept by the form of the link, once, and is not asked for name and address again', async () => {
  const { url } = await portal.link({ waitlist: true });
  const taken = await portal.book(url, 'Eda', at(6));
  await wait(url, 'Finn', { start: at(6) });
  await portal.mails();
  await cancel(taken);
  const page = await portal.page(await linkTo('finn@example.org'));
  expect(page).toContain('This is free for you');
  const form = (/href="(http[^"]+waiting=[^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
  const shown = await portal.page(form);
  expect(shown).toContain('value="finn@example.org"');
  const waiting = new URL(form).searchParams.get('waiting');
  const booked = await portal.book(url, 'Finn', at(6), { waiting });
  expect([booked.status, (await portal.book(url, 'Finn', at(6), { waiting })).status]).toEqual([201, 409]);
  const claims = await portal.claims({ during: { contains: new Date(at(6)) } });
  expect(claims.map(({ sourceModel, expiresAt }) => [sourceModel, expiresAt])).toEqual([['meeting.event', null]]);
  await portal.mails();
});

it('any time of a day; whoever leaves makes way for the next', async () => {
  const { url } = await portal.link({ waitlist: true });
  const all: Awaited<ReturnType<typeof portal.book>>[] = [];
  for (const time of ['09:00', '10:00', '11:00']) all.push(await portal.book(url, 'Gil', at(7, time)));
  await portal.mails();
  expect(await portal.page(`${url}?day=2027-01-07&tz=UTC`)).toContain('Any time on this day');
  await wait(url, 'Hal', { day: '2027-01-07', tz: 'UTC' });
  await wait(url, 'Ida', { day: '2027-01-07', tz: 'UTC' });
  await portal.app.runJobs();
  expect(portal.mailbox.messages().find(({ to }) => to[0] === 'hal@example.org')?.mail.subject).toBe('On the waiting list: Course @ Thu, Jan 7, 2027');
  if (all[1]) await cancel(all[1]);
  const hal = await linkTo('hal@example.org');
  expect((await portal.env.model('booking.waiting').find({ name: 'Hal' }))[0]).toMatchObject({ state: 'offered', offeredStart: new Date(at(7, '10:00')) });
  expect((await action(hal)).status).toBe(200);
  expect(await portal.mails()).toEqual({ 'ida@example.org': ['A place is free: Course'] });
  expect(await portal.page(hal)).toContain('You are not on the list any more');
});

it('a seat that becomes free is kept for who waits, and the others keep theirs', async () => {
  const { url } = await portal.link({ waitlist: true, seats: 2 });
  const [one] = [await portal.book(url, 'Jan', at(8)), await portal.book(url, 'Kai', at(8))];
  await wait(url, 'Leo', { start: at(8) });
  await portal.mails();
  await cancel(one);
  const leo = await linkTo('leo@example.org');
  expect((await portal.book(url, 'Mia', at(8))).status).toBe(409);
  const booked = await portal.book(url, 'Leo', at(8), { waiting: leo.split('/').at(-1) });
  expect(booked.status).toBe(201);
  expect((await portal.meetingOf(booked)).meeting.attendees.map(({ name }) => name)).toEqual(['Ann Host', 'Kai', 'Leo']);
  await portal.mails();
});

it('lists nobody twice, tells nobody who waits, and takes nobody for a time that is free or never offered', async () => {
  const { url } = await portal.link({ waitlist: true });
  const off = await portal.link({});
  await portal.book(url, 'Ned', at(9));
  expect((await wait(url, 'Ola', { start: at(9, '10:00') })).json.code).toBe('BOOKING_WAITLIST_FREE');
  expect((await wait(url, 'Ola', { start: at(9, '20:00') })).json.code).toBe('BOOKING_SLOT_UNKNOWN');
  expect((await wait(off.url, 'Ola', { start: at(9) })).status).toBe(404);
  const answers = [await wait(url, 'Ola', { start: at(9) }), await wait(url, 'Ola', { start: at(9) })];
  expect(answers[0]).toEqual(answers[1]);
  expect((await portal.mails())['ola@example.org']).toEqual(['On the waiting list: Course']);
  expect((await fetch(`${portal.app.url}/waiting/nothing`, { headers: { accept: 'text/html' } })).status).toBe(404);
  const page = await portal.page(`${url}?day=2027-01-09&tz=UTC`);
  expect(page).toContain('Wait for 09:00');
  expect(page).not.toMatch(/Ola|ola@/);
});

it('the host reads who waits, others do not; what is long past is forgotten', async () => {
  const { env, app, ann } = portal;
  const as = (person: string): Env<'booking-portal'> =>
    app.envAs('booking-portal', { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(['user', 'base.user']) });
  const [bob = ''] = await env.service('base').addPeople({ people: [{ name: 'Bob', email: 'bob@example.org', timeZone: 'UTC' }] });
  expect(await as(ann).model('booking.waiting').count(true)).toBeGreaterThan(5);
  expect(await as(bob).model('booking.waiting').count(true)).toBe(0);
  app.clock.advance(40 * 24 * HOUR_MS);
  await offerWaitingAction.run(env, { signal: new AbortController().signal, progress: () => Promise.resolve() });
  expect(await env.model('booking.waiting').count(true)).toBe(0);
});
