import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin, defineSchema, type Manifest } from '#core';
import { type ConferenceRequest, type MeetingProvider, ProviderFailure, type ProviderFailureClass } from '../contract.ts';
import { openMeetings, type TestMeetings } from './open-meetings.ts';

/** A provider that keeps its rooms, can be told to fail, and needs a second look before a room is ready. */
const rooms = new Map<string, { key: string; start: Date; ready: boolean }>();
let failures: ProviderFailureClass[] = [];
let count = 0;

const trouble = (): void => {
  const kind = failures.shift();
  if (kind) throw new ProviderFailure(kind, 'told to');
};
const conference = (id: string) => ({
  externalId: id,
  joinUrl: `https://video.example/${id}`,
  state: rooms.get(id)?.ready ? ('ready' as const) : ('pending' as const),
});

const provider: MeetingProvider = {
  title: 'Slow video',
  capabilities: {
    needsCredentials: false,
    create: 'async',
    updateInPlace: true,
    cancel: 'delete',
    idempotentCreate: 'none',
    lookupByKey: true,
    summary: false,
    webhooks: false,
    perHostIdentity: false,
    limits: { titleLength: 100, descriptionLength: 100, durationMin: 1440 },
  },
  testConnection: async () => [],
  create: async (_context, request: ConferenceRequest) => {
    trouble();
    count += 1;
    rooms.set(`r${count}`, { key: request.operationKey, start: request.start, ready: false });
    return conference(`r${count}`);
  },
  poll: async (_context, id) => {
    const room = rooms.get(id);
    if (room) room.ready = true;
    return conference(id);
  },
  findByKey: async (_context, { operationKey }) => {
    const found = [...rooms].find(([, room]) => room.key === operationKey);
    return found ? conference(found[0]) : undefined;
  },
  update: async (_context, id, request) => {
    trouble();
    const room = rooms.get(id);
    if (!room) throw new ProviderFailure('gone', 'no such room');
    room.start = request.start;
    return conference(id);
  },
  cancel: async (_context, id) => {
    trouble();
    rooms.delete(id);
  },
};

const schema = defineSchema({ plugin: 'slow-video', depends: ['meetings'], models: {} });
const plugin: Manifest = definePlugin({
  name: 'slow-video',
  version: '1.0.0',
  title: 'Slow video',
  summary: 'For tests',
  category: 'Conferencing',
  icon: 'video',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['meetings'],
  schema,
  provides: [{ contract: 'meeting.provider', key: 'slow-video', implementation: provider }],
});

let meetings: TestMeetings;
let ann = '';
let virtualRoom = '';

beforeAll(async () => {
  meetings = await openMeetings([plugin], []);
  ann = await meetings.person('Ann');
  virtualRoom = (await meetings.env.model('meeting.virtual_room').create({ name: 'Video', provider: 'slow-video' })).id;
});
afterAll(() => meetings.close());

let day = 0;
async function confirmed() {
  day += 1;
  const start = new Date(Date.UTC(2027, 1, day, 9));
  const env = meetings.as(ann);
  const draft = await env.service('meetings').draft({
    subject: 'Video',
    description: null,
    host: ann,
    rooms: [],
    virtualRoom,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'UTC',
    people: [],
    guests: [],
  });
  const { version } = await env.service('meetings').confirm(draft);
  return { id: draft.id, version, start };
}
const look = async (id: string) => (await meetings.env.service('meetings').details({ ids: [id] }))[0];
/** Lets pauses pass: the runner retries what is due by then. */
async function settle() {
  for (let turn = 0; turn < 6; turn += 1) {
    await meetings.app.runJobs();
    meetings.app.clock.advance(8 * 3_600_000);
  }
}

describe('conferences through the outbox', () => {
  it('is confirmed at once, gets its link later, and keeps the link when it moves', async () => {
    const meeting = await confirmed();
    expect(await look(meeting.id)).toMatchObject({ state: 'confirmed', conference: 'queued', joinUrl: null });
    await settle();
    const ready = await look(meeting.id);
    expect(ready).toMatchObject({ conference: 'ready', joinUrl: 'https://video.example/r1' });
    const start = new Date(meeting.start.getTime() + 7_200_000);
    await meetings
      .as(ann)
      .service('meetings')
      .reschedule({ id: meeting.id, version: meeting.version, start, end: new Date(start.getTime() + 3_600_000) });
    await settle();
    expect(rooms.get('r1')?.start).toEqual(start);
    expect((await look(meeting.id))?.joinUrl).toBe('https://video.example/r1');
  });

  it('tries again after passing faults and makes one room', async () => {
    const before = rooms.size;
    failures = ['transient', 'quota.short', 'unknown-outcome'];
    const meeting = await confirmed();
    await settle();
    expect(await look(meeting.id)).toMatchObject({ conference: 'ready' });
    expect(rooms.size).toBe(before + 1);
  });

  it('gives up where trying again cannot help; the meeting stays', async () => {
    failures = ['permanent'];
    const meeting = await confirmed();
    await settle();
    expect(await look(meeting.id)).toMatchObject({ state: 'confirmed', conference: 'failed', joinUrl: null });
  });

  it('deletes the room of a cancelled meeting, also when the provider was down at first', async () => {
    const meeting = await confirmed();
    await settle();
    const [conferenceRow] = await meetings.env.model('meeting.conference').find({ event: meeting.id });
    failures = ['transient'];
    await meetings.as(ann).service('meetings').cancel({ id: meeting.id, version: meeting.version });
    await settle();
    expect(rooms.has(conferenceRow?.externalId ?? '')).toBe(false);
    expect(await look(meeting.id)).toMatchObject({ state: 'cancelled', conference: 'cancelled' });
  });
});
