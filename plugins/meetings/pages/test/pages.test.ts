import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeetingPlan } from '../../contract.ts';
import { openPages, type TestPages } from './open-pages.ts';

let pages: TestPages;
let linden = '';
const SECRET = 'Layoffs in Potsdam';
let secret: { id: string; version: number };
let review: { id: string; version: number };

const plan = (host: string, start: string, minutes: number, more: Partial<MeetingPlan> = {}): MeetingPlan => ({
  subject: 'Review',
  description: null,
  host,
  rooms: [],
  virtualRoom: null,
  start: new Date(start),
  end: new Date(Date.parse(start) + minutes * 60_000),
  timeZone: 'Europe/Berlin',
  people: [],
  guests: [],
  ...more,
});

async function confirmed(host: string, ...rest: [string, number, Partial<MeetingPlan>?]) {
  const env = pages.as(host);
  const draft = await env.service('meetings').draft(plan(host, ...rest));
  const { version } = await env.service('meetings').confirm(draft);
  return { id: draft.id, version };
}

beforeAll(async () => {
  pages = await openPages();
  linden = (await pages.env.model('meeting.room').create({ name: 'Linden', site: 'Berlin', capacity: 8, timeZone: 'Europe/Berlin' })).id;
  await pages.env.model('meeting.room').create({ name: 'Harbour', site: 'Singapore', capacity: 3, timeZone: 'Asia/Singapore' });
  secret = await confirmed(pages.people.ben, '2027-01-05T09:00:00Z', 60, { subject: SECRET, rooms: [linden] });
  review = await confirmed(pages.people.ada, '2027-01-05T13:00:00Z', 60, { subject: 'Spring review', rooms: [linden] });
});
afterAll(() => pages?.app.close());

describe('the start page', () => {
  it('shows the own meetings of the day that are not over, and nobody else’s', async () => {
    pages.app.clock.set('2027-01-05T08:00:00Z');
    const { text } = await pages.ada.get('/app');
    expect(text).toContain('Spring review');
    expect(text).not.toContain(SECRET);
    pages.app.clock.set('2027-01-05T14:30:00Z');
    expect((await pages.ada.get('/app')).text).toContain('No meetings for the rest of the day.');
    pages.app.clock.set('2027-01-04T08:00:00Z');
  });
});

describe('the calendar', () => {
  it('shows the own meetings by day, week, month and list, in the viewer’s zone with its name', async () => {
    for (const view of ['day', 'week', 'month', 'list']) {
      const { status, text } = await pages.ada.get(`/app/calendar?view=${view}&day=2027-01-05`);
      expect(status, view).toBe(200);
      expect(text).toContain('Spring review');
      expect(text).toContain('14:00');
      expect(text).toContain('Europe/Berlin, UTC+01:00');
      expect(text).toMatch(/class="agenda"/);
    }
  });

  it('opens on the week of today, and takes an address that makes no sense as one that says nothing', async () => {
    expect((await pages.ada.get('/app/calendar?view=century&day=2027-99-99&with=nobody')).status).toBe(200);
    expect((await pages.ada.get('/app/calendar')).text).toContain('Mon, Jan 4, 2027');
    expect((await pages.stranger.get('/app/calendar')).status).not.toBe(200);
  });

  it('tells a page that is open of a booking of somebody else, and only then', async () => {
    const address = `/app/calendar/live?view=day&day=2027-01-06&with=${pages.people.ben}`;
    const first = await pages.ada.get(address);
    expect(first.status).toBe(200);
    expect((await pages.ada.get(address, { 'if-none-match': first.etag })).status).toBe(304);
    await confirmed(pages.people.ben, '2027-01-06T09:00:00Z', 30, { subject: SECRET });
    const second = await pages.ada.get(address, { 'if-none-match': first.etag });
    expect(second.status).toBe(200);
    expect(second.text).toContain('Busy');
    expect(second.text).toContain('Ben Other');
    expect(second.text).not.toContain(SECRET);
  });

  it('fills the form of a new meeting from a free hour', async () => {
    const { text } = await pages.ada.get(`/app/calendar?view=day&day=2027-01-07&with=${linden}`);
    const [, address = ''] = /class="slot" href="([^"]+)"/.exec(text) ?? [];
    const form = await pages.ada.get(address.replaceAll('&amp;', '&'));
    expect(form.text).toContain('value="2027-01-07T07:00"');
    expect(form.text).toContain('value="2027-01-07T08:00"');
    expect(form.text).toMatch(new RegExp(`value="${linden}" checked`));
  });
});

describe('moving', () => {
  const times = (start: string, end: string) => ({ start, end, tz: 'Europe/Berlin' });

  it('shows what is in the way before anything is saved, without what is none of the viewer’s business', async () => {
    const query = new URLSearchParams({ meeting: review.id, ...times('2027-01-05T10:30', '2027-01-05T11:30') });
    const preview = await pages.ada.get(`/app/calendar/preview?${query}`, { accept: 'application/json' });
    expect(JSON.parse(preview.text).clashes).toEqual([expect.stringMatching(/^Linden: .*10:00 – 11:00$/)]);
    const page = await pages.ada.get(`/app/calendar/move?${query}`);
    expect(page.text).toContain('Linden:');
    expect(`${preview.text} ${page.text}`).not.toContain(SECRET);
    expect((await pages.env.model('meeting.event').get(review.id)).version).toBe(review.version);
  });

  it('is refused on a clash and to whoever may not, and done where the time is free', async () => {
    const refused = await pages.ada.post('/app/calendar/move', { meeting: review.id, ...times('2027-01-05T10:30', '2027-01-05T11:30') });
    expect(refused.status).toBe(409);
    expect(refused.text).not.toContain(SECRET);
    const foreign = await pages.ada.post('/app/calendar/move', { meeting: secret.id, ...times('2027-01-08T10:00', '2027-01-08T11:00') });
    expect(foreign.status).toBe(404);
    expect(
      (await pages.ada.get(`/app/calendar/preview?${new URLSearchParams({ meeting: secret.id, ...times('2027-01-08T10:00', '2027-01-08T11:00') })}`)).status,
    ).toBe(404);
    const before = await pages.ada.post('/app/calendar/move', { meeting: review.id, ...times('2027-01-05T11:30', '2027-01-05T10:30') });
    expect(before.status).toBe(422);
    const moved = await pages.ada.post('/app/calendar/move', {
      meeting: review.id,
      version: String(review.version),
      ...times('2027-01-05T15:30', '2027-01-05T16:00'),
      back: '/app/calendar?view=day&day=2027-01-05',
    });
    expect(moved.location).toMatch(/^\/app\/calendar\?view=day&day=2027-01-05/);
    expect((await pages.env.model('meeting.event').get(review.id)).start.toISOString()).toBe('2027-01-05T14:30:00.000Z');
    const late = await pages.ada.post('/app/calendar/move', {
      meeting: review.id,
      version: String(review.version),
      ...times('2027-01-05T17:00', '2027-01-05T18:00'),
    });
    expect(late.status).toBe(409);
  });

  it('leads back to nothing but its own pages', async () => {
    const { text } = await pages.ada.get(`/app/calendar/move?${new URLSearchParams({ meeting: review.id, back: 'https://evil.example' })}`);
    expect(text).not.toContain('"https://evil.example');
  });
});

describe('a meeting of several days', () => {
  it('says on each day what is on it, in list, week and month', async () => {
    await confirmed(pages.people.ada, '2027-02-09T14:00:00Z', 2 * 1_440 - 240, { subject: 'Retreat' });
    for (const view of ['list', 'week', 'month']) {
      const { text } = await pages.ada.get(`/app/calendar?view=${view}&day=2027-02-10`);
      const times = [...text.matchAll(/<time datetime="2027-02-09T14:00:00.000Z">\s*([^<]+?)\s*<\/time>/g)].map(([, time]) => time);
      expect([...new Set(times)], view).toEqual(['from 15:00', 'all day', 'until 11:00']);
    }
  });
});

describe('a meeting of somebody else', () => {
  it('is taken time and nothing more, wherever it shows', async () => {
    const chosen = `with=${pages.people.ben}&with=${linden}`;
    const addresses = [
      ...['day', 'week', 'month', 'list'].flatMap((view) => [
        `/app/calendar?view=${view}&day=2027-01-05&${chosen}`,
        `/app/calendar/live?view=${view}&day=2027-01-05&${chosen}`,
      ]),
      '/app/rooms/timeline?day=2027-01-05',
      '/app/rooms/timeline?day=2027-01-05&view=week',
      '/app/rooms/timeline/live?day=2027-01-05&view=week',
      '/app/rooms/booked?from=2027-01-01&to=2027-01-31',
      `/app/rooms/booked.csv?from=2027-01-01&to=2027-01-31&room=${linden}`,
      `/app/rooms/use?room=${linden}&from=2027-01-04&to=2027-01-10`,
      '/app/approvals',
    ];
    for (const address of addresses) {
      const { status, text } = await pages.ada.get(address);
      expect(status, address).toBe(200);
      expect(text, address).not.toContain(SECRET);
      expect(text, address).not.toContain(secret.id);
    }
    expect((await pages.ada.get(`/app/calendar?view=day&day=2027-01-05&${chosen}`)).text).toMatch(/Busy/);
    expect((await pages.cleo.get(`/app/calendar?view=day&day=2027-01-05&${chosen}`)).text).toContain(SECRET);
    expect((await pages.ben.get('/app/calendar?view=day&day=2027-01-05')).text).toContain(SECRET);
  });
});

describe('rooms', () => {
  it('stand as rows with what takes them and when they are free, by site and seats', async () => {
    const { text } = await pages.ada.get('/app/rooms/timeline?day=2027-01-05');
    expect(text).toContain('Linden');
    expect(text).toContain('Harbour');
    expect(text).toMatch(/15:30 – 16:00<\/time> <a[^>]+>Spring review/);
    expect(text).toContain('10:00 – 11:00</time> Taken');
    expect((await pages.ada.get('/app/rooms/timeline?day=2027-01-05&site=Berlin')).text).not.toContain('Harbour');
    expect((await pages.ada.get('/app/rooms/timeline?day=2027-01-05&capacity=5')).text).not.toContain('Harbour');
    expect((await pages.ada.get('/app/rooms/timeline?capacity=100')).text).toContain('No room fits');
  });

  it('are listed line by line as far as the viewer may read, and as CSV in which no text is a formula', async () => {
    await confirmed(pages.people.ada, '2027-01-11T09:00:00Z', 30, { subject: '=HYPERLINK("https://evil.example")', rooms: [linden] });
    const list = await pages.ada.get('/app/rooms/booked?from=2027-01-04&to=2027-01-15');
    expect(list.text).toContain('Spring review');
    const csv = await pages.ada.get(`/app/rooms/booked.csv?from=2027-01-04&to=2027-01-15&room=${linden}`);
    const lines = csv.text.split('\r\n').filter(Boolean);
    expect(lines).toHaveLength(4);
    expect(lines[1], 'what others have is taken and no more').toMatch(/^Linden,2027-01-05 1[01]:00,2027-01-05 1[12]:00,[^,]+,Taken,,Busy$/);
    expect(csv.text).toContain(`"'=HYPERLINK`);
    const sheet = await pages.ada.get(`/app/rooms/booked.xlsx?from=2027-01-04&to=2027-01-15&room=${linden}`);
    expect(sheet.text.slice(0, 2)).toBe('PK');
  });

  it('do not count what is called off; drafts that take nothing are shown where they are asked for', async () => {
    const own = pages.as(pages.people.ada).service('meetings');
    const plan = { description: null, host: pages.people.ada, rooms: [linden], virtualRoom: null, timeZone: 'UTC', people: [], guests: [] };
    const at = (hour: number) => ({ start: new Date(Date.UTC(2027, 0, 20, hour)), end: new Date(Date.UTC(2027, 0, 20, hour + 1)) });
    const off = await own.draft({ ...plan, ...at(9), subject: 'Off again' });
    await own.cancel({ id: off.id, version: (await own.confirm(off)).version });
    await own.draft({ ...plan, ...at(11), subject: 'Only an idea' });
    const address = '/app/rooms/booked?from=2027-01-20&to=2027-01-20';
    expect((await pages.ada.get(address)).text).toContain('No room is taken in this time.');
    const { text } = await pages.ada.get(`${address}&drafts=1`);
    expect([text.includes('Only an idea'), text.includes('Off again')]).toEqual([true, false]);
  });

  it('have a heat map with the share of every hour', async () => {
    const { text } = await pages.ada.get(`/app/rooms/use?room=${linden}&from=2027-01-04&to=2027-01-10`);
    const tuesday = /Tuesday<\/th>(.*?)<\/tr>/s.exec(text)?.[1] ?? '';
    const shares = [...tuesday.matchAll(/>(\d+)%/g)].map(([, share]) => Number(share));
    // Seven to seven: 10 o'clock Ben's hour, half of 15 o'clock Ada's.
    expect(shares).toEqual([0, 0, 0, 100, 0, 0, 0, 0, 50, 0, 0, 0]);
  });
});

describe('approvals', () => {
  it('hold what others ask of the viewer, oldest first, and take the answer', async () => {
    const ask = async (subject: string, start: string) =>
      pages.env.service('meetings').request({
        subject,
        host: pages.people.ada,
        rooms: [],
        virtualRoom: null,
        start: new Date(start),
        end: new Date(Date.parse(start) + 1_800_000),
        timeZone: 'Europe/Berlin',
        guests: [{ name: 'Gus Guest', email: 'gus@example.net', timeZone: 'Europe/Berlin', language: 'en' }],
        bufferBefore: 0,
        bufferAfter: 0,
        state: 'draft',
      });
    const later = await ask('Asked first', '2027-01-14T09:00:00Z');
    const sooner = await ask('Asked second', '2027-01-13T09:00:00Z');
    const page = await pages.ada.get('/app/approvals');
    expect(page.text.indexOf('Asked first')).toBeLessThan(page.text.indexOf('Asked second'));
    expect(page.text).toContain('Gus Guest');
    expect(page.text).toContain('aria-label="2 waiting for your approval"');
    expect((await pages.ben.get('/app/approvals')).text).not.toContain('Asked');
    expect((await pages.ben.post(`/app/approvals/${later.id}/confirm`, { version: '1' })).status).toBe(403);
    expect((await pages.ada.post(`/app/approvals/${later.id}/confirm`, { version: String(later.version) })).status).toBe(303);
    expect((await pages.ada.post(`/app/approvals/${later.id}/confirm`, { version: String(later.version) })).status).toBe(409);
    expect((await pages.ada.post(`/app/approvals/${sooner.id}/decline`, { version: String(sooner.version), reason: 'On holiday' })).status).toBe(303);
    const [one, two] = [await pages.env.model('meeting.event').get(later.id), await pages.env.model('meeting.event').get(sooner.id)];
    expect([one.state, two.state, two.reason]).toEqual(['confirmed', 'cancelled', 'On holiday']);
    expect((await pages.ada.get('/app/approvals')).text).toContain('Nothing waits for you');
  });
});
