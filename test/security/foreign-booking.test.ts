import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
let page: string;
beforeAll(async () => {
  workspace = await openWorkspace();
  page = workspace.app.url + (await workspace.makeLink()).path;
});
afterAll(() => workspace?.close());

type Booking = { url: string; mark: string; start: string; id: string };
let hour = 0;
const book = async (name: string): Promise<Booking> => {
  const start = new Date(Date.parse('2027-03-02T08:00:00Z') + (hour % 7) * 3_600_000 + Math.floor(hour++ / 7) * 86_400_000).toISOString();
  const { json, status, text } = await postJson(page, { start, name, email: `${name.toLowerCase()}@example.org`, tz: 'Europe/Berlin' });
  expect(status, text).toBe(201);
  const manage = new URL(String(json.manage));
  return { url: manage.origin + manage.pathname, mark: manage.searchParams.get('v') ?? '', start, id: String(json.id) };
};
const stateOf = async ({ url }: Booking): Promise<Record<string, unknown>> => (await ask(url, { headers: { accept: 'application/json' } })).json;

describe('a guest’s links', () => {
  it('lead to the own booking alone: with the mark of another they do nothing', async () => {
    const [gus, eve] = [await book('Gus'), await book('Eve')];
    for (const step of ['cancel', 'reschedule']) {
      expect((await postJson(`${gus.url}/${step}`, { v: eve.mark, start: '2027-03-09T09:00:00Z' })).status).toBe(404);
      expect((await getPage(`${gus.url}/${step}?v=${eve.mark}`)).status).toBe(404);
    }
    expect(await stateOf(gus)).toMatchObject({ state: 'confirmed', version: 1 });
    expect((await getPage(gus.url)).text).not.toMatch(/Eve|eve@/);
  });

  it('do nothing when their mark was tampered with', async () => {
    const gus = await book('Gil');
    const [version = '', signature = ''] = gus.mark.split('.');
    const marks = [
      `2.${signature}`,
      `${version}.${signature.slice(0, -1)}`,
      `${version}.`,
      `${version}.${signature}A`,
      version,
      '.',
      'NaN.x',
      '1e0.x',
      '-1.x',
      `${version}.${'A'.repeat(22)}`,
    ];
    for (const v of marks) {
      for (const step of ['cancel', 'reschedule'])
        expect((await postJson(`${gus.url}/${step}`, { v, start: '2027-03-09T10:00:00Z' })).status, `${step} ${v}`).toBe(404);
    }
    expect((await postJson(`${gus.url}/cancel`, { v: 'x'.repeat(1000) })).status).toBe(422);
    expect(await stateOf(gus)).toMatchObject({ state: 'confirmed', version: 1 });
  });

  it('work once, then explain themselves and show the newest state', async () => {
    const gus = await book('Gaby');
    const target = '2027-03-10T09:00:00.000Z';
    expect((await postForm(`${gus.url}/reschedule`, { v: gus.mark, start: target })).status).toBe(303);
    const again = await postForm(`${gus.url}/reschedule`, { v: gus.mark, start: '2027-03-11T09:00:00.000Z' });
    expect(again.status).toBe(409);
    expect(again.text).toMatch(/already used/i);
    expect(again.text).toContain('Mar 10, 2027');
    expect((await postJson(`${gus.url}/cancel`, { v: gus.mark })).json.code).toBe('BOOKING_LINK_USED');
    const old = await getPage(`${gus.url}?v=${gus.mark}`);
    expect(old.status).toBe(200);
    expect(old.text).toMatch(/has changed since/);
    const asked = await getPage(`${gus.url}/cancel?v=${gus.mark}`);
    expect(asked.status).toBe(409);
    expect(asked.text).toMatch(/already used/i);
    expect(await stateOf(gus)).toMatchObject({ state: 'confirmed', start: target, version: 2 });
    expect(await workspace.rows('SELECT FROM booking_booking WHERE id = $1', [gus.id])).toHaveLength(1);
  });

  it('a cancelled booking can neither be cancelled nor moved, and frees its time', async () => {
    const gus = await book('Greta');
    expect((await postJson(`${gus.url}/cancel`, { v: gus.mark })).json).toMatchObject({ state: 'cancelled' });
    expect((await postJson(`${gus.url}/cancel`, {})).status).toBe(409);
    expect((await postJson(`${gus.url}/reschedule`, { start: '2027-03-12T09:00:00Z' })).status).toBe(409);
    expect((await ask(`${gus.url}/invite.ics`)).status).toBe(404);
    const { status } = await postJson(page, { start: gus.start, name: 'Next', email: 'next@example.org' });
    expect(status).toBe(201);
  });

  it('looking does nothing: mail scanners open every link', async () => {
    const gus = await book('Gerd');
    for (const step of ['', '/cancel', '/reschedule', '/invite.ics']) await getPage(`${gus.url}${step}?v=${gus.mark}`);
    for (const method of ['HEAD', 'PUT', 'DELETE']) await ask(`${gus.url}/cancel`, { method });
    expect(await stateOf(gus)).toMatchObject({ state: 'confirmed', version: 1, start: gus.start });
  });

  it('are no business of search engines, other sites and caches', async () => {
    const gus = await book('Gina');
    const { headers } = await getPage(gus.url);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toMatch(/^(same-origin|no-referrer)$/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });
});

describe('a page of another site', () => {
  it('cannot book, move or cancel with a browser of ours', async () => {
    const gus = await book('Gloria');
    const forms: [string, Record<string, string>][] = [
      [page, { start: '2027-03-15T09:00:00Z', name: 'Eve', email: 'eve@example.org' }],
      [`${gus.url}/cancel`, {}],
      [`${gus.url}/reschedule`, { start: '2027-03-15T10:00:00Z' }],
    ];
    for (const [url, form] of forms) {
      for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }])
        expect((await postForm(url, form, headers)).status).toBe(403);
      const body = new URLSearchParams(form);
      expect((await ask(url, { method: 'POST', body, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    }
    expect(await stateOf(gus)).toMatchObject({ state: 'confirmed', version: 1 });
  });

  it('cannot act as somebody who is signed in, in no encoding', async () => {
    const { cookie } = await workspace.signIn('Ada Admin', 'ada@example.org', 'base.admin');
    const before = await workspace.rows('SELECT count(*)::int AS n FROM meeting_room');
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, {}]) {
      for (const type of ['application/x-www-form-urlencoded', 'application/json', 'text/plain']) {
        const body = type.endsWith('json') ? '{"name":"Evil","timeZone":"UTC"}' : 'name=Evil&timeZone=UTC';
        const { status } = await ask(`${workspace.app.url}/app/meeting.room/new`, {
          method: 'POST',
          headers: { ...headers, cookie, 'content-type': type },
          body,
        });
        expect(status).toBe(403);
      }
    }
    expect(await workspace.rows('SELECT count(*)::int AS n FROM meeting_room')).toEqual(before);
  });

  it('cannot read answers: no origin is let in', async () => {
    const { headers } = await ask(`${page}/slots`, { headers: { origin: 'https://evil.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
