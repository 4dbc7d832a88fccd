import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import type { MeetingPlan } from '../contract.ts';
import { dueAt, inTime } from '../reminder-due.ts';
import { sendReminders } from '../send-reminders.ts';
import { openMeetings, type TestMeetings } from './open-meetings.ts';

let meetings: TestMeetings;
let ann = '';
let bob = '';
let cleo = '';
let room = '';
let virtualRoom = '';
let hour = 0;

function plan(host: string, more: Partial<MeetingPlan> = {}): MeetingPlan {
  hour += 2;
  const start = new Date(Date.UTC(2027, 1, 1, hour));
  const end = new Date(start.getTime() + 3_600_000);
  return { subject: 'Review', description: null, host, rooms: [], virtualRoom: null, start, end, timeZone: 'Asia/Singapore', people: [], guests: [], ...more };
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

const own = (person: string) => meetings.as(person).service('meetings');
const stored = (id: string) => meetings.env.model('meeting.event').get(id);
const calendar = (): Env<'calendar'> => meetings.app.env('calendar');
const claims = async (id: string) =>
  (await calendar().model('calendar.claim').find({ source: id })).map(({ kind, resource }) => (kind === 'person' ? resource : kind)).sort();
const activities = (id: string) => (meetings.app.env('activities') as Env<'activities'>).model('activity.activity').find({ record: id });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'no refusal',
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );
async function confirmed(host: string, more: Partial<MeetingPlan> = {}) {
  const wanted = plan(host, more);
  const draft = await own(host).draft(wanted);
  return { ...wanted, id: draft.id, version: (await own(host).confirm(draft)).version };
}

describe('back and forth', () => {
  it('sets a meeting back to a draft that takes nothing, and takes its time again at the next confirm', async () => {
    const { id, version, start, end } = await confirmed(ann, { rooms: [room], virtualRoom, people: [{ person: bob, role: 'required' }] });
    const back = await own(ann).setBack({ id, version });
    expect(await stored(id)).toMatchObject({ state: 'draft', sequence: 1 });
    expect([await claims(id), await activities(id)]).toEqual([[], []]);
    const other = await confirmed(cleo, { rooms: [room], start, end });
    expect(await refusal(own(ann).confirm({ id, version: back.version }))).toContain('Linden');
    await own(cleo).cancel(other);
    await own(ann).confirm({ id, version: back.version });
    expect(await stored(id)).toMatchObject({ state: 'confirmed', sequence: 2 });
    expect(await claims(id)).toHaveLength(4);
    expect((await meetings.env.service('meetings').details({ ids: [id] }))[0]?.joinUrl).toMatch(/^https/);
  });

  it('brings a cancelled meeting back within ten minutes, while its time is free', async () => {
    const { id, version, start, end } = await confirmed(ann, { rooms: [room], people: [{ person: bob, role: 'required' }] });
    const off = await own(ann).cancel({ id, version, reason: 'mistake' });
    await own(ann).undo({ id, version: off.version });
    expect(await stored(id)).toMatchObject({ state: 'confirmed', sequence: 2, reason: null, undo: null });
    expect(await claims(id)).toEqual([ann, bob, 'room'].sort());
    expect(await activities(id)).toHaveLength(2);
    const again = await own(ann).cancel({ id, version: (await stored(id)).version });
    await confirmed(cleo, { rooms: [room], start, end });
    expect(await refusal(own(ann).undo({ id, version: again.version }))).toContain('MEETING_CLASH: This time is taken: Linden');
    expect((await stored(id)).state).toBe('cancelled');
  });

  it('brings a moved meeting back to its time, but not after ten minutes and not after another change', async () => {
    const { id, version, start } = await confirmed(ann);
    const later = plan(ann);
    const moved = await own(ann).reschedule({ id, version, start: later.start, end: later.end });
    const back = await own(ann).undo({ id, version: moved.version });
    expect((await stored(id)).start).toEqual(start);
    const once = await own(ann).reschedule({ id, version: back.version, start: later.start, end: later.end });
    meetings.app.clock.advance(11 * 60_000);
    expect(await refusal(own(ann).undo({ id, version: once.version }))).toBe('MEETING_STATE: It is too late to undo this.');
    const other = plan(ann);
    const twice = await own(ann).reschedule({ id, version: once.version, start: other.start, end: other.end });
    const { version: named } = await own(ann).revise({ ...other, id, version: twice.version, subject: 'Named anew' });
    expect(await refusal(own(ann).undo({ id, version: named }))).toContain('too late');
  });

  it('renews the link, and tells of it', async () => {
    const { id, version } = await confirmed(ann, { virtualRoom });
    const link = async () => (await meetings.env.service('meetings').details({ ids: [id] }))[0]?.joinUrl;
    const before = await link();
    await own(ann).renewLink({ id, version });
    expect(await link()).toMatch(/^https/);
    expect(await link()).not.toBe(before);
  });
});

describe('clashes', () => {
  it('names every room, virtual room and person that is taken, with times, and subjects only to who may read them', async () => {
    const first = await confirmed(ann, { subject: 'Secret talk', rooms: [room], virtualRoom, people: [{ person: bob, role: 'required' }] });
    const { start, end } = first;
    const wanted = plan(cleo, { start, end, rooms: [room], virtualRoom, people: [{ person: bob, role: 'required' }] });
    const strange = await refusal(own(cleo).confirm(await own(cleo).draft(wanted)));
    for (const name of ['Linden', 'Jitsi', 'Bob']) expect(strange).toContain(name);
    expect(strange).not.toContain('Secret talk');
    const known = await refusal(own(bob).confirm(await own(bob).draft({ ...wanted, host: bob, people: [] })));
    expect(known).toContain('“Secret talk”');
    expect(known).toContain('Bob');
  });

  it('warns instead of refusing where only people clash and the setting says so', async () => {
    const first = await confirmed(ann, { people: [{ person: bob, role: 'required' }] });
    const { settings } = await import('../settings.ts');
    await meetings.env.saveSettings(settings, { personClash: 'warn' });
    const draft = await own(cleo).draft(plan(cleo, { start: first.start, end: first.end, people: [{ person: bob, role: 'required' }] }));
    const { warnings } = await own(cleo).confirm(draft);
    expect(warnings).toHaveLength(1);
    expect(warnings?.[0]).toContain('Bob');
    const held = await calendar().model('calendar.claim').find({ source: draft.id });
    expect(held.filter(({ blocking }) => !blocking).map(({ resource }) => resource)).toEqual([bob]);
    await meetings.env.saveSettings(settings, { personClash: 'block' });
  });

  it('gives the time of who declines back, and takes it again when they accept', async () => {
    const first = await confirmed(ann, { people: [{ person: bob, role: 'required' }] });
    await own(bob).answer({ id: first.id, answer: 'DECLINED' });
    expect(await claims(first.id)).toEqual([ann]);
    expect(
      (await activities(first.id)).map(({ person }) => person),
      'nothing to do with it any more',
    ).toEqual([ann]);
    const other = await confirmed(cleo, { start: first.start, end: first.end, people: [{ person: bob, role: 'required' }] });
    expect(await refusal(own(bob).answer({ id: first.id, answer: 'ACCEPTED' }))).toContain('MEETING_CLASH');
    await own(cleo).cancel(other);
    await own(bob).answer({ id: first.id, answer: 'ACCEPTED' });
    expect(await claims(first.id)).toEqual([ann, bob].sort());
    expect((await activities(first.id)).map(({ person }) => person).sort()).toEqual([ann, bob].sort());
    expect(await refusal(own(ann).answer({ id: first.id, answer: 'DECLINED' }))).toContain('The host takes part');
  });
});

describe('another host', () => {
  it('swaps the claims of the two, keeps the former host where wanted, and refuses who is taken', async () => {
    const { id, version, start, end } = await confirmed(ann, { rooms: [room] });
    const busy = await confirmed(bob, { start, end });
    expect(await refusal(own(ann).handOver({ id, version, host: bob, stay: false }))).toContain('Bob');
    await own(bob).cancel(busy);
    const over = await own(ann).handOver({ id, version, host: bob, stay: true });
    expect(await stored(id)).toMatchObject({ host: bob, sequence: 1 });
    expect(await claims(id)).toEqual([ann, bob, 'room'].sort());
    const [details] = await meetings.env.service('meetings').details({ ids: [id] });
    expect(details?.attendees.map(({ name, role }) => `${name} ${role}`).sort()).toEqual(['Ann required', 'Bob host']);
    await own(ann).handOver({ id, version: over.version, host: cleo, stay: false });
    expect(await claims(id)).toEqual([ann, cleo, 'room'].sort());
    expect((await activities(id)).map(({ person }) => person).sort()).toEqual([ann, cleo].sort());
  });
});

describe('reminders', () => {
  it('are due by the clock of the meeting’s zone: a day before nine is nine, also when the clocks change', () => {
    const start = new Date('2027-03-28T07:00:00Z'); // 09:00 in Berlin, a night after which the clocks changed
    const meeting = { start, timeZone: 'Europe/Berlin' };
    expect(dueAt(meeting, { amount: 1, unit: 'days' }).toISOString()).toBe('2027-03-27T08:00:00.000Z');
    expect(dueAt(meeting, { amount: 24, unit: 'hours' }).toISOString()).toBe('2027-03-27T07:00:00.000Z');
    expect(dueAt(meeting, { amount: 15, unit: 'minutes' }).toISOString()).toBe('2027-03-28T06:45:00.000Z');
    const due = new Date('2027-03-28T06:00:00Z');
    expect([due, new Date('2027-03-28T06:29:00Z'), new Date('2027-03-28T06:31:00Z'), start].map((now) => inTime({ dueAt: due, start }, now))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('come with the first confirm, move with the meeting, and are sent once to those who have not declined', async () => {
    const { id, version } = await confirmed(ann, { people: [bob, cleo].map((person) => ({ person, role: 'required' as const })) });
    await meetings.app.runJobs();
    const reminders = () => meetings.env.model('meeting.reminder').find({ event: id });
    expect((await reminders()).map(({ channel, amount, unit }) => [channel, amount, unit])).toEqual([
      ['app', 15, 'minutes'],
      ['calendar', 15, 'minutes'],
    ]);
    const later = plan(ann);
    await own(ann).reschedule({ id, version, start: later.start, end: later.end });
    for (const { dueAt: due } of await reminders()) expect(due).toEqual(new Date(later.start.getTime() - 900_000));
    await own(cleo).answer({ id, answer: 'DECLINED' });
    const now = meetings.app.clock.now();
    meetings.app.clock.set(new Date(later.start.getTime() - 600_000));
    const run = () => sendReminders.run(meetings.env, { signal: AbortSignal.timeout(10_000), progress: async () => {} });
    await run();
    expect(await run()).toEqual({ count: 0 });
    expect((await activities(id)).filter(({ kind }) => kind === 'reminder').map(({ person, note }) => [person, note?.includes('2027')])).toEqual([
      [ann, true],
      [bob, true],
    ]);
    expect((await reminders()).map(({ state }) => state)).toEqual(['sent', 'sent']);
    meetings.app.clock.set(now);
  });

  it('that were never wanted do not come back', async () => {
    const { id, version } = await confirmed(ann);
    await meetings.app.runJobs();
    await meetings.as(ann).model('meeting.reminder').delete({ event: id });
    const back = await own(ann).setBack({ id, version });
    await own(ann).confirm({ id, version: back.version });
    await meetings.app.runJobs();
    expect(await meetings.env.model('meeting.reminder').count({ event: id })).toBe(0);
  });
});

describe('activities', () => {
  it('follow a person into another zone, in meetings to come alone, in as many statements for many as for one', async () => {
    const base: Env<'base'> = meetings.app.env('base') as never;
    const { database } = meetings.app.app.runtime;
    const moved = async (count: number): Promise<number> => {
      const traveller = await meetings.person('Traveller', 'UTC');
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) ids.push((await confirmed(ann, { people: [{ person: traveller, role: 'required' }] })).id);
      const [first = ''] = ids;
      const own = async () => (await activities(first)).find(({ person }) => person === traveller)?.note?.split('\n') ?? [];
      expect(
        (await own()).filter((line) => line.includes('(UTC,')),
        'once',
      ).toHaveLength(1);
      await meetings.app.runJobs();
      await base.model('base.person').update(traveller, { timeZone: 'Asia/Tokyo' });
      const before = database.statements();
      await meetings.app.runJobs();
      const sent = database.statements() - before;
      expect((await own())[0]).toContain('Asia/Tokyo');
      const rows = await meetings.env.model('meeting.attendee').find({ person: traveller });
      expect(new Set(rows.map(({ timeZone }) => timeZone))).toEqual(new Set(['Asia/Tokyo']));
      return sent;
    };
    const few = Math.min(await moved(1), await moved(1));
    // one a meeting would be five more; the runner itself looks once more now and then
    expect((await moved(6)) - few).toBeLessThan(4);
  });

  it('say the time where each attendee is: 13:00 in Singapore in January is 12:00 in Jakarta, 14:00 in Tokyo, 05:00 in London', async () => {
    const yuki = await meetings.person('Yuki', 'Asia/Tokyo');
    const start = new Date('2027-01-15T05:00:00Z');
    const { id } = await confirmed(ann, {
      rooms: [room],
      start,
      end: new Date('2027-01-15T06:00:00Z'),
      people: [bob, yuki, cleo].map((person) => ({ person, role: 'required' as const })),
    });
    const notes = new Map((await activities(id)).map(({ person, note }) => [person, note?.split('\n') ?? []]));
    for (const [person, time] of [
      [ann, '13:00'],
      [bob, '12:00'],
      [yuki, '14:00'],
      [cleo, '05:00'],
    ] as const) {
      const lines = notes.get(person) ?? [];
      expect(lines[0]).toContain(time);
      expect(lines[1]).toContain('UTC');
      expect(lines.join('\n')).toContain('60 minutes');
      expect(lines.join('\n')).toContain('Linden');
      // everybody's zones but the own one, which stands on top
      expect(lines.length).toBeGreaterThan(6);
    }
  });

  it('cost as many statements for a hundred attendees as for ten: confirm, move, hand over, cancel', async () => {
    const base: Env<'base'> = meetings.app.env('base');
    const crowd = await base
      .model('base.person')
      .create(Array.from({ length: 100 }, (_, n) => ({ name: `Crowd ${n}`, email: `crowd${n}@example.org`, timeZone: 'UTC' })));
    const statements = () => meetings.app.app.runtime.database.statements();
    const cost = async (count: number): Promise<Record<string, number>> => {
      const people = crowd.slice(0, count).map(({ id: person }) => ({ person, role: 'required' as const }));
      const draft = await own(ann).draft(plan(ann, { people, rooms: [room] }));
      const found: Record<string, number> = {};
      const counted = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        const before = statements();
        const result = await work();
        found[name] = statements() - before;
        await meetings.app.runJobs();
        return result;
      };
      let { version } = await counted('confirm', () => own(ann).confirm(draft));
      expect(await activities(draft.id)).toHaveLength(count + 1);
      const later = plan(ann);
      ({ version } = await counted('move', () => own(ann).reschedule({ id: draft.id, version, start: later.start, end: later.end })));
      ({ version } = await counted('hand over', () => own(ann).handOver({ id: draft.id, version, host: bob, stay: true })));
      await counted('cancel', () => own(ann).cancel({ id: draft.id, version }));
      return found;
    };
    // The process does things of its own in between (settings are read anew, sign of life): the cheapest of several counts is the work itself.
    const least = async (count: number): Promise<Record<string, number>> => {
      const counts = [await cost(count), await cost(count), await cost(count), await cost(count)];
      return Object.fromEntries(Object.keys(counts[0] ?? {}).map((name) => [name, Math.min(...counts.map((one) => one[name] ?? 0))]));
    };
    await cost(2);
    expect(await least(100)).toEqual(await least(10));
  });
});
