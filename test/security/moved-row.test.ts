import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { ask, getPage, postForm } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const nobody = '0190a0a0-0000-7000-8000-000000000000';
let workspace: Workspace;
let max: { person: string; cookie: string };
let portal: Env<'booking-portal'>;
let meetings: Env<'meetings'>;
let annsLink: string;
let annsMeeting: string;
let annsBooking: string;

beforeAll(async () => {
  workspace = await openWorkspace();
  max = await workspace.signIn('Max Member', 'max@example.org', 'base.user');
  const principal: Principal = { kind: 'user', org: 1, account: max.person, person: max.person, session: '', groups: new Set(['user', 'base.user']) };
  portal = workspace.app.envAs('booking-portal', principal) as unknown as Env<'booking-portal'>;
  meetings = workspace.app.envAs('meetings', principal) as unknown as Env<'meetings'>;
  const link = await workspace.makeLink({ name: 'Ann’s link' });
  annsLink = link.id;
  await ask(workspace.app.url + link.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ start: '2027-03-02T09:00:00Z', name: 'Gus', email: 'gus@example.org' }),
  });
  annsMeeting = String((await workspace.rows<{ id: string }>('SELECT id FROM meeting_event'))[0]?.id);
  annsBooking = String((await workspace.rows<{ id: string }>('SELECT id FROM booking_booking'))[0]?.id);
});
afterAll(() => workspace?.close());

const denied = { code: 'ACCESS_DENIED' };
const linkOf = (host: string) => ({ name: 'Mine', host, schedule: workspace.schedule, timeZone: 'UTC' });

describe('rows moved out of scope', () => {
  it('a record cannot be given away, by its id or with many others at once', async () => {
    const mine = await portal.model('booking.link').create(linkOf(max.person));
    await expect(portal.model('booking.link').update(mine.id, { host: workspace.host })).rejects.toMatchObject(denied);
    await expect(portal.model('booking.link').update(true, { host: workspace.host })).rejects.toMatchObject(denied);
    await expect(portal.model('booking.link').update({ name: 'Mine' }, { host: workspace.host, name: 'Theirs' })).rejects.toMatchObject(denied);
    expect((await portal.model('booking.link').get(mine.id)).host).toBe(max.person);
  });

  it('a record cannot be taken over, also not by naming its owner in the filter', async () => {
    // Links are read by everybody inside, so that there is one is no secret.
    await expect(portal.model('booking.link').update(annsLink, { host: max.person })).rejects.toMatchObject(denied);
    await expect(meetings.model('meeting.event').update(annsMeeting, { host: max.person })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await portal.model('booking.link').update({ host: workspace.host }, { host: max.person })).toEqual([]);
    expect(await portal.model('booking.link').delete({ host: workspace.host })).toBe(0);
    expect((await workspace.rows<{ host_id: string }>('SELECT host_id FROM booking_link WHERE id = $1', [annsLink]))[0]?.host_id).toBe(workspace.host);
  });

  it('a record cannot be made outside, alone or hidden among own ones: then none is made', async () => {
    await expect(portal.model('booking.link').create(linkOf(workspace.host))).rejects.toMatchObject(denied);
    const before = await portal.model('booking.link').count(true);
    await expect(portal.model('booking.link').create([linkOf(max.person), linkOf(workspace.host), linkOf(max.person)])).rejects.toMatchObject(denied);
    expect(await portal.model('booking.link').count(true)).toBe(before);
  });

  it('a part cannot be hung on another’s record, nor moved to it', async () => {
    const guest = { name: 'Intruder', email: 'in@example.org', timeZone: 'UTC', language: 'en' };
    await expect(meetings.model('meeting.attendee').create({ event: annsMeeting, ...guest })).rejects.toMatchObject(denied);
    const own = await meetings.model('meeting.event').create({
      subject: 'Mine',
      host: max.person,
      start: new Date('2027-04-01T09:00:00Z'),
      end: new Date('2027-04-01T10:00:00Z'),
      timeZone: 'UTC',
      wallStart: '2027-04-01T09:00',
      uid: 'mine',
    } as never);
    const part = await meetings.model('meeting.attendee').create({ event: own.id, ...guest });
    await expect(meetings.model('meeting.attendee').update(part.id, { event: annsMeeting })).rejects.toMatchObject(denied);
    expect(await workspace.rows(`SELECT FROM meeting_attendee WHERE event_id = $1 AND name = 'Intruder'`, [annsMeeting])).toEqual([]);
  });
});

describe('ids of other owners', () => {
  it('are the same as ids that nobody has: by the repository', async () => {
    const tries: ((id: string) => Promise<unknown>)[] = [
      (id) => meetings.model('meeting.event').get(id),
      (id) => meetings.model('meeting.event').update(id, { subject: 'x' }),
      (id) => meetings.model('meeting.event').delete(id),
    ];
    for (const attempt of tries) {
      const [other, missing] = await Promise.all([attempt(annsMeeting).catch((error: unknown) => error), attempt(nobody).catch((error: unknown) => error)]);
      expect(other).toMatchObject({ code: 'NOT_FOUND', status: 404 });
      expect((other as Error).message).toBe((missing as Error).message);
    }
    for (const id of [annsMeeting, nobody]) {
      expect(await meetings.model('meeting.event').find({ id })).toEqual([]);
      expect(await meetings.model('meeting.event').count({ id })).toBe(0);
      expect(await meetings.model('meeting.event').group({ id }, ['subject'])).toEqual([]);
      expect((await meetings.model('meeting.attendee').related([{ id, event: id } as never], 'event')).size).toBe(0);
    }
  });

  it('and by every address, word for word', async () => {
    const { url } = workspace.app;
    // the request's own id, and what is random for each page
    const plain = (text: string, id: string): string => text.replaceAll(id, 'ID').replace(/[\w-]{16,}/g, 'RANDOM');
    const paths = ['', '?edit'];
    for (const [name, theirs] of [
      ['booking.booking', annsBooking],
      ['meeting.event', annsMeeting],
    ] as const) {
      for (const path of paths) {
        const [other, missing] = [
          await getPage(`${url}/app/${name}/${theirs}${path}`, { cookie: max.cookie }),
          await getPage(`${url}/app/${name}/${nobody}${path}`, { cookie: max.cookie }),
        ];
        expect(other.status, `${name}${path}`).toBe(404);
        expect(plain(other.text, theirs), `${name}${path}`).toBe(plain(missing.text, nobody));
      }
      for (const action of ['', '/delete', '/confirm', '/cancel', '/nothing']) {
        const [other, missing] = [
          await postForm(`${url}/app/${name}/${theirs}${action}`, { name: 'x' }, { cookie: max.cookie }),
          await postForm(`${url}/app/${name}/${nobody}${action}`, { name: 'x' }, { cookie: max.cookie }),
        ];
        expect(other.status, `${name}${action}`).toBe(missing.status);
        expect(other.status, `${name}${action}`).toBeGreaterThanOrEqual(400);
        expect(plain(other.text, theirs), `${name}${action}`).toBe(plain(missing.text, nobody));
      }
    }
  });
});
