import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { openMeetings, type TestMeetings } from './open-meetings.ts';

let meetings: TestMeetings;
let host = '';
let creator = '';
let attendee = '';
let stranger = '';
let manager = '';
let next = '';
let virtualRoom = '';
let hour = 0;

beforeAll(async () => {
  meetings = await openMeetings();
  [host, creator, attendee, stranger, manager, next] = (await Promise.all(
    ['Host', 'Creator', 'Attendee', 'Stranger', 'Manager', 'Next'].map((name) => meetings.person(name)),
  )) as [string, string, string, string, string, string];
  virtualRoom = (await meetings.env.model('meeting.virtual_room').create({ name: 'Jitsi', provider: 'jitsi' })).id;
});
afterAll(() => meetings.close());

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

const times = () => {
  hour += 2;
  const start = new Date(Date.UTC(2027, 2, 1, hour));
  return { start, end: new Date(start.getTime() + 3_600_000) };
};

/** Hosted by one, made by another, attended by a third. */
async function made(state: 'draft' | 'confirmed' | 'cancelled'): Promise<{ id: string; version: number }> {
  const own = meetings.as(creator).service('meetings');
  const draft = await own.draft({
    subject: 'Budget',
    description: null,
    host,
    rooms: [],
    virtualRoom,
    ...times(),
    timeZone: 'UTC',
    people: [{ person: attendee, role: 'required' }],
    guests: [],
  });
  if (state === 'draft') return draft;
  const { version } = await own.confirm(draft);
  return state === 'confirmed' ? { id: draft.id, version } : { id: draft.id, version: (await own.cancel({ id: draft.id, version })).version };
}

type Deed = { state: 'draft' | 'confirmed' | 'cancelled'; run(env: Env<'meetings'>, meeting: { id: string; version: number }): Promise<unknown> };
const deeds: Record<string, Deed> = {
  confirm: { state: 'draft', run: (env, meeting) => env.service('meetings').confirm(meeting) },
  cancel: { state: 'confirmed', run: (env, meeting) => env.service('meetings').cancel(meeting) },
  reschedule: { state: 'confirmed', run: (env, meeting) => env.service('meetings').reschedule({ ...meeting, ...times() }) },
  'hand over': { state: 'confirmed', run: (env, meeting) => env.service('meetings').handOver({ ...meeting, host: next, stay: false }) },
  'set back': { state: 'confirmed', run: (env, meeting) => env.service('meetings').setBack(meeting) },
  'renew the link': { state: 'confirmed', run: (env, meeting) => env.service('meetings').renewLink(meeting) },
  invite: { state: 'confirmed', run: (env, { id }) => env.service('meetings').invite({ id, whom: 'all' }) },
  undo: { state: 'cancelled', run: (env, meeting) => env.service('meetings').undo(meeting) },
  delete: { state: 'cancelled', run: (env, { id }) => env.service('meetings').remove({ id }) },
  'cancel and delete': { state: 'confirmed', run: (env, { id }) => env.service('meetings').remove({ id, cancel: true }) },
  'add a reminder': {
    state: 'confirmed',
    run: async (env, { id }) => env.model('meeting.reminder').create({ event: id, channel: 'app', amount: 5, unit: 'minutes', dueAt: new Date() }),
  },
  read: { state: 'confirmed', run: (env, { id }) => env.model('meeting.event').get(id) },
};

describe('who may do what to a meeting', () => {
  it('is decided by the rules: managers, the host, the creator; attendees read; for others it is not there', async () => {
    const found: Record<string, Record<string, string>> = {};
    for (const [name, { state, run }] of Object.entries(deeds)) {
      found[name] = {};
      for (const [who, env] of Object.entries({
        host: meetings.as(host),
        creator: meetings.as(creator),
        manager: meetings.as(manager, 'meetings.manager'),
        administrator: meetings.as(manager, 'base.admin'),
        attendee: meetings.as(attendee),
        stranger: meetings.as(stranger),
      }))
        found[name][who] = await outcome(run(env, await made(state)));
    }
    const open = { host: 'done', creator: 'done', manager: 'done', administrator: 'done' };
    const change = { ...open, attendee: 'MEETING_NOT_YOURS', stranger: 'NOT_FOUND' };
    expect(found).toEqual({
      confirm: change,
      cancel: change,
      reschedule: change,
      'hand over': change,
      'set back': change,
      'renew the link': change,
      invite: change,
      undo: change,
      delete: change,
      'cancel and delete': change,
      'add a reminder': { ...open, attendee: 'ACCESS_DENIED', stranger: 'ACCESS_DENIED' },
      read: { ...open, attendee: 'done', stranger: 'NOT_FOUND' },
    });
  }, 60_000);

  it('says so in one sentence', async () => {
    const meeting = await made('confirmed');
    await expect(meetings.as(attendee).service('meetings').cancel(meeting)).rejects.toThrow(
      'Only the host, the creator or a meeting manager can cancel this meeting.',
    );
  });

  it('lets whoever hosts a meeting of a guest decide about it; the guest owns nothing', async () => {
    const { id, version } = await meetings.env.service('meetings').request({
      subject: 'Talk',
      host,
      rooms: [],
      virtualRoom: null,
      ...times(),
      timeZone: 'UTC',
      guests: [{ name: 'Gus', email: 'gus@example.org', timeZone: 'UTC', language: 'en' }],
      bufferBefore: 0,
      bufferAfter: 0,
      state: 'draft',
    });
    expect(await meetings.as(host).model('meeting.event').get(id)).toMatchObject({ host, creator: host, origin: 'portal' });
    expect(await outcome(meetings.as(stranger).service('meetings').confirm({ id, version }))).toBe('NOT_FOUND');
    expect(await outcome(meetings.as(host).service('meetings').confirm({ id, version }))).toBe('done');
  });

  it('shows others only when somebody is taken', async () => {
    const { id } = await made('confirmed');
    const { start, end } = await meetings.env.model('meeting.event').get(id);
    const taken = await meetings
      .as(stranger)
      .service('calendar')
      .busy({ resources: [{ kind: 'person', id: host }], from: start, to: end });
    expect(taken).toEqual([{ resource: { kind: 'person', id: host }, during: { start, end } }]);
    expect(await meetings.as(stranger).model('meeting.attendee').count({ event: id })).toBe(0);
  });

  it('keeps the right to hand over apart from the right to the result', async () => {
    const draft = await meetings
      .as(host)
      .service('meetings')
      .draft({
        subject: 'Mine',
        description: null,
        host,
        rooms: [],
        virtualRoom: null,
        ...times(),
        timeZone: 'UTC',
        people: [],
        guests: [],
      });
    await meetings.env.model('meeting.event').update(draft.id, { creator: creator });
    const { version } = await meetings
      .as(host)
      .service('meetings')
      .handOver({ ...draft, host: next, stay: false });
    expect(await outcome(meetings.as(host).service('meetings').confirm({ id: draft.id, version }))).toBe('NOT_FOUND');
    expect(await outcome(meetings.as(next).service('meetings').confirm({ id: draft.id, version }))).toBe('done');
  });
});
