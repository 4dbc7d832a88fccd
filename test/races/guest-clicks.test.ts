import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApp, type TestApp } from '#core/testing';
import { type Answered, getPage, postForm, postJson } from '../fixture/ask.ts';
import { noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const long = process.env.ATRIUM_TEST_LONG === '1';
const rounds = long ? 20 : 2;

const config = { keys: [randomBytes(32)] };
let workspace: Workspace;
let second: TestApp;
beforeAll(async () => {
  workspace = await openWorkspace({ config });
  second = await bootTestApp({ databaseUrl: workspace.app.databaseUrl, clock: workspace.app.clock, environment: noLimits, config });
});
afterAll(async () => {
  await second?.close();
  await workspace?.close();
});

/** Every other request goes to the other process. */
const at = (index: number, path: string): string => `${index % 2 ? second.url : workspace.app.url}${path}`;
const field = (page: Answered, name: string): string => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page.text)?.[1] ?? '';
const bookings = async (email: string): Promise<number> => (await workspace.rows('SELECT FROM booking_booking WHERE guest_email = $1', [email])).length;
const guest = (email: string) => ({ name: 'Gus Guest', email, tz: 'Europe/Berlin' });

/** The form as the guest's browser has it when a time is chosen. */
async function openForm(path: string, start: string, index = 0): Promise<{ start: string; tz: string; idempotency_key: string }> {
  const page = await getPage(`${at(index, path)}?start=${encodeURIComponent(start)}&tz=Europe/Berlin`);
  expect(page.status).toBe(200);
  return { start, tz: 'Europe/Berlin', idempotency_key: field(page, 'idempotency_key') };
}

describe('a guest who', () => {
  it('sends the same fifty times at once is booked once, and no answer is a failure', async () => {
    const { path } = await workspace.makeLink({ room: workspace.room, virtualRoom: workspace.virtualRoom });
    const days = [2, 3, 4, 5, 8]; // in March, open ones
    for (let round = 0; round < rounds; round++) {
      const email = `fifty${round}@example.org`;
      const start = new Date(Date.UTC(2027, 2, days[Math.floor(round / 4)], 8 + 2 * (round % 4))).toISOString();
      const body = { start, ...guest(email) };
      // half of the rounds by a program that knows the header, half by one that does not
      const headers = round % 2 ? { 'idempotency-key': `fifty-${round}` } : {};
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => postJson(at(index, path), body, headers)));
      const said = Object.groupBy(answers, ({ status, json }) => `${status} ${String(json.code ?? '')}`);
      expect(Object.keys(said).filter((one) => !/^(201 |409 BOOKING_SLOT_TAKEN|409 IDEMPOTENCY_IN_FLIGHT)$/.test(one))).toEqual([]);
      expect(new Set((said['201 '] ?? []).map(({ text }) => text)).size).toBe(1);
      if (round % 2 === 0) expect(said['201 ']).toHaveLength(1);
      expect(await bookings(email)).toBe(1);
    }
  }, 120_000);

  it('clicks twice comes to one booking, whichever answer the browser shows', async () => {
    const { path } = await workspace.makeLink();
    for (let round = 0; round < 4; round++) {
      const email = `twice${round}@example.org`;
      const form = { ...(await openForm(path, `2027-03-08T${10 + round}:00:00.000Z`)), ...guest(email) };
      const answers = await Promise.all([0, 1].map((index) => postForm(at(index, path), form)));
      const places = new Set(answers.map(({ status, headers, text }) => `${status} ${headers.get('location') ?? text}`));
      expect([...places]).toEqual([expect.stringMatching(/^303 \/booking\//)]);
      expect(await bookings(email)).toBe(1);
    }
  });

  it('goes back and sends again is led to the booking; with another name they are told', async () => {
    const { path } = await workspace.makeLink();
    const form = { ...(await openForm(path, '2027-03-09T08:00:00.000Z')), ...guest('back@example.org') };
    const first = await postForm(at(0, path), form);
    const again = await postForm(at(1, path), form);
    expect([again.status, again.headers.get('location')]).toEqual([303, first.headers.get('location')]);
    const changed = await postForm(at(1, path), { ...form, name: 'Gus von Guest' });
    expect(changed.status).toBeGreaterThanOrEqual(409);
    expect(changed.status).toBeLessThan(500);
    expect(field(changed, 'name')).toBe('Gus von Guest');
    expect(field(changed, 'idempotency_key')).not.toBe(form.idempotency_key);
    expect(await bookings('back@example.org')).toBe(1);
  });

  it('has two tabs open books one time once; the second tab offers others', async () => {
    const { path } = await workspace.makeLink();
    const tabs = [await openForm(path, '2027-03-09T10:00:00.000Z', 0), await openForm(path, '2027-03-09T10:00:00.000Z', 1)];
    const answers = await Promise.all(tabs.map((form, index) => postForm(at(index, path), { ...form, ...guest('tabs@example.org'), note: 'About the plan' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const late = answers.find(({ status }) => status === 409);
    expect(late?.text).toContain('About the plan');
    expect(late?.text.match(/start=2027-03-09T/g)?.length ?? late?.text.match(/value="2027-03-/g)?.length).toBeGreaterThanOrEqual(3);
    expect(await bookings('tabs@example.org')).toBe(1);
  });

  it('changes the booking in one tab and then in another is told that it has changed', async () => {
    const { path } = await workspace.makeLink();
    const booked = await postJson(at(0, path), { start: '2027-03-10T08:00:00.000Z', ...guest('changes@example.org') });
    const { pathname } = new URL(String(booked.json.manage));
    const [move, cancel] = [await getPage(at(0, `${pathname}/reschedule`)), await getPage(at(1, `${pathname}/cancel`))];
    const v = field(cancel, 'v');
    expect(move.status).toBe(200);
    const moved = await postForm(at(0, `${pathname}/reschedule`), { v, start: '2027-03-10T12:00:00.000Z', tz: 'Europe/Berlin' });
    expect(moved.status).toBe(303);
    // the other tab, and the link in the mail, were about the time before
    for (const index of [0, 1]) {
      const late = await postForm(at(index, `${pathname}/cancel`), { v });
      expect(late.status).toBe(409);
      expect(late.text).toContain('This link was already used');
    }
    const { json } = await postJson(at(1, `${pathname}/cancel`), {});
    expect(json.state).toBe('cancelled');
    const once = await postForm(at(0, `${pathname}/cancel`), { v: field(await getPage(at(0, pathname)), 'v') });
    expect([409, 404]).toContain(once.status);
  });

  it('types too long finds the time taken, what was typed kept, and three others', async () => {
    const { path } = await workspace.makeLink();
    const form = await openForm(path, '2027-03-11T08:00:00.000Z');
    expect((await postJson(at(1, path), { start: form.start, ...guest('quick@example.org') })).status).toBe(201);
    const late = await postForm(at(0, path), { ...form, ...guest('slow@example.org'), note: 'A long story' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('This time was just taken');
    expect(late.text).toContain('A long story');
    expect(field(late, 'email')).toBe('slow@example.org');
    expect(await bookings('slow@example.org')).toBe(0);
  });
});

describe('in between', () => {
  it('the link is revoked: whoever still has the form is told that it is closed, and nothing is written', async () => {
    const link = await workspace.makeLink();
    const form = await openForm(link.path, '2027-03-12T08:00:00.000Z', 1);
    await workspace.portal.tokens.revoke('booking.link', link.id);
    for (const index of [0, 1]) {
      const late = await postForm(at(index, link.path), { ...form, ...guest('revoked@example.org') });
      expect(late.status).toBe(404);
      expect((await getPage(at(index, link.path))).status).toBe(404);
      expect((await postJson(at(index, link.path), { start: form.start, ...guest('revoked@example.org') })).status).toBe(404);
    }
    expect(await bookings('revoked@example.org')).toBe(0);
  });

  it('the host leaves: no new booking, and guests who are booked can still call it off', async () => {
    const host = await workspace.makePerson('Leo Leaver', 'leo@example.org');
    const { path } = await workspace.makeLink({ host });
    const form = await openForm(path, '2027-03-12T10:00:00.000Z');
    const booked = await postJson(at(0, path), { start: '2027-03-12T12:00:00.000Z', ...guest('leaver@example.org') });
    expect(booked.status).toBe(201);
    await workspace.base.model('base.person').update(host, { active: false });
    for (const index of [0, 1]) expect((await postForm(at(index, path), { ...form, ...guest('late@example.org') })).status).toBe(404);
    expect(await bookings('late@example.org')).toBe(0);
    const { pathname } = new URL(String(booked.json.manage));
    expect((await getPage(at(1, pathname))).status).toBe(200);
    expect((await postJson(at(1, `${pathname}/cancel`), {})).json.state).toBe('cancelled');
  });

  it('a hold runs out: the time goes to whoever comes next, and the host is told so', async () => {
    const { path } = await workspace.makeLink({ approval: true });
    const start = '2027-03-15T10:00:00.000Z';
    expect((await postJson(at(0, path), { start, ...guest('waits@example.org') })).status).toBe(201);
    expect((await postJson(at(1, path), { start, ...guest('next@example.org') })).status).toBe(409);
    workspace.app.clock.advance(73 * 3_600_000);
    const answers = await Promise.all(['next', 'third'].map((name, index) => postJson(at(index, path), { start, ...guest(`${name}@example.org`) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [meeting] = await workspace.rows<{ id: string; version: number }>(
      'SELECT e.id, e.version FROM meeting_event e JOIN booking_booking b ON b.meeting_id = e.id WHERE b.guest_email = $1',
      ['waits@example.org'],
    );
    await expect(workspace.meetings.service('meetings').confirm({ id: meeting?.id ?? '', version: meeting?.version ?? 0 })).rejects.toMatchObject({
      code: 'MEETING_CLASH',
    });
  });
});
