import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '#core';
import { joinAddress, joinAddressOf } from '../../plugins/meetings/conference/join-address.ts';
import { joinRoutes } from '../../plugins/meetings/conference/join-routes.tsx';
import { openMeetings, type TestMeetings } from '../../plugins/meetings/test/open-meetings.ts';

let meetings: TestMeetings;
let [ann, bob] = ['', ''];
let dates: string[] = [];
const hour = 3_600_000;
const start = new Date('2027-02-05T09:00:00Z');
const gus = { name: 'Gus', email: 'gus@example.org', timeZone: 'UTC', language: 'en' };

/** Three days with Bob and Gus, both taken off the second; on its morning the address of the first is tried. */
beforeAll(async () => {
  meetings = await openMeetings();
  [ann, bob] = [await meetings.person('Ann'), await meetings.person('Bob')];
  const { id: virtualRoom } = await meetings.env.model('meeting.virtual_room').create({ name: 'Talks', provider: 'jitsi', host: ann });
  const service = meetings.as(ann).service('meetings');
  const plan = { subject: 'Board', description: null, host: ann, rooms: [], virtualRoom, timeZone: 'UTC', people: [], guests: [] };
  const people = [{ person: bob, role: 'required' as const }];
  const times = { start, end: new Date(start.getTime() + hour) };
  const { id } = await service.makeSeries({ ...plan, ...times, people, guests: [gus], rule: 'FREQ=DAILY;COUNT=3', state: 'confirmed' });
  await meetings.app.runJobs();
  const events = await meetings.env.model('meeting.event').find({ series: id }, { order: ['start'] });
  dates = events.map((event) => event.id);
  const second = events[1];
  if (second) await service.revise({ ...plan, id: second.id, version: second.version, start: second.start, end: second.end });
  await meetings.app.runJobs();
  meetings.app.clock.set(new Date(start.getTime() + 24 * hour));
});
afterAll(() => meetings?.close());

const nobody: Principal = { kind: 'anonymous', org: 1, groups: new Set() };
const visit = async (principal: Principal, path: string): Promise<string | undefined> => {
  const env = meetings.app.envAs('meetings', principal);
  const token = path.split('/').at(-2) ?? path;
  const reply = await joinRoutes.find(({ path: at }) => at === '/m/:token/join')?.handler(env as never, { params: { token } } as never);
  return (reply as { headers?: Record<string, string> }).headers?.['location'];
};
const linkOf = async (date: number) => (await meetings.env.model('meeting.conference').find({ event: dates[date] ?? '' }))[0]?.joinUrl ?? 'none';

describe('who was taken off a date of a series is not led into it by the address of an earlier one', () => {
  it('signed in', async () => {
    const own = await visit(meetings.as(ann).principal, `/m/${dates[0]}/join`);
    expect(own).toBe(await linkOf(1));
    expect(await visit(meetings.as(bob).principal, `/m/${dates[0]}/join`)).toBeUndefined();
    meetings.app.clock.set(new Date(start.getTime() + 48 * hour));
    expect(await visit(meetings.as(bob).principal, `/m/${dates[0]}/join`), 'the third date is Bob’s again').toBe(await linkOf(2));
    meetings.app.clock.set(new Date(start.getTime() + 24 * hour));
  });

  it('as a guest, by the own address or by one that says nothing of who comes', async () => {
    const [seat] = await meetings.env.model('meeting.attendee').find({ event: dates[0] ?? '', email: gus.email });
    expect(await visit(nobody, joinAddressOf(meetings.env, seat?.id ?? ''))).toBeUndefined();
    expect(await visit(nobody, joinAddress(meetings.env, dates[0] ?? ''))).toBeUndefined();
    expect(await visit(meetings.as(bob).principal, joinAddress(meetings.env, dates[0] ?? ''))).toBeUndefined();
  });
});
