import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getPage, postForm, postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

let workspace: Workspace;
let path: string;
beforeAll(async () => {
  workspace = await openWorkspace();
  ({ path } = await workspace.makeLink({ windowDays: 30 }));
});
afterAll(() => workspace?.close());

const written = async (): Promise<unknown> =>
  (
    await workspace.rows(
      'SELECT (SELECT count(*)::int FROM meeting_event) AS meetings, (SELECT count(*)::int FROM calendar_claim) AS claims, (SELECT count(*)::int FROM booking_booking) AS bookings, (SELECT count(*)::int FROM core_job) AS jobs',
    )
  )[0];
const slots = (query: string) => getPage(`${workspace.app.url}${path}/slots?${query}`, { accept: 'application/json' });
const nothing = { meetings: 0, claims: 0, bookings: 0, jobs: 0 };
const guest = { name: 'Gus Guest', email: 'gus@example.org', tz: 'Asia/Tokyo', note: 'About the plan' };

/** Offered are hours from 09:00 to 16:00 in Berlin, an hour from now on and for 30 days. */
const never = {
  'last week': '2027-02-22T09:00:00Z',
  'the far past': '1971-01-04T09:00:00Z',
  'within the notice': '2027-03-01T08:00:00Z',
  'off the grid by a minute': '2027-03-02T09:01:00Z',
  'off the grid by a millisecond': '2027-03-02T09:00:00.001Z',
  'before the day': '2027-03-02T07:00:00Z',
  'the hour that ends after the day': '2027-03-02T16:00:00Z',
  'on a Saturday': '2027-03-06T09:00:00Z',
  'beyond the window': '2027-04-05T08:00:00Z',
  'the far future': '2150-01-05T09:00:00Z',
};

const malformed = {
  'no instant': 'tomorrow',
  'a day that does not exist': '2027-02-30T09:00:00Z',
  'wall time without a zone': '2027-03-02T09:00:00',
  empty: '',
  'a number': 1_804_000_000_000,
  'a list': ['2027-03-02T09:00:00Z', '2027-03-02T10:00:00Z'],
  'an object': { $gt: '' },
  'a year without a calendar': '9999-12-27T09:00:00Z',
  'beyond what a clock can hold': '+275760-09-13T00:00:00.001Z',
};

describe('a time that was not offered', () => {
  for (const [what, start] of Object.entries(never)) {
    it(`${what} is refused with what is free`, async () => {
      const { status, json } = await postJson(workspace.app.url + path, { ...guest, start });
      expect([status, json.code]).toEqual([409, 'BOOKING_SLOT_UNKNOWN']);
      expect(json.alternatives).toHaveLength(3);
    });
  }

  for (const [what, start] of Object.entries(malformed)) {
    it(`${what} is no time`, async () => {
      const { status, json } = await postJson(workspace.app.url + path, { ...guest, start });
      expect([status, json.code]).toEqual([422, 'INPUT_INVALID']);
    });
  }

  it('a length of the guest’s own is ignored: the link decides', async () => {
    const { status, json } = await postJson(workspace.app.url + path, {
      ...guest,
      start: '2027-03-24T09:00:00Z',
      end: '2027-03-24T16:00:00Z',
      durationMin: 480,
    });
    expect([status, json.end]).toEqual([201, '2027-03-24T10:00:00.000Z']);
    await workspace.rows('DELETE FROM meeting_event');
    await workspace.rows('DELETE FROM calendar_claim');
    await workspace.rows('DELETE FROM core_job');
  });

  it('the page keeps what the guest has typed', async () => {
    const { status, text } = await postForm(workspace.app.url + path, { ...guest, start: never['off the grid by a minute'] });
    expect(status).toBe(409);
    for (const value of [guest.name, guest.email, guest.note]) expect(text).toContain(value);
    expect(text.match(/type="radio" name="start"/g)).toHaveLength(3);
  });

  it('a zone or month that does not exist is shown as if none were named', async () => {
    for (const query of ['tz=Mars/Base', 'month=2027-99', 'month=9999-99&day=x', 'start=nonsense', 'start=%2B275760-09-13T00:00:00.001Z', 'day=2027-02-31'])
      expect((await getPage(`${workspace.app.url}${path}?${query}`)).status, query).toBe(200);
  });

  it('a chosen time at the ends of time breaks no page', async () => {
    for (const start of ['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
      expect((await getPage(`${workspace.app.url}${path}?start=${encodeURIComponent(start)}`)).status, start).toBeLessThan(500);
  });

  it('slots are not asked for without end', async () => {
    for (const query of ['from=2027-03-01T00:00:00Z&to=2037-03-01T00:00:00Z', 'from=2027-03-02T00:00:00Z&to=2027-03-01T00:00:00Z', 'from=x', 'tz=Mars/Base'])
      expect((await slots(query)).status, query).toBe(422);
  });

  it('leaves nothing half-written', async () => {
    expect(await written()).toEqual(nothing);
  });
});

describe('the form of staff', () => {
  const meeting = { subject: 'Plan', start: '2027-03-02T10:00', end: '2027-03-02T11:00', timeZone: 'Europe/Berlin', description: 'Kept as typed' };
  const wrong = {
    'an end before the start': { end: '2027-03-02T09:00' },
    'an end at the start': { end: '2027-03-02T10:00' },
    'a length of weeks': { end: '2027-04-02T10:00' },
    'no such day': { start: '2027-02-30T10:00' },
    'no such zone': { timeZone: 'Mars/Base' },
    'no such host': { host: '0190a0a0-0000-7000-8000-000000000000' },
    'a host that is no key': { host: "'; DROP TABLE meeting_event; --" },
    'a room that is no key': { rooms: 'x' },
    'a NUL': { subject: 'a\u0000b' },
    'a control character in the description': { description: 'a\u0007b' },
    'a guest who is no address': { guests: 'Eve <eve@example.org>, mallory@example.org' },
  };
  it('says what is wrong with each, keeps what was typed, writes nothing', async () => {
    const { person, cookie } = await workspace.signIn('Max Member', 'max@example.org', 'base.user');
    for (const [what, change] of Object.entries(wrong)) {
      const { status, text } = await postForm(`${workspace.app.url}/app/meetings/new`, { ...meeting, host: person, ...change }, { cookie });
      expect(status, what).toBeGreaterThanOrEqual(400);
      expect(status, what).toBeLessThan(500);
      if (what !== 'a NUL' && !('description' in change)) expect(text, what).toContain('Kept as typed');
    }
    expect(await written()).toEqual(nothing);
  });
});
