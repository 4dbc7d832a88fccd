import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type TestPages } from './open-pages.ts';

let pages: TestPages;
let linden = '';
const SUBJECT = 'Interview with A. Candidate';
let meeting = '';
let door = '';

const panel = async (): Promise<string> => /<code>(http[^<]+)<\/code>/.exec((await pages.cleo.get(`/app/meeting.room/${linden}`)).text)?.[1] ?? '';
const path = (url: string): string => new URL(url).pathname;
const at = (iso: string) => pages.app.clock.advance(Date.parse(iso) - pages.app.clock.now().getTime());
const roomClaims = async () => (await pages.env.model('calendar.claim').find({ kind: 'room', resource: linden })).length;
const code = (text: string) => ({ take: /name="take" value="([^"]+)"/.exec(text)?.[1] ?? '', mark: /name="mark" value="([^"]+)"/.exec(text)?.[1] ?? '' });

async function book(start: string, minutes: number, host = pages.people.ben): Promise<string> {
  const env = pages.as(host);
  const draft = await env.service('meetings').draft({
    subject: SUBJECT,
    description: 'Salary: 80,000',
    host,
    rooms: [linden],
    virtualRoom: null,
    start: new Date(start),
    end: new Date(Date.parse(start) + minutes * 60_000),
    timeZone: 'Europe/Berlin',
    people: [],
    guests: [{ name: 'Alex Candidate', email: 'alex@example.net', timeZone: 'Europe/Berlin', language: 'en' }],
  });
  await env.service('meetings').confirm(draft);
  return draft.id;
}

beforeAll(async () => {
  pages = await openPages();
  linden = (await pages.env.model('meeting.room').create({ name: 'Linden', capacity: 8, timeZone: 'Europe/Berlin' })).id;
  meeting = await book('2027-01-04T09:00:00Z', 60);
});
afterAll(() => pages?.app.close());

describe('the display at a door', () => {
  it('is turned on by whoever keeps the rooms, and by nobody else', async () => {
    expect((await pages.ada.post(`/app/rooms/${linden}/door`)).status).toBe(403);
    expect((await pages.ada.get(`/app/meeting.room/${linden}`)).text).not.toContain('/door');
    expect((await pages.cleo.post(`/app/rooms/${linden}/door`)).status).toBe(303);
    door = path(await panel());
    expect(door).toMatch(/^\/door\/[\w-]{32}$/);
    expect(
      await pages
        .as(pages.people.ada)
        .model('meeting.door')
        .find({})
        .catch(() => []),
    ).toEqual([]);
  });

  it('shows now and next, and nothing of the meeting unless it is set to', async () => {
    const free = await pages.stranger.get(door);
    expect(free.status).toBe(200);
    expect(free.text).toContain('Free until 10:00');
    at('2027-01-04T09:05:00Z');
    const taken = await pages.stranger.get(door);
    expect(taken.text).toContain('Free again at 11:00');
    for (const word of [SUBJECT, 'Ben', 'Alex', 'Salary', 'example.net', meeting]) expect(taken.text, word).not.toContain(word);
    await pages.cleo.post(`/app/rooms/${linden}/door`, { showSubject: 'true', releaseAfterMin: '10' });
    const open = await pages.stranger.get(door);
    expect(open.text).toContain(SUBJECT);
    expect(open.text).not.toContain('Ben Other');
    await pages.cleo.post(`/app/rooms/${linden}/door`, { showHost: 'true', releaseAfterMin: '10' });
    const host = await pages.stranger.get(door);
    expect(host.text).toContain('Ben Other');
    expect(host.text).not.toContain(SUBJECT);
    for (const word of ['Alex', 'Salary', 'example.net', 'example.org']) expect(host.text, word).not.toContain(word);
  });

  it('takes a check-in by its button, and by the code for a telephone; then the room stays taken', async () => {
    const found = code((await pages.stranger.get(door)).text);
    expect((await pages.stranger.get(`/check-in/${found.take}/${'a'.repeat(32)}`)).status).toBe(404);
    await pages.stranger.post(`/check-in/${found.take}/${'a'.repeat(32)}`);
    const page = await pages.stranger.get(`/check-in/${found.take}/${found.mark}`);
    expect(page.text).toContain('We are here');
    expect(page.text).not.toContain(SUBJECT);
    expect((await pages.env.model('meeting.event_room').get(found.take)).checkedInAt).toBeNull();
    const { location } = await pages.stranger.post(`${door}/check-in`, found);
    expect((await pages.stranger.get(location)).text).toContain('Checked in');
    expect((await pages.stranger.post(`/check-in/${found.take}/${found.mark}`)).status).toBe(303);
    expect((await pages.stranger.get(`/check-in/${found.take}/${found.mark}`)).text).toContain('You are checked in');
    at('2027-01-04T09:30:00Z');
    await pages.app.runJobs();
    const { releaseNoShows } = await import('../release-no-shows.ts');
    expect((await releaseNoShows(pages.env)).count).toBe(0);
    expect(await roomClaims()).toBe(1);
  });

  it('lets the room go when nobody comes, and the people keep their time', async () => {
    const id = await book('2027-01-04T13:00:00Z', 60);
    const { releaseNoShows } = await import('../release-no-shows.ts');
    at('2027-01-04T13:09:00Z');
    expect((await releaseNoShows(pages.env)).count).toBe(0);
    const late = code((await pages.stranger.get(door)).text);
    at('2027-01-04T13:10:00Z');
    expect((await releaseNoShows(pages.env)).count).toBe(1);
    expect((await releaseNoShows(pages.env)).count).toBe(0);
    expect((await pages.stranger.get(door)).text).toContain('Free');
    expect((await pages.env.model('calendar.claim').find({ source: id })).map(({ kind }) => kind)).toEqual(['person']);
    expect((await pages.env.model('meeting.event').get(id)).state).toBe('confirmed');
    expect((await pages.stranger.get(`/check-in/${late.take}/${late.mark}`)).text).not.toContain('We are here');
    const list = await pages.ben.get('/app/rooms/booked?from=2027-01-04&to=2027-01-04');
    expect(list.text).toContain('Released');
    expect(list.text).toContain('Checked in');
    // Somebody else may have it.
    await book('2027-01-04T13:15:00Z', 15, pages.people.ada);
  });

  it('takes no code of a meeting that has moved', async () => {
    const id = await book('2027-01-04T15:00:00Z', 30);
    at('2027-01-04T14:50:00Z');
    const found = code((await pages.stranger.get(door)).text);
    expect(found.take).not.toBe('');
    const { version } = await pages.env.model('meeting.event').get(id);
    await pages
      .as(pages.people.ben)
      .service('meetings')
      .reschedule({ id, version, start: new Date('2027-01-04T15:01:00Z'), end: new Date('2027-01-04T15:31:00Z') });
    expect((await pages.stranger.get(`/check-in/${found.take}/${found.mark}`)).status).toBe(404);
    await pages.stranger.post(`${door}/check-in`, found);
    expect((await pages.env.model('meeting.event_room').get(found.take)).checkedInAt).toBeNull();
  });

  it('ends with a new address or when it is turned off', async () => {
    await pages.cleo.post(`/app/rooms/${linden}/door/renew`);
    expect((await pages.stranger.get(door)).status).toBe(404);
    const next = path(await panel());
    expect(next).not.toBe(door);
    expect((await pages.stranger.get(next)).status).toBe(200);
    expect((await pages.ada.post(`/app/rooms/${linden}/door/revoke`)).status).toBe(403);
    await pages.cleo.post(`/app/rooms/${linden}/door/revoke`);
    expect((await pages.stranger.get(next)).status).toBe(404);
    expect((await pages.stranger.get('/door/nothing-of-ours')).text).toContain('turned off');
  });
});
