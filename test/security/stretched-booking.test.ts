import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Create, Env } from '#core';
import { type Answer, openPortal } from '../../plugins/booking-portal/test/open-portal.ts';

/* What owners of links and their guests stretch: the rights of others, the time in which a booking can be changed, limits. */
let portal: Awaited<ReturnType<typeof openPortal>>;
beforeAll(async () => {
  portal = await openPortal();
});
afterAll(() => portal?.close());

const manage = (answer: Answer): string => String(answer.json.manage).split('?')[0] ?? '';

describe('a room that only somebody else may book at once', () => {
  const meetings = (): Env<'meetings'> => portal.app.env('meetings');
  const base = (): Env<'base'> => portal.app.env('base');
  let count = 0;
  /** Mal owns the link and names Boss, who gives the room away, as who meets the guest. */
  const borrowed = async (values: Partial<Create<'meetings', 'meeting.room'>>) => {
    count += 1;
    const [mal = '', boss = ''] = await portal.env.service('base').addPeople({
      people: ['mal', 'boss'].map((name) => ({ name, email: `${name}${count}@example.org`, timeZone: 'UTC' })),
    });
    for (const person of [mal, boss]) {
      const account = await base()
        .model('base.account')
        .create({ email: (await base().model('base.person').get(person)).email });
      await base().model('base.person').update(person, { account: account.id });
    }
    await base().model('base.membership').create({ person: boss, group: 'meetings.manager' });
    const { id: room } = await meetings()
      .model('meeting.room')
      .create({ name: `Board room ${count}`, timeZone: 'UTC', ...values });
    await meetings().model('meeting.room_manager').create({ room, person: boss });
    const link = await portal.link({ host: mal, room, hosting: 'any-of-several' });
    await portal.env.model('booking.link_host').create({ link: link.id, person: boss });
    return { ...link, mal, boss, room };
  };

  it('is not taken by a link that names them as its host', async () => {
    const { url, boss } = await borrowed({ approval: true });
    const answer = await portal.book(url, 'Gus', '2027-01-06T09:00:00Z');
    expect([answer.status, answer.json.state]).toEqual([201, 'draft']);
    const { meeting } = await portal.meetingOf(answer);
    expect([meeting.state, meeting.host.id]).toEqual(['draft', boss]);
    expect(await meetings().model('meeting.room_request').count({ event: meeting.id, state: 'asked' })).toBe(1);
    const closed = await borrowed({ bookableBy: ['meetings.manager'] });
    const refused = await portal.book(closed.url, 'Gus', '2027-01-06T09:00:00Z');
    expect([refused.status, refused.json.code]).toEqual([403, 'MEETING_ROOM_NOT_YOURS']);
  });

  it('is not taken at another time by the guest who moves the booking', async () => {
    const open = await borrowed({});
    const rooms = meetings().model('meeting.room');
    const answer = await portal.book(open.url, 'Hal', '2027-01-07T09:00:00Z');
    expect([answer.status, answer.json.state]).toEqual([201, 'confirmed']);
    const move = (start: string) => portal.ask(`${manage(answer)}/reschedule`, { start });
    await rooms.update(open.room, { bookableBy: ['meetings.manager'] });
    expect((await move('2027-01-07T10:00:00Z')).json.code).toBe('MEETING_ROOM_NOT_YOURS');
    await rooms.update(open.room, { bookableBy: [], approval: true });
    expect((await move('2027-01-07T11:00:00Z')).status).toBe(200);
    const { meeting } = await portal.meetingOf(answer);
    expect([meeting.state, meeting.start.toISOString()]).toEqual(['draft', '2027-01-07T11:00:00.000Z']);
  });
});

it('limits of a link hold against guests who move their bookings to one day at the same moment', async () => {
  const hosts = await portal.env.service('base').addPeople({
    people: Array.from({ length: 6 }, (_, n) => ({ name: `Host ${n}`, email: `host${n}@example.org`, timeZone: 'UTC' })),
  });
  const link = await portal.link({ host: hosts[0] ?? '', hosting: 'any-of-several', maxPerDay: 2 });
  for (const person of hosts) await portal.env.model('booking.link_host').create({ link: link.id, person });
  const bookings: Answer[] = [];
  // Each of another host, so that no lock but the link's keeps them apart.
  for (const [n] of hosts.entries()) bookings.push(await portal.book(link.url, `Mover${n}`, `2027-01-${11 + Math.floor(n / 2)}T09:00:00Z`));
  expect(bookings.map(({ status }) => status)).toEqual(hosts.map(() => 201));
  const moves = await Promise.all(
    bookings.map((answer, n) => portal.ask(`${manage(answer)}/reschedule`, { start: `2027-01-20T${n % 2 ? '10' : '09'}:00:00Z` })),
  );
  expect(moves.filter(({ status }) => status === 200)).toHaveLength(2);
});

it('a meeting that runs or is over is neither cancelled nor moved by its guest, with a notice or without, alone or with others', async () => {
  const late = { 'within the notice': { cancelNoticeMin: 1_440 }, 'without a notice': {}, 'of several guests': { seats: 2 } };
  const bookings: [string, Answer][] = [];
  for (const [at, [what, values]] of Object.entries(late).entries()) {
    const { url } = await portal.link(values);
    bookings.push([what, await portal.book(url, 'Late', `2027-01-25T${['09', '10', '11'][at]}:00:00Z`)]);
  }
  portal.app.clock.set(new Date('2027-01-25T11:05:00Z'));
  for (const [what, answer] of bookings) {
    const tries = { cancel: { reason: 'never happened' }, reschedule: { start: '2027-01-27T09:00:00Z' } };
    for (const [step, body] of Object.entries(tries)) {
      const { status, json } = await portal.ask(`${manage(answer)}/${step}`, body);
      expect([status, json.code], `${step} ${what}`).toEqual([409, 'BOOKING_BEGUN']);
    }
    expect((await portal.meetingOf(answer)).meeting, what).toMatchObject({ state: 'confirmed', reason: null });
  }
});
