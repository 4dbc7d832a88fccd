import { afterEach, describe, expect, it } from 'vitest';
import { type Answered, ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

/** Submissions from one address. */
const flood = process.env.ATRIUM_TEST_LONG === '1' ? 10_000 : 200;

let workspace: Workspace;
afterEach(() => workspace?.close());

const open = async (environment: Record<string, string>, values: Parameters<Workspace['makeLink']>[0] = {}): Promise<string> => {
  workspace = await openWorkspace({ environment });
  return workspace.app.url + (await workspace.makeLink(values)).path;
};
const form = (index: number) => ({ start: '2027-03-02T09:00:00Z', name: `Eve ${index}`, email: `eve${index}@example.org`, tz: 'Asia/Tokyo', note: 'As typed' });
const bookings = (): Promise<unknown[]> => workspace.rows('SELECT FROM booking_booking');

function expectTooMany(answer: Answered, seconds: number): void {
  expect(answer.status).toBe(429);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(seconds);
}

describe('submissions without end', () => {
  it('from one address: a few are heard, the others are told how long to wait, and what was typed is kept', async () => {
    const url = await open({ ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '5' });
    const answers: Answered[] = [];
    for (let sent = 0; sent < flood; sent += 50) {
      answers.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => postForm(url, form(sent + index), { cookie: `browser=${index}` })))));
    }
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.length - refused.length).toBe(5);
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    for (const answer of refused) expectTooMany(answer, 3600);
    const last = refused.at(-1);
    expect(last?.text).toMatch(/in \d+ minutes \(at \d\d:\d\d\)/);
    for (const kept of ['As typed', 'Asia/Tokyo', '2027-03-02T09:00:00.000Z']) expect(last?.text).toContain(kept);
    expect(last?.text).toMatch(/value="eve\d+@example\.org"/);
    expect(await bookings()).toHaveLength(1);
    const { json, status } = await postJson(url, form(0));
    expect([status, json.code, json.retryAfter]).toEqual([429, 'RATE_LIMITED', expect.any(Number)]);
    expect((await ask(`${url}/slots`)).status, 'reads go on').toBe(200);
  }, 300_000);

  it('for one e-mail address, however it is written', async () => {
    const url = await open({ ATRIUM_BOOKING_PORTAL_PER_EMAIL: '2' });
    const written = ['eve@example.org', 'EVE@example.org', ' Eve@Example.org '];
    const answers = [];
    for (const [index, email] of written.entries()) answers.push((await postJson(url, { ...form(0), start: `2027-03-02T${10 + index}:00:00Z`, email })).status);
    expect(answers).toEqual([201, 201, 429]);
    expect((await postJson(url, form(7))).status, 'others are not held up').toBe(201);
  });

  it('for one e-mail address that others bring along, behind repeats, marks and a crowd', async () => {
    const url = await open({ ATRIUM_BOOKING_PORTAL_PER_EMAIL: '3' }, { guestsAllowed: 20 });
    const victim = 'victim@example.com';
    const typed = [
      (own: string) => `${`${own} `.repeat(60)}${victim}`,
      (own: string) => `${own.toUpperCase()};${own};${victim.toUpperCase()}`,
      () => 'vic\u202atim@example.com',
      () => `\u2066${victim}`,
      (own: string) => [own, victim].join('\u00a0,\n'),
    ];
    const answers: number[] = [];
    for (const [index, others] of typed.entries()) {
      const { email, ...more } = form(index);
      answers.push((await postJson(url, { ...more, start: `2027-03-02T${10 + index}:00:00Z`, email, others: others(email) })).status);
    }
    expect(answers).toEqual([201, 201, 201, 429, 429]);
    const crowd = [...Array.from({ length: 20 }, (_, index) => `a${index}@example.net`), 'late@example.com'].join(' ');
    const refused = await postJson(url, { ...form(9), start: '2027-03-03T09:00:00Z', others: crowd });
    expect([refused.status, refused.json.issues]).toEqual([422, [expect.objectContaining({ path: 'others' })]]);
    expect(await bookings()).toHaveLength(3);
  });

  it('from behind invented addresses: a forwarded address counts only from a proxy of ours', async () => {
    const url = await open({ ATRIUM_BOOKING_PORTAL_PER_ADDRESS: '3' });
    const answers = [];
    for (let index = 0; index < 6; index++) answers.push((await postJson(url, form(index), { 'x-forwarded-for': `203.0.113.${index}` })).status);
    expect(answers).toEqual([201, 409, 409, 429, 429, 429]);
  });

  it('from one browser: it pauses after a booking, and only then', async () => {
    // Rows carry the database's time: here the app has to have the true one.
    workspace = await openWorkspace({ clock: new Date(), environment: { ATRIUM_BOOKING_PORTAL_PAUSE_SECONDS: '60' } });
    const url = workspace.app.url + (await workspace.makeLink()).path;
    const { slots } = (await ask(`${url}/slots`)).json;
    const starts = (Array.isArray(slots) ? slots : []).map(({ start }) => String(start));
    const cookie = (await getPage(url)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect(cookie).not.toBe('');
    const send = (index: number, headers = {}) => postForm(url, { ...form(index), start: starts[index] ?? '' }, headers);
    expect((await send(0, { cookie })).status).toBe(303);
    const refused = await send(1, { cookie });
    expectTooMany(refused, 60);
    expect(refused.text).toContain('value="eve1@example.org"');
    expect((await send(1)).status, 'another browser').toBe(303);
    workspace.app.clock.advance(600_000);
    expect((await send(2, { cookie })).status).toBe(303);
  });

  it('of passwords at the sign-in', async () => {
    workspace = await openWorkspace({ environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '4' } });
    const answers = [];
    for (let index = 0; index < 6; index++)
      answers.push(await postForm(`${workspace.app.url}/sign-in`, { email: `ann${index}@example.org`, password: 'guess' }));
    expect(answers.map(({ status }) => status).slice(4)).toEqual([429, 429]);
    expect(answers.at(-1)?.text).toContain('ann5@example.org');
  });

  it('of a machine that fills in what nobody sees', async () => {
    const url = await open({});
    expect((await postForm(url, { ...form(0), website: 'https://example.com' })).status).toBe(403);
    expect(await bookings()).toEqual([]);
  });
});

describe('one booking sent twice', () => {
  it('with one key is one booking and one answer, one after the other or both at once', async () => {
    const url = await open({});
    const headers = { 'idempotency-key': 'a-key-of-the-client' };
    const first = await postJson(url, form(0), headers);
    const second = await postJson(url, form(0), headers);
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const other = { ...form(1), start: '2027-03-03T09:00:00Z', idempotency_key: 'of-the-form' };
    const clicks = await Promise.all(Array.from({ length: 6 }, () => postForm(url, other)));
    const done = clicks.filter(({ status }) => status === 303);
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(new Set(done.map(({ headers }) => headers.get('location'))).size).toBe(1);
    for (const { status } of clicks) expect([303, 409]).toContain(status);
    expect(await bookings()).toHaveLength(2);
  });

  it('with the same key and another text is refused', async () => {
    const url = await open({});
    const headers = { 'idempotency-key': 'a-key-of-the-client' };
    expect((await postJson(url, form(0), headers)).status).toBe(201);
    expect((await postJson(url, { ...form(0), start: '2027-03-03T09:00:00Z' }, headers)).json.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await bookings()).toHaveLength(1);
  });

  it('a refused one may come again under its key', async () => {
    const url = await open({});
    const headers = { 'idempotency-key': 'a-key-of-the-client' };
    expect((await postJson(url, { ...form(0), start: '2027-03-02T09:01:00Z' }, headers)).status).toBe(409);
    expect((await postJson(url, form(0), headers)).status).toBe(201);
  });

  it('a key of one link opens nothing at another', async () => {
    const url = await open({});
    const other = workspace.app.url + (await workspace.makeLink({ host: await workspace.makePerson('Bea', 'bea@example.org') })).path;
    const headers = { 'idempotency-key': 'a-key-of-the-client' };
    const answers = [await postJson(url, form(0), headers), await postJson(other, form(0), headers)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(2);
  });
});
