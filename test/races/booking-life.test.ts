import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTestApp, type TestApp } from '#core/testing';
import { type Answered, ask, getPage, postForm, postJson } from '../fixture/ask.ts';
import { noLimits, openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

/*
 * The life of a booking, rule by rule, over HTTP with two processes on one database. Every other request goes to the other process.
 *
 * rule                                                        test
 * ----------------------------------------------------------  ---------------------------------------------------------------------------
 * one row: moving keeps uid and booking, never cancel + new   here: moved …
 * links that act are signed, bound to a version, work once,   here: a mail’s link …; test/security/foreign-booking; guest-clicks: changes the
 *   then explain themselves and lead to the newest state        booking in one tab …
 * guests, requests and holds claim when they are made, so     here: a request …, a time held …; booking: of overlapping drafts …; guest-clicks:
 *   that no confirm fails; staff's drafts claim at confirm       a hold runs out
 * idempotency key: same → stored answer, other body → 422,    here: a key …; guest-clicks: sends the same fifty times (in flight: 409), clicks
 *   in flight → 409, link and route of its own, 24 hours        twice, goes back and sends again; test/security/flood: one booking sent twice
 * the key is not the overlap guard                            booking: the races; guest-clicks: has two tabs open
 * limits by address, e-mail and link; trap; proof of work     here: one e-mail address …; test/security/flood, suspected-guest
 * one booking is not moved without end                        here: a guest who moves a booking …
 * a pause for each browser                                    test/security/flood: from one browser
 * taken while typing · link revoked · host leaves             guest-clicks: types too long · the link is revoked · the host leaves
 * link closed, renewed or used up in between                  here: a link that …
 * series: every date is checked, in one statement             plugins/meetings/test/series*
 */

const environment = { ...noLimits, ATRIUM_BOOKING_PORTAL_PER_EMAIL: '3' };
const config = { keys: [randomBytes(32)] };
let workspace: Workspace;
let second: TestApp;
beforeAll(async () => {
  workspace = await openWorkspace({ config, environment });
  second = await bootTestApp({ databaseUrl: workspace.app.databaseUrl, clock: workspace.app.clock, environment, config });
});
afterAll(async () => {
  await second?.close();
  await workspace?.close();
});

const at = (index: number, path: string): string => `${index % 2 ? second.url : workspace.app.url}${path}`;
const both = [0, 1] as const;
let people = 0;
const guest = (start: string, more: object = {}) => ({ start, name: 'Gus Guest', email: `gus${people++}@example.org`, tz: 'Europe/Berlin', ...more });
/** A link of a host of its own, so that tests do not meet. */
const openLink = async (values: Parameters<Workspace['makeLink']>[0] = {}) => {
  const host = await workspace.makePerson(`Host ${people}`, `host${people++}@example.org`);
  return { host, ...(await workspace.makeLink({ host, ...values })) };
};
const day = '2027-03-02';
const managed = ({ status, text, json }: Answered): { path: string; mark: string; id: string } => {
  expect(status, text).toBe(201);
  const url = new URL(String(json.manage));
  return { path: url.pathname, mark: url.searchParams.get('v') ?? '', id: String(json.id) };
};
const standing = (id: string) =>
  workspace.rows<{ meeting: string; uid: string; sequence: number; version: number; state: string; start: Date }>(
    'SELECT e.id AS meeting, e.uid, e.sequence, e.version, e.state, e.start FROM meeting_event e JOIN booking_booking b ON b.meeting_id = e.id WHERE b.id = $1',
    [id],
  );

describe('a booking', () => {
  it('moved from either process stays one row with its uid; also onto a part of its own time', async () => {
    const link = await openLink({ stepMin: 30 });
    const booked = managed(await postJson(at(0, link.path), guest(`${day}T09:00:00.000Z`)));
    const [before] = await standing(booked.id);
    const [meetings] = await workspace.rows('SELECT count(*)::int AS n FROM meeting_event');
    for (const [index, time] of ['09:30', '10:00', '14:00'].entries())
      expect((await postJson(at(index + 1, `${booked.path}/reschedule`), { start: `${day}T${time}:00.000Z` })).status, time).toBe(200);
    const [after] = await standing(booked.id);
    expect(after).toMatchObject({ meeting: before?.meeting, uid: before?.uid, sequence: 3, state: 'confirmed', start: new Date(`${day}T14:00:00Z`) });
    expect(await workspace.rows('SELECT count(*)::int AS n FROM meeting_event')).toEqual([meetings]);
    const file = await ask(at(0, `${booked.path}/invite.ics`));
    expect(file.text).toContain(`UID:${before?.uid}`);
    expect(file.text).toContain('SEQUENCE:3');
  });

  it('a mail’s link works once, whichever process it meets, then explains itself and leads to one that works', async () => {
    const link = await openLink();
    const booked = managed(await postJson(at(0, link.path), guest(`${day}T09:00:00.000Z`)));
    expect((await postForm(at(0, `${booked.path}/reschedule`), { v: booked.mark, start: `${day}T11:00:00.000Z` })).status).toBe(303);
    for (const index of both) {
      for (const step of ['reschedule', 'cancel']) {
        const used = await getPage(at(index, `${booked.path}/${step}?v=${booked.mark}`));
        expect([used.status, used.text.includes('This link was already used')]).toEqual([409, true]);
        const again = await postForm(at(index, `${booked.path}/${step}`), { v: booked.mark, start: `${day}T12:00:00.000Z` });
        expect(again.status).toBe(409);
      }
    }
    const newest = /href="([^"]+\/cancel\?v=[^"]+)"/.exec((await getPage(at(1, `${booked.path}?v=${booked.mark}`))).text)?.[1] ?? '';
    expect((await getPage(at(0, newest))).status).toBe(200);
    const cancelled = await postForm(at(1, `${booked.path}/cancel`), { v: new URL(newest, second.url).searchParams.get('v') ?? '', reason: 'a cold' });
    expect(cancelled.status).toBe(303);
    expect(await standing(booked.id)).toMatchObject([{ state: 'cancelled', sequence: 2 }]);
  });
});

describe('a time', () => {
  it('a request takes it at once: while others try, the host’s yes cannot fail', async () => {
    const link = await openLink({ approval: true });
    const start = `${day}T09:00:00.000Z`;
    const asked = managed(await postJson(at(0, link.path), guest(start)));
    const [meeting] = await standing(asked.id);
    expect(meeting?.state).toBe('draft');
    const others = Array.from({ length: 6 }, (_, index) => postJson(at(index, link.path), guest(start)));
    const yes = workspace.meetings.service('meetings').confirm({ id: meeting?.meeting ?? '', version: meeting?.version ?? 0 });
    const answers = await Promise.all(others);
    expect(answers.map(({ status, json }) => `${status} ${String(json.code)}`)).toEqual(Array(6).fill('409 BOOKING_SLOT_TAKEN'));
    await yes;
    expect(await standing(asked.id)).toMatchObject([{ state: 'confirmed' }]);
  });

  it('held while a form is open is nobody else’s in either process; a hold that ran out is told with three others, and the form is kept', async () => {
    const link = await openLink();
    const start = `${day}T09:00:00.000Z`;
    const visit = async (index: number) => (await getPage(at(index, link.path))).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const [one, two] = [await visit(0), await visit(1)];
    const hold = (index: number, cookie: string) => postJson(at(index, `${link.path}/hold`), { start }, { cookie });
    expect((await hold(0, one)).status).toBe(201);
    for (const index of both) {
      expect((await hold(index, two)).status).toBe(409);
      expect((await postJson(at(index, link.path), guest(start), { cookie: two })).status).toBe(409);
      expect((await ask(at(index, `${link.path}/slots`))).text).not.toContain(`"start":"${start}"`);
    }
    workspace.app.clock.advance(11 * 60_000);
    expect((await postJson(at(0, link.path), guest(start), { cookie: two })).status).toBe(201);
    const late = await postForm(at(1, link.path), { ...guest(start), note: 'A long story', held: '1' }, { cookie: one });
    expect(late.status).toBe(409);
    for (const kept of ['This time was just taken', 'A long story', 'Gus Guest']) expect(late.text).toContain(kept);
    expect(late.text.match(/type="radio" name="start"/g)).toHaveLength(3);
  });
});

describe('a key', () => {
  it('gives the stored answer in the other process, refuses another text, and is of one link and one route', async () => {
    const [link, other] = [await openLink(), await openLink()];
    const headers = { 'idempotency-key': 'key-of-one-guest' };
    const body = guest(`${day}T09:00:00.000Z`);
    const first = await postJson(at(0, link.path), body, headers);
    const again = await postJson(at(1, link.path), body, headers);
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true']);
    const changed = await postJson(at(1, link.path), { ...body, name: 'Somebody else' }, headers);
    expect([changed.status, changed.json.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(managed(await postJson(at(1, other.path), body, headers)).id).not.toBe(first.json.id);
    expect((await postJson(at(1, `${managed(first).path}/cancel`), {}, headers)).json.state).toBe('cancelled');
    // A day later it is a key like any other; the time has been given back and is booked anew.
    await workspace.rows("UPDATE core_idempotency SET expires_at = now() - interval '1 second'");
    expect(managed(await postJson(at(0, link.path), body, headers)).id).not.toBe(first.json.id);
  });
});

describe('limits', () => {
  it('of one e-mail address count over all links and processes', async () => {
    const links = [await openLink(), await openLink()];
    const email = 'often@example.org';
    const answers: number[] = [];
    for (let tries = 0; tries < 5; tries++)
      answers.push((await postJson(at(tries, links[tries % 2]?.path ?? ''), { ...guest(`2027-03-03T${10 + tries}:00:00.000Z`), email })).status);
    expect(answers).toEqual([201, 201, 201, 429, 429]);
    // Nor is anybody written to without end by being brought along.
    const many = await openLink({ guestsAllowed: 5 });
    const brought: number[] = [];
    for (let tries = 0; tries < 4; tries++)
      brought.push(
        (await postJson(at(tries, many.path), guest(`2027-03-03T${10 + tries}:00:00.000Z`, { others: 'first@example.org, Victim@example.org' }))).status,
      );
    expect(brought).toEqual([201, 201, 201, 429]);
  });
});

describe('a guest who moves a booking again and again', () => {
  it('is told to wait after nine times an hour, by both processes, and the booking stands as it was', async () => {
    const link = await openLink();
    const booked = managed(await postJson(at(0, link.path), guest('2027-03-04T09:00:00.000Z')));
    const move = (index: number) => postForm(at(index, `${booked.path}/reschedule`), { start: `2027-03-04T${index % 2 ? '09' : '10'}:00:00.000Z` });
    for (let times = 0; times < 9; times++) expect((await move(times)).status, String(times)).toBe(303);
    const refused = await move(9);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(refused.text).toMatch(/Too many requests|Choose another time/);
    expect((await postForm(at(1, `${booked.path}/cancel`), {})).status).toBe(429);
    expect(await standing(booked.id)).toMatchObject([{ state: 'confirmed', start: new Date('2027-03-04T10:00:00Z'), sequence: 9 }]);
  });
});

describe('a link that', () => {
  const send = async (link: { path: string }, index: number) =>
    (await postForm(at(index, link.path), { ...guest('2027-03-05T09:00:00.000Z'), held: '0' })).status;

  it('works once is used up by the first of two guests at once', async () => {
    const link = await openLink({ maxBookings: 1 });
    const answers = await Promise.all(both.map((index) => postJson(at(index, link.path), guest(`2027-03-05T${10 + index}:00:00.000Z`))));
    const said = answers.map(({ status, json }) => `${status} ${String(json.code ?? '')}`).sort();
    expect(said[0]).toBe('201 ');
    expect(['404 NOT_FOUND', '409 BOOKING_LINK_FULL']).toContain(said[1]);
  });

  it('is switched off, runs out or gets a new address while a form is open takes nothing more; who has booked is let in', async () => {
    const links = { off: await openLink(), over: await openLink({ expiresAt: new Date('2027-03-01T09:00:00Z') }), renewed: await openLink() };
    const kept = new Map<string, string>();
    for (const [what, link] of Object.entries(links)) {
      expect((await getPage(at(1, `${link.path}?start=2027-03-05T09:00:00.000Z`))).text, what).toContain('name="email"');
      kept.set(what, managed(await postJson(at(0, link.path), guest('2027-03-05T13:00:00.000Z'))).path);
    }
    await workspace.portal.model('booking.link').update(links.off.id, { active: false });
    await workspace.portal.tokens.revoke('booking.link', links.renewed.id);
    workspace.app.clock.advance(2 * 3_600_000);
    for (const [what, link] of Object.entries(links)) {
      for (const index of both) {
        expect(await send(link, index), what).toBe(404);
        expect((await getPage(at(index, kept.get(what) ?? ''))).status, what).toBe(200);
      }
      expect((await postJson(at(1, `${kept.get(what)}/cancel`), {})).json.state, what).toBe('cancelled');
    }
  });
});
