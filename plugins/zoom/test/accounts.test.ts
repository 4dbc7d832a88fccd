import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, civilDateOf, type Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { meetingSettings, tendAccounts } from '../../meetings/testing.ts';
import { environmentOf } from './environment-of.ts';
import { type FakeZoom, goodAccount, openFakeZoom, otherAccount } from './fake-zoom.ts';

const HOUR_MS = 3_600_000;
let fake: FakeZoom;
let app: TestApp;
let meetings: Env<'meetings'>;
let host = '';
let first = '';
let second = '';
let account = '';
let days = 1;

beforeAll(async () => {
  fake = await openFakeZoom({ now: () => app.clock.now() });
  app = await bootTestApp({ only: ['zoom'], listen: false, clock: '2027-03-09T09:00:00Z', environment: environmentOf(fake) });
  meetings = app.env('meetings');
  const base: Env<'base'> = app.env('base');
  host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'Europe/Berlin' })).id;
  const { clientSecret, ...values } = otherAccount;
  const sealed = JSON.stringify({ clientSecret });
  account = (await meetings.model('meeting.account').create({ provider: 'zoom', key: 'second', name: 'Second', values, sealed })).id;
  first = (await meetings.model('meeting.virtual_room').create({ name: 'First', provider: 'zoom' })).id;
  second = (await meetings.model('meeting.virtual_room').create({ name: 'Second', provider: 'zoom', account })).id;
});
afterAll(async () => {
  await app?.close();
  await fake?.close();
});

const confirmed = async (virtualRoom: string) => {
  days += 1;
  const start = new Date(app.clock.now().getTime() + days * 24 * HOUR_MS);
  const times = { start, end: new Date(start.getTime() + HOUR_MS), timeZone: 'Europe/Berlin' };
  const made = await meetings
    .service('meetings')
    .request({ subject: 'Talk', host, rooms: [], virtualRoom, ...times, guests: [], bufferBefore: 0, bufferAfter: 0, state: 'confirmed' });
  await app.runJobs();
  return { ...made, ...times };
};
type Meeting = Awaited<ReturnType<typeof confirmed>>;
const version = async (id: string): Promise<number> => (await meetings.model('meeting.event').get(id)).version;
const into = async ({ id, start, end, timeZone }: Meeting, virtualRoom: string | null): Promise<void> => {
  const plan = { subject: 'Talk', description: null, host, rooms: [], virtualRoom, start, end, timeZone, people: [], guests: [] };
  const principal = { kind: 'user' as const, org: 1, account: host, person: host, session: '', groups: new Set(['user', 'base.user']) };
  const own = app.envAs('meetings', principal) as Env<'meetings'>;
  await own.service('meetings').revise({ ...plan, id, version: await version(id) });
  await app.runJobs();
};
const standing = () => fake.meetings().map(({ account: of, id }) => [of, String(id)]);
const link = async (id: string) => (await meetings.model('meeting.conference').find({ event: id }))[0];

it('takes a room away at the account that made it, and makes the next at the other; none is left when no video is wanted', async () => {
  const meeting = await confirmed(first);
  const old = (await link(meeting.id))?.externalId;
  expect(standing()).toEqual([[goodAccount.accountId, old]]);
  await into(meeting, second);
  expect(standing()).toEqual([[otherAccount.accountId, (await link(meeting.id))?.externalId]]);
  // the virtual room says something else by now: what stands is removed where it stands
  await meetings.model('meeting.virtual_room').update(second, { account: null });
  await into(meeting, first);
  expect(standing()).toEqual([[goodAccount.accountId, (await link(meeting.id))?.externalId]]);
  await meetings.model('meeting.virtual_room').update(second, { account });
  await into(meeting, second);
  await into(meeting, null);
  expect(standing()).toEqual([]);
  expect(fake.service.faults).toEqual([]);
});

it('keeps the link when a meeting moves, unless the setting or somebody wants a new one; the former room goes', async () => {
  const meeting = await confirmed(second);
  const before = await link(meeting.id);
  const move = async () => {
    const { start, end } = await meetings.model('meeting.event').get(meeting.id);
    const by = (at: Date): Date => new Date(at.getTime() + HOUR_MS);
    await meetings.service('meetings').reschedule({ id: meeting.id, version: await version(meeting.id), start: by(start), end: by(end) });
    await app.runJobs();
    return link(meeting.id);
  };
  expect(await move()).toMatchObject({ joinUrl: before?.joinUrl, generation: before?.generation });
  await meetings.service('meetings').renewLink({ id: meeting.id, version: await version(meeting.id) });
  await app.runJobs();
  const renewed = await link(meeting.id);
  expect([renewed?.joinUrl === before?.joinUrl, standing()]).toEqual([false, [[otherAccount.accountId, renewed?.externalId]]]);
  await meetings.saveSettings(meetingSettings, { newLinkOnReschedule: true });
  const moved = await move();
  expect([moved?.joinUrl === renewed?.joinUrl, standing()]).toEqual([false, [[otherAccount.accountId, moved?.externalId]]]);
});

it('reminds administrators and managers 30, 7 and 1 days before credentials end, each once, and no more when the date is another', async () => {
  const base: Env<'base'> = app.env('base');
  const password = 'a long enough phrase';
  const root = (await base.service('base').ensureAdmin({ email: 'root@example.org', password, name: 'Root' })).person;
  const keeper = (await base.model('base.person').create({ name: 'Cleo', email: 'cleo@example.org', timeZone: 'UTC' })).id;
  await base.asPlugin().model('base.membership').create({ person: keeper, group: 'meetings.manager' });
  const activities: Env<'activities'> = app.env('activities');
  const today = civilDateOf(app.clock.now(), 'UTC');
  const ends = (inDays: number) => meetings.model('meeting.account').update(account, { expiresOn: addDays(today, inDays) });
  const summaries = async () => {
    await tendAccounts.run(meetings as Env<never>, { signal: AbortSignal.timeout(20_000), progress: async () => undefined });
    const open = await activities.model('activity.activity').find({ model: 'meeting.account', doneAt: null });
    return open.map(({ person, summary }) => `${person === root ? 'Root' : person === keeper ? 'Cleo' : person}: ${summary}`).sort();
  };
  const told = (left: number) => ['Cleo', 'Root'].map((name) => `${name}: The credentials of Zoom: Second end ${left === 1 ? 'tomorrow' : `in ${left} days`}.`);
  await ends(31);
  expect(await summaries()).toEqual([]);
  app.clock.advance(24 * HOUR_MS);
  expect(await summaries()).toEqual(told(30));
  app.clock.advance(22 * 24 * HOUR_MS);
  expect(await summaries(), 'not each day anew').toEqual(told(30));
  app.clock.advance(24 * HOUR_MS);
  expect(await summaries()).toEqual(told(7));
  app.clock.advance(6 * 24 * HOUR_MS);
  expect(await summaries()).toEqual(told(1));
  await ends(400);
  await summaries();
  await ends(-3);
  expect((await summaries())[0]).toMatch(/^Cleo: The credentials of Zoom: Second ended on \w+/);
  await ends(400);
  expect(await summaries()).toEqual([]);
});
