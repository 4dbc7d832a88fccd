import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeetingPlan } from '../contract.ts';
import { openMeetings, type TestMeetings } from './open-meetings.ts';

let meetings: TestMeetings;
let ann = '';
let bob = '';
let cleo = '';
let room = '';
let virtualRoom = '';
let hour = 0;

/** An hour that no other test of this file uses. */
function plan(host: string, more: Partial<MeetingPlan> = {}): MeetingPlan {
  hour += 2;
  const start = new Date(Date.UTC(2027, 1, 1, hour));
  return {
    subject: 'Review',
    description: null,
    host,
    rooms: [],
    virtualRoom: null,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'Asia/Singapore',
    people: [],
    guests: [],
    ...more,
  };
}

beforeAll(async () => {
  meetings = await openMeetings();
  ann = await meetings.person('Ann', 'Asia/Singapore');
  bob = await meetings.person('Bob', 'Asia/Jakarta');
  cleo = await meetings.person('Cleo', 'Europe/London');
  room = (await meetings.env.model('meeting.room').create({ name: 'Linden', timeZone: 'Europe/Berlin' })).id;
  virtualRoom = (await meetings.env.model('meeting.virtual_room').create({ name: 'Jitsi', provider: 'jitsi' })).id;
});
afterAll(() => meetings.close());

const claims = async (id: string) =>
  (await (meetings.app.env('calendar') as typeof meetings.env).model('calendar.claim').find({ source: id })).map(({ kind }) => kind).sort();
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'no refusal',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );

describe('the life of a meeting', () => {
  it('takes nothing as a draft, everything when it is confirmed, and gives it back when it is cancelled', async () => {
    const env = meetings.as(ann);
    const draft = await env.service('meetings').draft(
      plan(ann, {
        rooms: [room],
        virtualRoom,
        people: [
          { person: bob, role: 'required' },
          { person: cleo, role: 'optional' },
        ],
      }),
    );
    expect(await claims(draft.id)).toEqual([]);
    const { version } = await env.service('meetings').confirm(draft);
    expect(await claims(draft.id)).toEqual(['person', 'person', 'room', 'virtual_room']);
    const [confirmed] = await meetings.env.service('meetings').details({ ids: [draft.id] });
    expect(confirmed).toMatchObject({ state: 'confirmed', conference: 'ready', sequence: 0, version });
    expect(confirmed?.joinUrl).toMatch(/^https:\/\/meet\.jit\.si\/atrium-[0-9a-f]{40}$/);
    await env.service('meetings').cancel({ id: draft.id, version, reason: 'ill' });
    expect(await claims(draft.id)).toEqual([]);
    const [cancelled] = await meetings.env.service('meetings').details({ ids: [draft.id] });
    expect(cancelled).toMatchObject({ state: 'cancelled', sequence: 1, reason: 'ill', joinUrl: null });
  });

  it('gives each person inside an activity on the own date, in the own zone', async () => {
    const env = meetings.as(ann);
    const start = new Date('2027-01-15T05:00:00Z');
    const draft = await env
      .service('meetings')
      .draft(plan(ann, { start, end: new Date('2027-01-15T06:00:00Z'), people: [bob, cleo].map((person) => ({ person, role: 'required' as const })) }));
    await env.service('meetings').confirm(draft);
    const activities = await (meetings.app.env('activities') as typeof meetings.env).model('activity.activity').find({ record: draft.id });
    const at = new Map(activities.map((activity) => [activity.person, activity.note?.split('\n')[0]]));
    expect(at.get(ann)).toContain('13:00');
    expect(at.get(bob)).toContain('12:00');
    expect(at.get(cleo)).toContain('05:00');
    expect(activities.map(({ due }) => due)).toEqual(['2027-01-15', '2027-01-15', '2027-01-15']);
  });

  it('refuses the second of two that overlap, and names what is taken; the subject only to who may read it', async () => {
    const first = plan(ann, { subject: 'Secret talk', rooms: [room] });
    const draft = await meetings.as(ann).service('meetings').draft(first);
    await meetings.as(ann).service('meetings').confirm(draft);
    const other = await meetings
      .as(bob)
      .service('meetings')
      .draft({ ...first, subject: 'Other', host: bob });
    const told = await refusal(meetings.as(bob).service('meetings').confirm(other));
    expect(told).toContain('MEETING_CLASH');
    expect(told).toContain('Linden');
    expect(told).not.toContain('Secret talk');
    const [still] = await meetings.env.service('meetings').details({ ids: [other.id] });
    expect(still?.state).toBe('draft');
    const own = await meetings
      .as(ann)
      .service('meetings')
      .draft({ ...first, subject: 'Again' });
    expect(await refusal(meetings.as(ann).service('meetings').confirm(own))).toContain('Secret talk');
  });

  it('raises SEQUENCE for time and place, not for words (RFC 5546)', async () => {
    const env = meetings.as(ann);
    const first = plan(ann, { rooms: [room] });
    const draft = await env.service('meetings').draft(first);
    let { version } = await env.service('meetings').confirm(draft);
    ({ version } = await env.service('meetings').revise({ ...first, id: draft.id, version, subject: 'New words', description: 'text' }));
    expect((await meetings.env.service('meetings').details({ ids: [draft.id] }))[0]).toMatchObject({ subject: 'New words', sequence: 0 });
    ({ version } = await env.service('meetings').revise({ ...first, id: draft.id, version, rooms: [] }));
    expect((await meetings.env.service('meetings').details({ ids: [draft.id] }))[0]).toMatchObject({ sequence: 1, rooms: [] });
    const later = new Date(first.start.getTime() + 1_800_000);
    await env.service('meetings').reschedule({ id: draft.id, version, start: later, end: new Date(later.getTime() + 3_600_000) });
    expect((await meetings.env.service('meetings').details({ ids: [draft.id] }))[0]).toMatchObject({ sequence: 2, start: later });
  });

  it('refuses an old version', async () => {
    const env = meetings.as(ann);
    const draft = await env.service('meetings').draft(plan(ann));
    const { version } = await env.service('meetings').confirm(draft);
    expect(await refusal(env.service('meetings').cancel({ id: draft.id, version: version - 1 }))).toContain('VERSION_CONFLICT');
  });

  it('refuses an end before the start', async () => {
    const wrong = plan(ann);
    expect(
      await refusal(
        meetings
          .as(ann)
          .service('meetings')
          .draft({ ...wrong, end: wrong.start }),
      ),
    ).toContain('MEETING_TIME');
  });
});

describe('who may do what', () => {
  it('lets host, creator and manager cancel, attendees only read, and others not even that', async () => {
    const draft = await meetings
      .as(bob)
      .service('meetings')
      .draft(plan(bob, { people: [{ person: cleo, role: 'required' }] }));
    const { version } = await meetings.as(bob).service('meetings').confirm(draft);
    const order = { id: draft.id, version };
    for (const other of [cleo, ann])
      expect(await refusal(meetings.as(other).service('meetings').cancel(order))).toBe(
        'MEETING_NOT_YOURS: Only the host, the creator or a meeting manager can cancel this meeting.',
      );
    expect(
      await refusal(
        meetings
          .as(ann)
          .service('meetings')
          .cancel({ ...order, id: '01900000-0000-7000-8000-000000000000' }),
      ),
    ).toContain('NOT_FOUND');
    expect(await meetings.as(cleo).model('meeting.event').count({ id: draft.id })).toBe(1);
    expect(await meetings.as(ann).model('meeting.event').count({ id: draft.id })).toBe(0);
    expect(await refusal(meetings.as(ann, 'meetings.manager').service('meetings').cancel(order))).toBe('no refusal');
  });

  it('does not let anybody plan in another’s name', async () => {
    const draft = await meetings.as(ann).service('meetings').draft(plan(bob));
    // The creator keeps the right to it; but a stranger cannot make one that is neither hosted nor created by him.
    expect((await meetings.as(ann).model('meeting.event').get(draft.id)).creator).toBe(ann);
    const row = {
      subject: 'x',
      host: bob,
      creator: bob,
      start: new Date('2027-03-01T00:00:00Z'),
      end: new Date('2027-03-01T01:00:00Z'),
      timeZone: 'UTC',
      wallStart: '2027-03-01T00:00',
      uid: 'x@y',
    };
    expect(await refusal(meetings.as(ann).model('meeting.event').create(row))).toContain('ACCESS_DENIED');
  });

  it('deletes drafts and cancelled ones only, with all that hangs on them', async () => {
    const env = meetings.as(ann);
    const draft = await env.service('meetings').draft(plan(ann));
    const { version } = await env.service('meetings').confirm(draft);
    expect(await refusal(env.service('meetings').remove(draft))).toContain('MEETING_STATE');
    await env.service('meetings').cancel({ id: draft.id, version });
    await env.service('meetings').remove({ id: draft.id });
    expect(await meetings.env.model('meeting.attendee').count({ event: draft.id })).toBe(0);
    expect(await meetings.env.model('meeting.conference').count({ event: draft.id })).toBe(0);
  });

  it('keeps the host of a meeting from being deleted', async () => {
    await meetings.as(cleo).service('meetings').draft(plan(cleo));
    const admin = meetings.as(ann, 'base.admin');
    expect(await refusal(admin.model('base.person').delete(cleo))).toContain('RECORD_IN_USE: This person hosts meetings');
  });
});
