import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formFields } from './form-fields.ts';
import { openPages, type TestPages } from './open-pages.ts';

let pages: TestPages;
let linden = '';
let beech = '';
beforeAll(async () => {
  pages = await openPages();
  const room = async (name: string) => (await pages.env.model('meeting.room').create({ name, timeZone: 'Europe/Berlin', capacity: 4 })).id;
  [linden, beech] = [await room('Linden'), await room('Beech')];
});
afterAll(() => pages?.app.close());

const plan = (host: string, subject: string, day: string, rooms: readonly string[]) => ({
  subject,
  description: null,
  host,
  rooms,
  virtualRoom: null,
  start: new Date(`${day}T09:00:00Z`),
  end: new Date(`${day}T10:00:00Z`),
  timeZone: 'Europe/Berlin',
  people: [],
  guests: [],
});
async function draft(subject: string, day: string, host = pages.people.ada): Promise<{ id: string; version: number }> {
  return pages
    .as(host)
    .service('meetings')
    .draft(plan(host, subject, day, [linden]));
}
/** The room is taken by somebody of whose meetings Ada knows nothing. */
const take = async (day: string): Promise<void> => {
  const { ben } = pages.people;
  await pages
    .as(ben)
    .service('meetings')
    .confirm(await draft('Secret', day, ben));
};

describe('a meeting at a time that is taken', () => {
  it('is told so in a list, with another time, another room and the form as ways on, and without a stray question', async () => {
    await take('2027-03-01');
    const { id } = await draft('Budget', '2027-03-01');
    const { status, text } = await pages.ada.post(`/app/meeting.event/${id}/do/confirm`);
    expect(status).toBe(409);
    expect(text).not.toContain('Please fill this in.');
    expect(text).not.toContain('Secret');
    expect(text).toMatch(/<li><strong>Mon, Mar 1, 2027, 10:00 – 11:00<\/strong>: Linden<\/li>/);
    expect(text).toContain(`href="/app/meetings/${id}/edit?find=1#found"`);
    const next = new RegExp(`href="(/app/meetings/${id}/edit\\?start=[^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('start=2027-03-01T11%3A00&end=2027-03-01T12%3A00');
    const path = `/app/meetings/${id}/edit`;
    expect((await pages.ada.post(path, formFields(await pages.ada.get(next), path))).status).toBe(303);
    expect((await pages.ada.post(`/app/meeting.event/${id}/do/confirm`)).status).toBe(303);
  });

  it('keeps what was typed when a change runs into it, and puts another time into the form on a press', async () => {
    await take('2027-03-02');
    const { id, version } = await draft('Budget', '2027-03-03');
    await pages.as(pages.people.ada).service('meetings').confirm({ id, version });
    const path = `/app/meetings/${id}/edit`;
    const fields = formFields(await pages.ada.get(path), path);
    const wanted = { ...fields, subject: 'Forecast', start: '2027-03-02T10:00', end: '2027-03-02T11:00' };
    const refused = await pages.ada.post(path, wanted);
    expect(refused.status).toBe(409);
    expect(refused.text).toMatch(/<li><strong>[^<]*10:00 – 11:00<\/strong>: Linden<\/li>/);
    const at = /name="at" value="([^"]*)"/.exec(refused.text)?.[1] ?? '';
    expect(at).toBe('2027-03-02T11:00');
    const moved = await pages.ada.post(path, { ...formFields(refused, path), at });
    expect(formFields(moved, path)).toMatchObject({ subject: 'Forecast', start: '2027-03-02T11:00', end: '2027-03-02T12:00' });
    const { at: _pressed, ...still } = formFields(moved, path);
    expect((await pages.ada.post(path, still)).status).toBe(303);
  });

  it('that is over is told without a question, with times to come', async () => {
    const { id } = await draft('Budget', '2026-12-01');
    const { status, text } = await pages.ada.post(`/app/meeting.event/${id}/do/confirm`);
    expect(status).toBe(409);
    expect(text).toContain('This time is over. Choose a new one first.');
    expect(text).not.toContain('Please fill this in.');
    expect(text).toContain(`/app/meetings/${id}/edit?start=2027-01-04T`);
  });
});

describe('a free room, looked for from the form of a meeting', () => {
  it('shows the free ones within it, for the time and people as typed, and loses nothing', async () => {
    await take('2027-03-08');
    const typed = {
      subject: 'Typed but not saved',
      host: pages.people.ada,
      start: '2027-03-08T10:00',
      end: '2027-03-08T11:00',
      timeZone: 'Europe/Berlin',
      guests: 'Gus <gus@example.org>',
      repeat: 'none',
    };
    const found = await pages.ada.post('/app/meetings/new', { ...typed, find: '1' });
    expect(found.status).toBe(200);
    const section = found.text.split('id="found"')[1]?.split('</section>')[0] ?? '';
    expect(section.indexOf('Beech')).toBeGreaterThan(0);
    expect(section.indexOf('Beech')).toBeLessThan(section.indexOf('Other rooms'));
    expect(section).toMatch(/<span>Linden[^<]* · taken Mon, Mar 8, 2027, 10:00 – 11:00<\/span>/);
    expect(formFields(found, '/app/meetings/new')).toMatchObject({
      subject: 'Typed but not saved',
      guests: 'Gus <gus@example.org>',
      start: '2027-03-08T10:00',
    });
    const saved = await pages.ada.post('/app/meetings/new', { ...formFields(found, '/app/meetings/new'), rooms: beech });
    expect(saved.status).toBe(303);
  });

  it('does not count what the meeting itself holds', async () => {
    const { id, version } = await draft('Budget', '2027-03-09');
    await pages.as(pages.people.ada).service('meetings').confirm({ id, version });
    const { text } = await pages.ada.get(`/app/meetings/${id}/edit?find=1`);
    const free = text.split('id="found"')[1]?.split('Other rooms')[0] ?? '';
    expect(free).toContain('Linden');
    expect(free).not.toContain('Not everybody is free then');
  });

  it('says of a time that is over only that, and the next ones', async () => {
    for (const { text } of [
      await pages.ada.get('/app/rooms/find?day=2026-12-01&time=10:00&tz=Europe/Berlin'),
      await pages.ada.post('/app/meetings/new', {
        subject: 'x',
        host: pages.people.ada,
        start: '2026-12-01T10:00',
        end: '2026-12-01T11:00',
        timeZone: 'Europe/Berlin',
        find: '1',
      }),
    ]) {
      expect(text).toContain('That time is over.');
      expect(text).not.toContain('Book this');
      expect(text).toMatch(/Jan 4, 2027/);
    }
  });
});
