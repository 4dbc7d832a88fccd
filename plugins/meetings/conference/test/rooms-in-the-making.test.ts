import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProviderFailure } from '../../contract.ts';
import { openMeetings, type TestMeetings } from '../../test/open-meetings.ts';
import { MOST_POLLS } from '../retry-schedule.ts';
import { shakyVideo } from './shaky-video.ts';

const HOUR_MS = 3_600_000;
const never = shakyVideo('never', { poll: async (_, externalId) => ({ externalId, joinUrl: '', state: 'pending' }) });
let made = 0;
const leaky = shakyVideo('leaky', {
  create: async () => {
    made += 1;
    return { externalId: `room-${made}`, joinUrl: '', state: 'pending' };
  },
  poll: async () => {
    throw new ProviderFailure('gone', 'it went again');
  },
});
const slow = shakyVideo('slow');
let meetings: TestMeetings;
let ann = '';

beforeAll(async () => {
  meetings = await openMeetings([never.plugin, leaky.plugin, slow.plugin], ['jitsi']);
  ann = await meetings.person('Ann');
});
afterAll(() => meetings.close());

let day = 0;
async function confirmed(provider: string): Promise<string> {
  const { env } = meetings;
  const { id: virtualRoom } = await env.model('meeting.virtual_room').create({ name: provider, provider, licences: 50 });
  day += 1;
  const start = new Date(env.now().getTime() + day * 24 * HOUR_MS);
  const times = { start, end: new Date(start.getTime() + HOUR_MS), timeZone: 'UTC' };
  const event = await env
    .service('meetings')
    .request({ subject: 'Talk', host: ann, rooms: [], virtualRoom, ...times, guests: [], bufferBefore: 0, bufferAfter: 0, state: 'confirmed' });
  return event.id;
}
const link = async (event: string) => (await meetings.env.model('meeting.conference').find({ event }))[0];
/** Minutes pass one by one. */
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await meetings.app.runJobs();
    meetings.app.clock.advance(60_000);
  }
}

it('waits three quarters of an hour for a room, and then says that there is none', async () => {
  const id = await confirmed('never');
  await pass(40);
  expect(await link(id)).toMatchObject({ state: 'pending', failure: null });
  await pass(25);
  expect(await link(id)).toMatchObject({ state: 'failed', failure: 'permanent', problem: 'The provider did not make the link.' });
});

it('stops making rooms that are gone at the first look', async () => {
  const id = await confirmed('leaky');
  await pass(65);
  expect(await link(id)).toMatchObject({ state: 'failed', failure: 'permanent' });
  expect(made).toBe(MOST_POLLS + 1);
});

it('does not take a room for one that never becomes ready when processes end each time that they have found it', async () => {
  const id = await confirmed('slow');
  await meetings.app.runJobs();
  for (let kill = 0; kill < MOST_POLLS + 3; kill += 1) {
    // what a process leaves that is killed between the answer and its record, while the next look is still to come
    const { rowCount } = await meetings.app.app.runtime.database.query(
      "UPDATE meeting_conference SET external_id = NULL, told = NULL, state = 'creating' WHERE event_id = $1 AND state = 'pending'",
      [id],
    );
    expect(rowCount).toBe(1);
    await meetings.app.app.runtime.database.query("UPDATE core_job SET run_at = $1 WHERE name = 'meeting.sync-conference' AND state = 'queued'", [
      meetings.env.now(),
    ]);
    await meetings.app.runJobs();
  }
  await pass(3);
  expect((await link(id))?.state).toBe('ready');
});
