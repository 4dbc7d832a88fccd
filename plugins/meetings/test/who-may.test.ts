import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMeetings, type TestMeetings } from './open-meetings.ts';

let meetings: TestMeetings;
let host = '';
let creator = '';
let attendee = '';
let stranger = '';
let next = '';
let virtualRoom = '';
let hour = 0;

beforeAll(async () => {
  meetings = await openMeetings();
  [host, creator, attendee, stranger, next] = (await Promise.all(['Host', 'Creator', 'Attendee', 'Stranger', 'Next'].map((name) => meetings.person(name)))) as [
    string,
    string,
    string,
    string,
    string,
  ];
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

/** Hosted by one, made by another, attended by a third. Everything that can be done to it, by everybody: `test/access/meeting-actions.test.ts`. */
async function made(): Promise<{ id: string; version: number }> {
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
  const { version } = await own.confirm(draft);
  return { id: draft.id, version };
}

describe('who may do what to a meeting', () => {
  it('says so in one sentence', async () => {
    const meeting = await made();
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
    expect(await outcome(meetings.as(stranger).service('meetings').confirm({ id, version }))).toBe('MEETING_NOT_YOURS');
    expect(await outcome(meetings.as(host).service('meetings').confirm({ id, version }))).toBe('done');
  });

  it('shows others only when somebody is taken', async () => {
    const { id } = await made();
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
    expect(await outcome(meetings.as(host).service('meetings').confirm({ id: draft.id, version }))).toBe('MEETING_NOT_YOURS');
    expect(await outcome(meetings.as(next).service('meetings').confirm({ id: draft.id, version }))).toBe('done');
  });
});
