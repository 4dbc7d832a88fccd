import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, openPortal } from './open-portal.ts';

let portal: Awaited<ReturnType<typeof openPortal>>;
beforeAll(async () => {
  portal = await openPortal();
});
afterAll(() => portal.close());

const manage = (answer: Answer): string => String(answer.json.manage).split('?')[0] ?? '';
const at = (day: number, time = '09:00'): string => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;

it('guests share one meeting until it is full, each with a booking and mails of their own', async () => {
  const { url } = await portal.link({ seats: 2 });
  const one = await portal.book(url, 'Gita', at(5));
  expect(await portal.slots(url, '2027-01-05')).toContainEqual({ start: at(5), end: at(5, '10:00'), seatsLeft: 1 });
  expect(await portal.mails()).toEqual({ 'gita@example.org': ['Confirmed: Course'], 'ann@example.org': ['New booking: Course'] });
  const two = await portal.book(url, 'Hugo', at(5));
  const three = await portal.book(url, 'Ines', at(5));
  expect([one.status, two.status, three.status, three.json.code]).toEqual([201, 201, 409, 'BOOKING_SLOT_TAKEN']);
  expect(await portal.mails()).toEqual({ 'hugo@example.org': ['Confirmed: Course'], 'ann@example.org': ['Place taken: Course'] });
  const [first, second] = [await portal.meetingOf(one), await portal.meetingOf(two)];
  expect(second.meeting.id).toBe(first.meeting.id);
  expect(second.meeting.attendees.map(({ email }) => email)).toEqual(['ann@example.org', 'gita@example.org', 'hugo@example.org']);
  expect((await portal.slots(url, '2027-01-05')).map(({ start }) => start)).not.toContain(at(5));
  const claims = await portal.claims({ source: first.meeting.id });
  expect(claims.map(({ kind, during }) => [kind, during.start.toISOString()])).toEqual([['person', at(5)]]);
});

it('none of them reads of the others: pages, mails and calendar files', async () => {
  const { url } = await portal.link({ seats: 3, questions: [{ id: 'a', label: 'Diet', kind: 'text', required: false, choices: [] }] });
  const [one] = [await portal.book(url, 'Secretia', at(6), { note: 'my own note', q_a: 'vegan' }), await portal.mails()];
  const two = await portal.book(url, 'Nosy', at(6));
  await portal.app.runJobs();
  const texts = [
    await portal.page(manage(two)),
    await portal.page(url),
    JSON.stringify((await portal.ask(`${url}/slots`)).json),
    await (await fetch(`${manage(two)}/invite.ics`)).text(),
    ...portal.mailbox.messages().map(({ raw, mail }) => `${raw}${mail.text}${mail.html}`),
  ];
  portal.mailbox.clear();
  expect(one.status).toBe(201);
  for (const text of texts) expect(text).not.toMatch(/secretia|my own note|vegan/i);
  expect(await (await fetch(`${manage(one)}/invite.ics`)).text()).not.toMatch(/nosy/i);
});

it('one who cancels frees one seat and hears of it alone; the last one cancels the meeting', async () => {
  const { url } = await portal.link({ seats: 2 });
  const [one, two] = [await portal.book(url, 'Kim', at(7)), await portal.book(url, 'Lea', at(7))];
  await portal.mails();
  expect((await portal.ask(`${manage(one)}/cancel`, { reason: 'ill' })).json).toEqual({ state: 'cancelled' });
  expect(await portal.mails()).toEqual({ 'kim@example.org': ['Place given back: Course'], 'ann@example.org': ['Place free again: Course'] });
  expect(await portal.page(manage(one))).toContain('This booking is cancelled');
  expect(await portal.page(manage(two))).not.toContain('ill<');
  expect((await portal.meetingOf(two)).meeting).toMatchObject({ state: 'confirmed', attendees: [{}, { email: 'lea@example.org' }] });
  expect((await portal.ask(`${manage(one)}/cancel`, {})).status).toBe(409);
  const three = await portal.book(url, 'Max', at(7));
  await portal.mails();
  for (const answer of [two, three]) expect((await portal.ask(`${manage(answer)}/cancel`, {})).status).toBe(200);
  expect(await portal.mails()).toMatchObject({
    'ann@example.org': ['Cancelled: Course', 'Place free again: Course'],
    'lea@example.org': ['Place given back: Course'],
    'max@example.org': ['Place given back: Course'],
  });
  expect((await portal.slots(url, '2027-01-07')).map(({ start, seatsLeft }) => [start, seatsLeft])).toContainEqual([at(7), 2]);
});

it('a seat moves to another time, the booking stays; links of mails work once although others come and go', async () => {
  const { url } = await portal.link({ seats: 2 });
  const one = await portal.book(url, 'Nele', at(8));
  await portal.book(url, 'Olaf', at(8));
  await portal.book(url, 'Paul', at(8, '10:00'));
  await portal.mails();
  const mark = new URL(String(one.json.manage)).searchParams.get('v');
  const moved = await portal.ask(`${manage(one)}/reschedule`, { v: mark, start: at(8, '10:00') });
  expect([moved.status, moved.json.start]).toEqual([200, at(8, '10:00')]);
  expect(await portal.mails()).toEqual({
    'nele@example.org': ['Confirmed: Course', 'Place given back: Course'],
    'ann@example.org': ['Place free again: Course', 'Place taken: Course'],
  });
  expect((await portal.meetingOf(one)).meeting.attendees.map(({ name }) => name)).toEqual(['Ann Host', 'Paul', 'Nele']);
  expect((await portal.ask(`${manage(one)}/reschedule`, { v: mark, start: at(8) })).status).toBe(409);
  expect((await portal.ask(`${manage(one)}/reschedule`, { start: at(8) })).status).toBe(200);
  expect((await portal.ask(`${manage(one)}/reschedule`, { start: at(8, '20:00') })).status).toBe(409);
  expect((await portal.meetingOf(one)).meeting.start.toISOString()).toBe(at(8));
});

it('people who come along take seats too; a request of several waits once for its host', async () => {
  const { url } = await portal.link({ seats: 3, guestsAllowed: 3, approval: true });
  const one = await portal.book(url, 'Quin', at(9), { others: 'r1@example.org' });
  expect(one.json.state).toBe('draft');
  const few = await portal.book(url, 'Rosa', at(9), { others: 'r2@example.org' });
  expect([few.status, few.json.code, (few.json.alternatives as unknown[]).length]).toEqual([409, 'BOOKING_SEATS_FEW', 3]);
  await portal.mails();
  expect((await portal.book(url, 'Rosa', at(9))).json.state).toBe('draft');
  portal.mailbox.clear();
  await portal.app.runJobs();
  const request = portal.mailbox.messages().find(({ to }) => to[0] === 'ann@example.org');
  expect(request?.mail.text).toContain('Rosa asks for “Course”');
  expect(await portal.mails()).toEqual({ 'rosa@example.org': ['Request received: Course'], 'ann@example.org': ['New request: Course'] });
  const { meeting } = await portal.meetingOf(one);
  await portal.env.service('meetings').confirm({ id: meeting.id, version: meeting.version });
  expect(Object.keys(await portal.mails()).sort()).toEqual(['ann@example.org', 'quin@example.org', 'r1@example.org', 'rosa@example.org']);
  expect((await portal.book(url, 'Sven', at(9))).status).toBe(409);
});

it('the page tells how many seats are left, where the link says so', async () => {
  const shown = await portal.link({ seats: 4 });
  const hidden = await portal.link({ seats: 4, showSeats: false });
  await portal.book(shown.url, 'Tom', at(10));
  expect(await portal.page(`${shown.url}?day=2027-01-10`)).toContain('3 seats left');
  expect(await portal.page(`${hidden.url}?day=2027-01-10`)).not.toContain('seats left');
  expect((await portal.slots(hidden.url, '2027-01-10'))[0]).not.toHaveProperty('seatsLeft');
});
