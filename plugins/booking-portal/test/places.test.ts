import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Env } from '#core';
import type { Place } from '../places/place.ts';
import { openPortal } from './open-portal.ts';

let portal: Awaited<ReturnType<typeof openPortal>>;
let rooms: string[] = [];
let virtualRoom = '';
beforeAll(async () => {
  portal = await openPortal();
  const meetings: Env<'meetings'> = portal.app.env('meetings');
  const room = (name: string, site: string) => ({ name, site, address: `${name} Street 1`, timeZone: 'UTC' });
  rooms = (await meetings.model('meeting.room').create([room('Ash', 'Berlin'), room('Birch', 'Berlin'), room('Cedar', 'Bonn')])).map(({ id }) => id);
  ({ id: virtualRoom } = await meetings.model('meeting.virtual_room').create({ name: 'Jitsi', provider: 'jitsi' }));
});
afterAll(() => portal.close());

const at = (day: number, time = '09:00'): string => `2027-01-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const all = (): Place[] => [
  { kind: 'room', id: 'ours', label: '', rooms: rooms.slice(0, 2), site: '' },
  { kind: 'room', id: 'bonn', label: 'In Bonn', rooms: [], site: 'Bonn' },
  { kind: 'video', id: 'video', label: '', virtualRoom },
  { kind: 'phone-guest', id: 'call', label: '' },
  { kind: 'phone-host', id: 'ring', label: '', phone: '+49 30 123456' },
  { kind: 'address', id: 'there', label: '', address: 'Museum Island 1, Berlin' },
];

it('the guest chooses, and the choice stands in booking, page, mail and calendar file', async () => {
  const { url } = await portal.link({ places: all() });
  const page = await portal.page(url);
  for (const text of ['Ash, Berlin · Birch, Berlin', 'In Bonn', 'Jitsi', 'Phone: we call you', 'Phone: you call +49 30 123456', 'Museum Island 1, Berlin'])
    expect(page).toContain(text);
  const chosen = async (place: string, start: string, more: object = {}) => {
    portal.mailbox.clear();
    const answer = await portal.book(url, 'Gita', start, { place, ...more });
    expect(answer.status).toBe(201);
    await portal.app.runJobs();
    const mail = portal.mailbox.messages().find(({ to }) => to[0] === 'gita@example.org')?.mail;
    const file = (await (await fetch(`${String(answer.json.manage).split('?')[0]}/invite.ics`)).text()).replaceAll('\r\n ', '');
    const { meeting } = await portal.meetingOf(answer);
    return { meeting, text: mail?.text ?? '', location: /LOCATION:(.*)\r/.exec(file)?.[1], kept: await portal.page(String(answer.json.manage)) };
  };
  const there = await chosen('there', at(5));
  expect([there.location, there.meeting.rooms, there.meeting.joinUrl]).toEqual(['Museum Island 1\\, Berlin', [], null]);
  for (const text of [there.text, there.kept]) expect(text).toContain('Museum Island 1, Berlin');
  const ring = await chosen('ring', at(5, '10:00'));
  expect(ring.location).toBe('Phone: please call +49 30 123456');
  expect(ring.kept).toContain('href="tel:+4930123456"');
  const video = await chosen('video', at(5, '11:00'));
  expect([video.meeting.virtualRoom?.name, video.location]).toEqual(['Jitsi', video.meeting.joinUrl]);
  const call = await chosen('call', at(6), { phone: '+49 171 555' });
  expect([call.location, call.meeting.location]).toEqual(['Phone: Ann Host calls +49 171 555', { kind: 'phone-guest', text: '+49 171 555' }]);
  const bonn = await chosen('bonn', at(6, '10:00'));
  expect(bonn.meeting.rooms.map(({ name }) => name)).toEqual(['Cedar']);
  expect((await portal.book(url, 'Hugo', at(6, '11:00'), { place: 'call' })).json).toMatchObject({ issues: [{ path: 'phone' }] });
});

it('of several rooms a free one is taken together with the host, and a time without any is not offered', async () => {
  const { url } = await portal.link({ places: all() });
  const [bea = ''] = await portal.env.service('base').addPeople({ people: [{ name: 'Bea', email: 'bea@example.org', timeZone: 'UTC' }] });
  const other = await portal.link({ places: all(), host: bea });
  const [cem = ''] = await portal.env.service('base').addPeople({ people: [{ name: 'Cem', email: 'cem@example.org', timeZone: 'UTC' }] });
  const third = await portal.link({ places: all(), host: cem });
  const taken = [await portal.book(url, 'A', at(7), { place: 'ours' }), await portal.book(other.url, 'B', at(7), { place: 'ours' })];
  const met = await Promise.all(taken.map(portal.meetingOf));
  expect(met.flatMap(({ meeting }) => meeting.rooms.map(({ name }) => name)).sort()).toEqual(['Ash', 'Birch']);
  const starts = async (place: string) =>
    ((await portal.ask(`${third.url}/slots?from=${at(7, '00:00')}&to=${at(7, '23:00')}&place=${place}`)).json.slots as { start: string }[]).map(
      ({ start }) => start,
    );
  expect(await starts('ours')).toEqual([at(7, '10:00'), at(7, '11:00')]);
  expect(await starts('there')).toEqual([at(7), at(7, '10:00'), at(7, '11:00')]);
  expect((await portal.book(third.url, 'C', at(7), { place: 'ours' })).status).toBe(409);
  const moved = await portal.ask(`${String(taken[0]?.json.manage).split('?')[0]}/reschedule`, { start: at(7, '10:00') });
  expect(moved.status).toBe(200);
  expect((await portal.book(third.url, 'C', at(7), { place: 'ours' })).status).toBe(201);
});

it('guests at once never share a room', async () => {
  const hosts = await portal.env
    .service('base')
    .addPeople({ people: ['p', 'q', 'r', 's'].map((name) => ({ name, email: `${name}@host.example`, timeZone: 'UTC' })) });
  const links = await Promise.all(hosts.map((host) => portal.link({ places: all(), host })));
  const answers = await Promise.all(links.map(({ url }, n) => portal.book(url, `Guest${n}`, at(8), { place: 'ours' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
  const met = await Promise.all(answers.filter(({ status }) => status === 201).map(portal.meetingOf));
  expect(new Set(met.flatMap(({ meeting }) => meeting.rooms.map(({ id }) => id))).size).toBe(2);
});

it('several guests on the phone do not read each other’s numbers', async () => {
  const { url } = await portal.link({ places: all(), seats: 2 });
  await portal.book(url, 'Ida', at(9), { place: 'call', phone: '+49 171 999' });
  const two = await portal.book(url, 'Jan', at(9), { place: 'call', phone: '+49 171 111' });
  await portal.app.runJobs();
  const { meeting } = await portal.meetingOf(two);
  expect([meeting.attendees.length, meeting.location]).toEqual([3, { kind: 'phone-guest', text: '' }]);
  for (const { raw, mail } of portal.mailbox.messages().filter(({ to }) => to[0] === 'jan@example.org')) expect(`${raw}${mail.text}`).not.toContain('171 999');
});

it('the host writes the places down; what cannot stand is named and kept', async () => {
  const { id } = await portal.link({});
  const post = await portal.asAdmin();
  const send = (fields: Record<string, string>) => post(`/app/booking-links/${id}/places`, fields);
  const wrong = await send({ kind_0: 'address', text_0: '', kind_1: 'phone-host', text_1: 'call me' });
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('call me');
  expect((await send({ kind_0: 'video', which_0: virtualRoom, kind_1: 'room', which_1: rooms[0] ?? '', kind_2: 'phone-guest' })).status).toBe(303);
  const { places } = await portal.env.model('booking.link').get(id);
  expect(places).toMatchObject([{ kind: 'video', virtualRoom }, { kind: 'room', rooms: [rooms[0]] }, { kind: 'phone-guest' }]);
});
