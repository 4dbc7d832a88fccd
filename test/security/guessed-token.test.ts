import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { monday, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
/** By what is wrong with it: a token that opens nothing. */
let links: Record<string, string>;
let bookings: Record<string, string>;

beforeAll(async () => {
  workspace = await openWorkspace();
  const { portal, rows, makeLink } = workspace;
  const guessed = randomBytes(24).toString('base64url');
  const off = await makeLink({ name: 'Switched off' });
  await rows('UPDATE booking_link SET active = false WHERE id = $1', [off.id]);
  const over = await makeLink({ name: 'Over', expiresAt: new Date(monday) });
  const revoked = await makeLink({ name: 'Revoked' });
  await portal.tokens.revoke('booking.link', revoked.id);
  const deleted = await makeLink({ name: 'Deleted' });
  await rows('DELETE FROM booking_link WHERE id = $1', [deleted.id]);
  const left = await makeLink({ name: 'Of somebody who left', host: await workspace.makePerson('Leo Left', 'leo@example.org') });
  await workspace.base.model('base.person').update({ email: 'leo@example.org' }, { active: false });
  const used = await makeLink({ name: 'Used up', maxBookings: 1 });
  await postJson(workspace.app.url + used.path, { start: '2027-03-02T14:00:00Z', name: 'Una', email: 'una@example.org' });
  const open = await makeLink();
  const book = async (hour: string): Promise<{ id: string; path: string }> => {
    const { json } = await postJson(workspace.app.url + open.path, { start: `2027-03-02T${hour}:00:00Z`, name: 'Gus', email: `gus${hour}@example.org` });
    return { id: String(json.id), path: new URL(String(json.manage)).pathname };
  };
  const [own, gone, withdrawn] = [await book('09'), await book('10'), await book('11')];
  await rows('DELETE FROM booking_booking WHERE id = $1', [gone.id]);
  await portal.tokens.revoke('booking.manage', withdrawn.id);
  const token = (path: string): string => path.split('/').at(-1) ?? '';
  links = {
    guessed,
    'a letter off': `${open.path.split('/').at(-1)?.slice(0, -1)}~`,
    'of another kind': token(own.path),
    'switched off': token(off.path),
    over: token(over.path),
    revoked: token(revoked.path),
    deleted: token(deleted.path),
    'of a host who left': token(left.path),
    'used up': token(used.path),
  };
  bookings = { guessed, 'of another kind': token(open.path), 'of a deleted booking': token(gone.path), revoked: token(withdrawn.path) };
});
afterAll(() => workspace?.close());

/** What a guesser could compare; what differs with each request and the token itself left out. */
function seen({ status, headers, text }: Answered, token: string): unknown {
  const same = [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name));
  const plain = (value: string): string =>
    value
      .replaceAll(token, '<token>')
      .replace(/nonce(?:="|-)[\w+/=-]+/g, 'nonce')
      .replaceAll(headers.get('x-request-id') ?? '-', '<request>');
  return { status, headers: same.map(([name, value]) => [name, plain(value)]), text: plain(text) };
}

const start = '2027-03-02T09:00:00Z';
const ways: Record<string, (url: string) => Promise<Answered>> = {
  'the page': (url) => getPage(url),
  'the slots': (url) => ask(`${url}/slots`),
  'a form': (url) => postForm(url, { start, name: 'Eve', email: 'eve@example.org', website: '' }),
  'a program': (url) => postJson(url, { start, name: 'Eve', email: 'eve@example.org' }),
};
const managing: Record<string, (url: string) => Promise<Answered>> = {
  'the page': (url) => getPage(url),
  'the JSON': (url) => ask(url, { headers: { accept: 'application/json' } }),
  'the question': (url) => getPage(`${url}/cancel`),
  'the times': (url) => getPage(`${url}/reschedule`),
  'the file': (url) => ask(`${url}/invite.ics`),
  'a cancel form': (url) => postForm(`${url}/cancel`, {}),
  'a cancelling program': (url) => postJson(`${url}/cancel`, {}),
  'a moving form': (url) => postForm(`${url}/reschedule`, { start }),
  'a moving program': (url) => postJson(`${url}/reschedule`, { start }),
};

describe('a token that opens nothing looks the same whatever is wrong with it', () => {
  for (const [way, request] of Object.entries(ways)) {
    it(`asked by ${way} of a link`, async () => {
      const guessed = links.guessed ?? '';
      const expected = seen(await request(`${workspace.app.url}/book/${guessed}`), guessed);
      expect(expected).toMatchObject({ status: 404 });
      for (const [what, token] of Object.entries(links)) expect(seen(await request(`${workspace.app.url}/book/${token}`), token), what).toEqual(expected);
    });
  }

  for (const [way, request] of Object.entries(managing)) {
    it(`asked by ${way} of a booking`, async () => {
      const guessed = bookings.guessed ?? '';
      const expected = seen(await request(`${workspace.app.url}/booking/${guessed}`), guessed);
      expect(expected).toMatchObject({ status: 404 });
      for (const [what, token] of Object.entries(bookings)) expect(seen(await request(`${workspace.app.url}/booking/${token}`), token), what).toEqual(expected);
    });
  }

  it('and costs the same: as many questions to the database, whatever is wrong', async () => {
    const { database } = workspace.app.app.runtime;
    const several = await workspace.makeLink({
      name: 'Of several who left',
      hosting: 'any-of-several',
      host: await workspace.makePerson('Sid', 'sid@example.org'),
    });
    const colleague = await workspace.makePerson('Sue', 'sue@example.org');
    await workspace.portal.model('booking.link_host').create({ link: several.id, person: colleague });
    await workspace.base.model('base.person').update({ email: { in: ['sid@example.org', 'sue@example.org'] } }, { active: false });
    const tokens = { ...links, 'of several who left': several.path.split('/').at(-1) ?? '' };
    for (const [all, base, each] of [
      [ways, 'book', tokens],
      [managing, 'booking', bookings],
    ] as const) {
      for (const [way, request] of Object.entries(all)) {
        const counts: Record<string, number> = {};
        for (const [what, token] of Object.entries(each)) {
          const before = database.statements();
          expect((await request(`${workspace.app.url}/${base}/${token}`)).status).toBe(404);
          counts[what] = database.statements() - before;
        }
        expect(new Set(Object.values(counts)).size, `${way} ${JSON.stringify(counts)}`).toBe(1);
      }
    }
  });

  it('also of a place on a waiting list', async () => {
    const { database } = workspace.app.app.runtime;
    const row = { name: 'Wanda', email: 'wanda@example.org', timeZone: 'UTC', language: 'en', minutes: 60, from: new Date(start), until: new Date(start) };
    const open = await workspace.makeLink({ waitlist: true });
    const gone = await workspace.portal.model('booking.waiting').create({ ...row, link: open.id });
    const token = await workspace.portal.tokens.issue('booking.waiting', gone.id);
    expect((await getPage(`${workspace.app.url}/waiting/${token}`)).status).toBe(200);
    await workspace.rows('DELETE FROM booking_waiting WHERE id = $1', [gone.id]);
    const counted = async (one: string): Promise<unknown> => {
      const before = database.statements();
      const answer = seen(await getPage(`${workspace.app.url}/waiting/${one}`), one);
      return { answer, statements: database.statements() - before };
    };
    const expected = await counted(links.guessed ?? '');
    expect(expected).toMatchObject({ answer: { status: 404 } });
    for (const one of [token, open.path.split('/').at(-1) ?? '']) expect(await counted(one)).toEqual(expected);
  });

  it('a program that asks in JSON is answered in JSON', async () => {
    const { headers, json } = await ask(`${workspace.app.url}/booking/${bookings.guessed}`, { headers: { accept: 'application/json' } });
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(json).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('nothing was written by all this', async () => {
    expect(await workspace.rows("SELECT FROM meeting_event WHERE subject LIKE '%Eve%'")).toEqual([]);
    expect(await workspace.rows('SELECT DISTINCT state FROM meeting_event')).toEqual([{ state: 'confirmed' }]);
  });
});
