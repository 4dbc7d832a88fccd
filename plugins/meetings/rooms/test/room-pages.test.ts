import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Create } from '#core';
import { openPages, type TestPages } from '../../pages/test/open-pages.ts';
import { findRoom, type Wish } from '../find-room.ts';

let pages: TestPages;
const rooms: Record<string, string> = {};
let sites: { berlin: string; tokyo: string };
let screen = '';

const make = async (name: string, values: Partial<Create<'meetings', 'meeting.room'>>): Promise<void> => {
  rooms[name] = (await pages.env.model('meeting.room').create({ name, timeZone: 'Europe/Berlin', ...values })).id;
};
const named = (name: string): string => rooms[name] ?? '';

beforeAll(async () => {
  pages = await openPages();
  const site = async (name: string, timeZone: string) => (await pages.env.model('meeting.site').create({ name, timeZone })).id;
  sites = { berlin: await site('Berlin', 'Europe/Berlin'), tokyo: await site('Tokyo', 'Asia/Tokyo') };
  const upper = (await pages.env.model('meeting.floor').create({ site: sites.berlin, name: 'Upper floor', position: 2 })).id;
  await make('Closet', { place: sites.berlin, capacity: 2 });
  await make('Elm', { place: sites.berlin, capacity: 6, equipment: 'Screen', floor: upper });
  await make('Oak', { place: sites.berlin, capacity: 8, equipment: 'Screen, Camera', setUpMin: 15, cleanUpMin: 15 });
  await make('Ginkgo', { place: sites.tokyo, capacity: 6, equipment: 'Screen', timeZone: 'Asia/Tokyo' });
  await make('Bare', { place: sites.berlin, capacity: 6 });
  await make('Secret', { place: sites.berlin, capacity: 6, bookableBy: ['reports.reader'] });
  screen = (await pages.env.model('meeting.equipment').find({ name: 'Screen' }))[0]?.id ?? '';
});
afterAll(() => pages.app.close());

const at = (time: string): Date => new Date(`2027-01-05T${time}:00Z`);
const book = async (host: string, room: string, start: Date, end: Date): Promise<string> => {
  const own = pages.as(host).service('meetings');
  const meeting = await own.draft({
    subject: 'Taken',
    description: null,
    host,
    rooms: [room],
    virtualRoom: null,
    start,
    end,
    timeZone: 'UTC',
    people: [],
    guests: [],
  });
  await own.confirm(meeting);
  return meeting.id;
};
const wish = (changes: Partial<Wish> = {}): Wish => ({
  ...{
    start: at('09:00'),
    minutes: 60,
    people: 4,
    site: '',
    equipment: [screen],
    persons: [pages.people.ada],
    host: pages.people.ada,
    timeZone: 'Europe/Berlin',
  },
  ...changes,
});

describe('finding a room', () => {
  it('ranks the smallest that fits first, those at the host’s site before, and says why the others are not', async () => {
    const env = pages.as(pages.people.ada);
    const plain = await findRoom(env, wish());
    expect(plain.free.map(({ name }) => name)).toEqual(['Elm', 'Ginkgo', 'Oak']);
    expect(plain.free[0]).toMatchObject({ floor: 'Upper floor', why: ['the smallest that fits', 'has Screen'] });
    expect(Object.fromEntries(plain.others.map(({ name, why }) => [name, why]))).toEqual({ Closet: 'too small: 2 seats', Bare: 'without Screen' });
    const base = pages.app.env('base') as typeof pages.env;
    await base.model('base.person').update(pages.people.ada, { site: sites.tokyo } as never);
    const near = await findRoom(env, wish());
    expect(near.free.map(({ name, why }) => [name, why[0]])).toEqual([
      ['Ginkgo', 'at the host’s site'],
      ['Elm', 'the smallest that fits'],
      ['Oak', '4 seats more than needed'],
    ]);
    expect((await findRoom(env, wish({ site: sites.berlin }))).free.map(({ name }) => name)).toEqual(['Elm', 'Oak']);
    await base.model('base.person').update(pages.people.ada, { site: null } as never);
  });

  it('knows what takes rooms and people, and the next time for all of them', async () => {
    await book(pages.people.ben, named('Elm'), at('09:30'), at('10:30'));
    await book(pages.people.cleo, named('Oak'), at('08:00'), at('09:00'));
    const env = pages.as(pages.people.ada);
    const alone = await findRoom(env, wish({ site: sites.berlin }));
    expect(alone.free).toEqual([]);
    const why = Object.fromEntries(alone.others.map((room) => [room.name, room.why]));
    expect(why).toMatchObject({ Elm: 'taken Tue, Jan 5, 2027, 09:30 – 10:30', Oak: 'taken Tue, Jan 5, 2027, 07:45 – 09:15', Ginkgo: 'at another site: Tokyo' });
    // Oak needs a quarter of an hour before, so 09:15 + 15 minutes, on the half hour.
    expect(alone.next[0]).toMatchObject({ start: at('09:30'), room: { id: named('Oak'), name: 'Oak' } });
    const together = await findRoom(env, wish({ site: sites.berlin, persons: [pages.people.ada, pages.people.ben] }));
    expect(together.persons).toEqual(['Ben Other: taken Tue, Jan 5, 2027, 09:30 – 10:30']);
    expect(together.next[0]).toMatchObject({ start: at('10:30'), room: { name: 'Elm' } });
    // On the clock of Tokyo a working day ends when Berlin's begins.
    const tokyo = await findRoom(env, wish({ timeZone: 'Asia/Tokyo', site: sites.tokyo, start: at('09:00') }));
    expect(tokyo.free.map(({ name }) => name)).toEqual(['Ginkgo']);
    expect(tokyo.next[0]?.start).toEqual(new Date('2027-01-05T23:00:00Z'));
  });

  it('leads to the meeting form with all of it filled in, without a script', async () => {
    const page = await pages.ada.get(`/app/rooms/find?day=2027-01-05&time=15:00&minutes=60&count=4&equipment=${screen}&with=${pages.people.ben}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('the smallest that fits');
    expect(page.text).not.toContain('Secret');
    const address = /\/app\/meetings\/new\?[^"]*/.exec(page.text)?.[0].replaceAll('&amp;', '&') ?? '';
    const form = await pages.ada.get(address);
    expect(form.text).toContain('value="2027-01-05T15:00"');
    expect(form.text).toMatch(new RegExp(`name="rooms" value="${named('Elm')}" checked`));
    expect(form.text).toMatch(new RegExp(`name="required" value="${pages.people.ben}" checked`));
    expect(form.text).toContain('name="find"');
    expect(form.text).not.toContain('Secret');
    for (const odd of ['?day=nonsense&time=99:99&minutes=-3&count=x&site=y&equipment=z&tz=Nowhere', '?day=9999-12-31&time=10:00']) {
      expect((await pages.ada.get(`/app/rooms/find${odd}`)).status).toBe(200);
    }
  });

  it('needs as many statements for ten rooms as for a thousand', async () => {
    const ask = () => pages.ada.get(`/app/rooms/find?day=2027-01-06&time=10:00&count=3&equipment=${screen}`);
    // What runs beside a page adds a statement now and then: the least of some tries is the page's own.
    const least = async (): Promise<number> => Math.min(await pages.statements(ask), await pages.statements(ask), await pages.statements(ask));
    await ask();
    const few = await least();
    const many = await pages.env
      .model('meeting.room')
      .create(Array.from({ length: 990 }, (_, n) => ({ name: `Many ${n}`, place: sites.tokyo, capacity: 3 + (n % 9), timeZone: 'Asia/Tokyo' })));
    await pages.env.model('meeting.room_equipment').create(many.map(({ id }) => ({ room: id, equipment: screen })));
    expect(await least()).toBe(few);
    await pages.env.model('meeting.room').delete({ id: { in: many.map(({ id }) => id) } });
  });
});

describe('pages of a room', () => {
  it('take a picture of the right kind and size from keepers, and show it to whoever is signed in', async () => {
    const path = `/app/rooms/${named('Elm')}/photo`;
    const png = Uint8Array.from(
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAGCAYAAADkOT91AAAAL0lEQVR4AWSKsQkAQAwCxZUc6mf6nbJTgoVNIhyCHqVqU1IbYoUfDyb7NfKkjzEAAAD//5UaVvcAAAAGSURBVAMAs8EK0SLzfKUAAAAASUVORK5CYII=',
        'base64',
      ),
    );
    const stored = () => pages.env.model('meeting.room_photo').find({ room: named('Elm') });
    expect((await pages.ada.upload(path, 'photo', png)).status).toBe(403);
    for (const wrong of [new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), png.slice(0, 60), new Uint8Array(300 * 1024)]) {
      expect((await pages.cleo.upload(path, 'photo', wrong)).location).toContain(named('Elm'));
      expect(await stored()).toEqual([]);
    }
    const note = Buffer.concat([Uint8Array.from([0, 0, 0, 7]), Buffer.from('tEXtgps\0N52'), Uint8Array.from([0, 0, 0, 0])]);
    expect((await pages.cleo.upload(path, 'photo', Uint8Array.from(Buffer.concat([png.slice(0, 33), note, png.slice(33)])))).status).toBe(303);
    // Where it was taken is not kept.
    expect((await stored()).map(({ type, content }) => [type, Buffer.from(content).equals(png)])).toEqual([['image/png', true]]);
    expect((await pages.ada.get(path)).status).toBe(200);
    expect((await pages.ada.get(`/app/meeting.room/${named('Elm')}`)).text).toContain(`src="${path}`);
    expect((await pages.stranger.get(path)).status).not.toBe(200);
    expect((await pages.ada.post(`/app/rooms/${named('Elm')}/photo/remove`)).status).toBe(403);
    expect((await pages.cleo.post(`/app/rooms/${named('Elm')}/photo/remove`)).status).toBe(303);
    expect((await pages.ada.get(`/app/rooms/${named('Elm')}/photo`)).status).toBe(404);
  });

  it('show keepers what is to come, move it, and put the empty room into the archive', async () => {
    const path = `/app/rooms/${named('Elm')}/meetings`;
    expect((await pages.ada.get(path)).status).toBe(403);
    const planned = await pages.cleo.get(path);
    expect(planned.text).toContain('Taken');
    const ids = [...planned.text.matchAll(/name="meeting" value="([^"]+)"/g)].flatMap(([, id]) => id ?? []);
    expect((await pages.cleo.post(path, { archive: '1' })).status).toBe(409);
    expect((await pages.cleo.post(path, { to: '', meeting: ids[0] ?? '' })).status).toBe(422);
    expect((await pages.cleo.post(path, { to: named('Bare'), meeting: ids[0] ?? '' })).status).toBe(303);
    expect((await pages.cleo.get(path)).text).toContain('Nothing is planned here.');
    expect((await pages.cleo.post(path, { archive: '1' })).status).toBe(303);
    expect((await pages.env.model('meeting.room').get(named('Elm'))).active).toBe(false);
  });

  it('say who may book, and the form refuses the others with a sentence', async () => {
    expect((await pages.ada.post(`/app/rooms/${named('Bare')}/groups`, { group: 'base.admin' })).status).toBe(403);
    await pages.cleo.post(`/app/rooms/${named('Oak')}/groups`, { group: 'meetings.manager' });
    const refused = await pages.ada.post('/app/meetings/new', {
      ...{ subject: 'Mine', host: pages.people.ada, start: '2027-01-07T10:00', end: '2027-01-07T11:00', timeZone: 'Europe/Berlin', rooms: named('Oak') },
    });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('“Oak” may only be booked by: Meeting manager. Choose another room.');
  });

  it('lead a room manager from the approvals to the decision', async () => {
    await make('Gate', { approval: true, place: sites.berlin });
    await pages.env.model('meeting.room_manager').create({ room: named('Gate'), person: pages.people.ben });
    const own = pages.as(pages.people.ada).service('meetings');
    const plan = {
      subject: 'At the gate',
      description: null,
      host: pages.people.ada,
      rooms: [named('Gate')],
      virtualRoom: null,
      timeZone: 'UTC',
      people: [],
      guests: [],
    };
    const meeting = await own.draft({ ...plan, start: at('13:00'), end: at('14:00') });
    await own.confirm(meeting);
    const waiting = await pages.ada.get(`/app/meeting.event/${meeting.id}`);
    expect(waiting.text).toContain('Gate waits for Ben Other');
    expect(waiting.text, 'a second confirm would gain nothing').not.toContain('/do/confirm"');
    expect(waiting.text).toContain('/do/remind-room-managers"');
    expect((await pages.cleo.get('/app/approvals')).text, 'managers see every request').toContain('Gate: At the gate');
    expect((await pages.ada.get('/app/approvals')).text).not.toContain('/app/approvals/rooms/');
    const approvals = await pages.ben.get('/app/approvals');
    expect(approvals.text).toContain('Gate: At the gate');
    const action = /\/app\/approvals\/rooms\/[^/]+\/approve/.exec(approvals.text)?.[0] ?? '';
    expect((await pages.ada.post(action)).status).toBe(403);
    expect((await pages.ben.post(action)).status).toBe(303);
    expect((await pages.env.model('meeting.event').get(meeting.id)).state).toBe('confirmed');
    expect((await pages.ada.get(`/app/meeting.event/${meeting.id}`)).text).toContain('Gate is given by Ben Other.');
    const timeline = await pages.ada.get('/app/rooms/timeline?day=2027-01-05');
    expect(timeline.text).toContain('timeline-group');
    expect(timeline.text).toContain('with set-up and clean-up:');
  });
});
