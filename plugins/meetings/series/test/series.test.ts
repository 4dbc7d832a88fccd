import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtriumError, addDays } from '#core';
import type { SeriesPlan } from '../../contract.ts';
import { openMeetings, type TestMeetings } from '../../test/open-meetings.ts';
import { extendSeries } from '../extend-series.ts';

let meetings: TestMeetings;
let ann: string;
let bob: string;
let cleo: string;
let room: string;
let hall: string;
let day = 0;

beforeAll(async () => {
  meetings = await openMeetings();
  [ann, bob, cleo] = [await meetings.person('Ann', 'Europe/Berlin'), await meetings.person('Bob'), await meetings.person('Cleo', 'America/New_York')];
  room = (await meetings.env.model('meeting.room').create({ name: 'Linden', timeZone: 'Europe/Berlin' })).id;
  hall = (await meetings.env.model('meeting.room').create({ name: 'Hall', timeZone: 'Europe/Berlin' })).id;
});
afterAll(() => meetings.close());

/** Every plan begins at an hour of its own, so that tests do not stand in each other's way. */
function plan(host: string, more: Partial<SeriesPlan> = {}): SeriesPlan {
  day += 1;
  const start = new Date(`2027-01-11T00:00:00Z`);
  start.setUTCMinutes(day * 70);
  return {
    subject: `Talk ${day}`,
    description: null,
    host,
    rooms: [],
    virtualRoom: null,
    start,
    end: new Date(start.getTime() + 3_600_000),
    timeZone: 'UTC',
    people: [],
    guests: [],
    rule: 'FREQ=WEEKLY;COUNT=5',
    ...more,
  };
}

const service = (person: string, ...groups: string[]) => meetings.as(person, ...groups).service('meetings');
const events = (series: string) => meetings.env.model('meeting.event').find({ series }, { order: ['recurrence'] });
const claimsOf = (ids: readonly string[]) => {
  const calendar: typeof meetings.env = meetings.app.env('calendar') as typeof meetings.env;
  return calendar.model('calendar.claim').find({ source: { in: [...ids] } });
};
const versionOf = async (id: string): Promise<number> => (await meetings.env.model('meeting.event').get(id)).version;
const at = (ids: readonly string[], index: number): string => ids[index] ?? '';

async function refusal(work: Promise<unknown>): Promise<AtriumError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AtriumError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

async function statements(work: () => Promise<unknown>): Promise<number> {
  const { database } = meetings.app.app.runtime;
  const before = database.statements();
  await work();
  return database.statements() - before;
}

describe('making a series', () => {
  it('makes a meeting for every date, on the wall clock of its zone, with claims, attendees and activities', async () => {
    const start = new Date('2027-03-14T08:00:00Z');
    const people = [
      { person: bob, role: 'required' as const },
      { person: cleo, role: 'optional' as const },
    ];
    const one = plan(ann, { start, end: new Date('2027-03-14T09:00:00Z'), timeZone: 'Europe/Berlin', rooms: [room], people, rule: 'FREQ=WEEKLY;COUNT=3' });
    const made = await service(ann).makeSeries({ ...one, state: 'confirmed' });
    const dates = await events(made.id);
    expect(dates.map((date) => date.start.toISOString())).toEqual(['2027-03-14T08:00:00.000Z', '2027-03-21T08:00:00.000Z', '2027-03-28T07:00:00.000Z']);
    expect(dates.map(({ recurrence }) => recurrence)).toEqual(['2027-03-14T09:00', '2027-03-21T09:00', '2027-03-28T09:00']);
    expect(await claimsOf(made.meetings)).toHaveLength(9); // room, host, Bob; Cleo may be there
    expect(await meetings.env.model('meeting.attendee').count({ event: { in: made.meetings } })).toBe(9);
    expect(await meetings.env.model('activity.activity').count({ record: { in: made.meetings } })).toBe(9);
  });

  it('costs as many statements for fifty dates and five people as for five', async () => {
    const people = [bob, cleo].map((person) => ({ person, role: 'required' as const }));
    const cost = (count: number) => {
      const one = plan(ann, { rooms: [room], people, rule: `FREQ=WEEKLY;COUNT=${count}` });
      return statements(() => service(ann).makeSeries({ ...one, state: 'confirmed' }));
    };
    const [few, many] = [await cost(5), await cost(52)];
    expect(many).toBe(few);
    expect(few).toBeLessThanOrEqual(40);
  });

  it('begins at the first date that the rule names, and leaves out what is to be left out', async () => {
    const one = plan(ann, {
      start: new Date('2027-02-03T09:00:00Z'),
      end: new Date('2027-02-03T09:30:00Z'),
      rule: 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=3',
      exdates: ['2027-03-26T09:00'],
    });
    const made = await service(ann).makeSeries({ ...one, state: 'draft' });
    expect((await events(made.id)).map(({ recurrence }) => recurrence)).toEqual(['2027-02-26T09:00', '2027-04-30T09:00']);
  });

  it('plans two years of a series without an end, and the action goes on from there', async () => {
    const one = plan(bob, { rule: 'FREQ=MONTHLY' });
    const made = await service(bob).makeSeries({ ...one, state: 'confirmed' });
    expect(made.meetings).toHaveLength(24);
    expect(await meetings.env.model('meeting.series').get(made.id)).toMatchObject({ complete: false, through: '2029-01-11' });
  });

  it('refuses rules that make no sense', async () => {
    const refused = async (more: Partial<SeriesPlan>) => (await refusal(service(ann).makeSeries({ ...plan(ann, more), state: 'draft' }))).issues[0]?.message;
    expect(await refused({ rule: 'FREQ=SECONDLY' })).toBe('Choose days, weeks, months or years.');
    expect(await refused({ rule: 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' })).toBe('This rule has no dates.');
    const long = plan(ann);
    expect(await refused({ rule: 'FREQ=DAILY;COUNT=3', start: long.start, end: new Date(long.start.getTime() + 30 * 3_600_000) })).toBe(
      'The meeting lasts longer than the time to its next date.',
    );
  });
});

describe('clashes', () => {
  it('are told by date with everything that is taken; nothing was written; dates can be left out', async () => {
    const standing = plan(bob, { rooms: [hall], subject: 'Standing', rule: 'FREQ=DAILY;COUNT=1', people: [{ person: cleo, role: 'required' }] });
    const third = { start: new Date(standing.start.getTime() + 14 * 86_400_000), end: new Date(standing.end.getTime() + 14 * 86_400_000) };
    await service(bob).makeSeries({ ...standing, ...third, state: 'confirmed' });
    const wanted = { ...standing, subject: 'Weekly', host: ann, rule: 'FREQ=WEEKLY;COUNT=4' };
    const before = await meetings.env.model('meeting.event').count({});
    const told = await refusal(service(ann).makeSeries({ ...wanted, state: 'confirmed' }));
    expect(told.code).toBe('MEETING_CLASH');
    expect(told.message).toContain('1 of 4 dates is taken');
    expect(told.extra.dates).toMatchObject([{ start: third.start, clashes: [{ resource: expect.any(String) }, { resource: expect.any(String) }] }]);
    expect(JSON.stringify(told.extra)).toContain('Hall');
    expect(JSON.stringify(told.extra)).toContain('Cleo');
    expect(JSON.stringify(told.extra)).not.toContain('Standing');
    expect(await meetings.env.model('meeting.event').count({})).toBe(before);

    const draft = await service(ann).makeSeries({ ...wanted, state: 'draft' });
    expect(await claimsOf(draft.meetings)).toEqual([]);
    expect((await refusal(service(ann).confirmSeries(draft))).code).toBe('MEETING_CLASH');
    const skip = [third.start.toISOString().slice(0, 16)];
    await service(ann).confirmSeries({ ...draft, skip });
    expect((await events(draft.id)).map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'cancelled', 'confirmed']);
    const shown = await meetings.env.service('meetings').seriesDetails({ id: draft.id });
    expect(shown?.exdates).toEqual([third.start]);
  });

  it('two series that race for a room never stand together', async () => {
    const wanted = plan(ann, { rooms: [hall], rule: 'FREQ=WEEKLY;COUNT=20' });
    const hosts = await Promise.all(Array.from({ length: 6 }, (_, n) => meetings.person(`Racer ${n}`)));
    const answers = await Promise.allSettled(
      hosts.map((host, n) => {
        const shift = (n % 3) * 20 * 60_000;
        const times = { start: new Date(wanted.start.getTime() + shift), end: new Date(wanted.end.getTime() + shift) };
        return service(host).makeSeries({ ...wanted, ...times, host, state: 'confirmed' });
      }),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'MEETING_CLASH' });
    const { rows } = await meetings.app.app.runtime.database.query(
      'SELECT count(*)::int AS n FROM calendar_claim a JOIN calendar_claim b ON a.id < b.id AND a.kind = b.kind AND a.resource = b.resource AND a.seat = b.seat AND a.during && b.during WHERE a.blocking AND b.blocking',
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe('changing a series', () => {
  it('all: every date moves, one changed by hand stays, as many statements for many as for few', async () => {
    const one = plan(ann, { rooms: [room], people: [{ person: bob, role: 'required' }] });
    const made = await service(ann).makeSeries({ ...one, state: 'confirmed' });
    const second = at(made.meetings, 1);
    const own = await meetings.env.model('meeting.event').get(second);
    const alone = { start: new Date(own.start.getTime() + 300_000), end: new Date(own.end.getTime() + 300_000) };
    await service(ann).reschedule({ id: second, version: own.version, ...alone });
    const id = at(made.meetings, 0);
    const later = { start: new Date(one.start.getTime() + 600_000), end: new Date(one.end.getTime() + 600_000) };
    await service(ann).reviseSeries({ ...one, ...later, subject: 'New words', id, version: await versionOf(id), scope: 'all' });
    const dates = await events(made.id);
    expect(dates.map(({ start }) => start.getTime() - later.start.getTime())).toEqual(
      [0, 7, 14, 21, 28].map((days, index) => (index === 1 ? alone.start.getTime() - later.start.getTime() : days * 86_400_000)),
    );
    expect(dates.map(({ subject }) => subject)).toEqual(['New words', one.subject, 'New words', 'New words', 'New words']);
    expect(dates.map(({ exception }) => exception)).toEqual([false, true, false, false, false]);
    expect(await meetings.env.model('meeting.series').get(made.id)).toMatchObject({ sequence: 1, subject: 'New words' });
    expect(await claimsOf(made.meetings)).toHaveLength(15);

    const cost = async (count: number): Promise<number> => {
      const first = plan(ann, { rooms: [room], people: [{ person: bob, role: 'required' }], rule: `FREQ=WEEKLY;COUNT=${count}` });
      const series = await service(ann).makeSeries({ ...first, state: 'confirmed' });
      const edited = at(series.meetings, 0);
      const end = new Date(first.end.getTime() - 600_000);
      return statements(() => service(ann).reviseSeries({ ...first, end, id: edited, version: 1, scope: 'all' }));
    };
    expect(await cost(40)).toBe(await cost(4));
  });

  it('following: the series is split; what was before stays, COUNT is shared out', async () => {
    const one = plan(ann, { rooms: [room] });
    const made = await service(ann).makeSeries({ ...one, state: 'confirmed' });
    const third = await meetings.env.model('meeting.event').get(at(made.meetings, 2));
    const times = { start: new Date(third.start.getTime() + 600_000), end: new Date(third.end.getTime() + 600_000) };
    const after = await service(ann).reviseSeries({
      ...one,
      ...times,
      people: [{ person: bob, role: 'required' }],
      id: third.id,
      version: third.version,
      scope: 'following',
    });
    expect(after.series).not.toBe(made.id);
    expect((await events(made.id)).map(({ id }) => id)).toEqual(made.meetings.slice(0, 2));
    expect((await events(after.series)).map(({ id }) => id)).toEqual(made.meetings.slice(2));
    const [old, next] = [await meetings.env.model('meeting.series').get(made.id), await meetings.env.model('meeting.series').get(after.series)];
    expect(next).toMatchObject({ rule: 'FREQ=WEEKLY;COUNT=3', sequence: 0 });
    expect(next.uid).not.toBe(old.uid);
    expect(old.rule).toMatch(/^FREQ=WEEKLY;UNTIL=\d{8}T\d{6}Z$/);
    expect(old.sequence).toBe(1);
    expect(await meetings.env.model('meeting.attendee').count({ event: third.id })).toBe(2);
    expect(await meetings.env.model('meeting.attendee').count({ event: at(made.meetings, 0) })).toBe(1);
  });

  it('another rule: dates are moved in order, new ones come, those too many are cancelled', async () => {
    const one = plan(ann, { rule: 'FREQ=WEEKLY;COUNT=4' });
    const made = await service(ann).makeSeries({ ...one, state: 'confirmed' });
    const id = at(made.meetings, 0);
    await service(ann).reviseSeries({ ...one, rule: 'FREQ=DAILY;COUNT=6', id, version: 1, scope: 'all' });
    expect((await events(made.id)).map(({ start }) => (start.getTime() - one.start.getTime()) / 86_400_000)).toEqual([0, 1, 2, 3, 4, 5]);
    await service(ann).reviseSeries({ ...one, rule: 'FREQ=DAILY;COUNT=2', id, version: await versionOf(id), scope: 'all' });
    const states = (await events(made.id)).map(({ state }) => state);
    expect(states.filter((state) => state === 'confirmed')).toHaveLength(2);
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(4);
  });

  it('a clash undoes all of it', async () => {
    const other = plan(bob, { rooms: [hall], rule: 'FREQ=WEEKLY;COUNT=1' });
    const one = plan(ann, { rooms: [hall], rule: 'FREQ=WEEKLY;COUNT=3' });
    const made = await service(ann).makeSeries({ ...one, state: 'confirmed' });
    await service(bob).makeSeries({ ...other, state: 'confirmed' });
    const id = at(made.meetings, 0);
    const told = await refusal(service(ann).reviseSeries({ ...one, start: other.start, end: other.end, id, version: 1, scope: 'all' }));
    expect(told.code).toBe('MEETING_CLASH');
    expect((await events(made.id)).map(({ start }) => start.getTime())).toEqual([0, 7, 14].map((days) => one.start.getTime() + days * 86_400_000));
    expect(await claimsOf(made.meetings)).toHaveLength(6);
  });

  it('cancels this and the following, or all; who only attends may not', async () => {
    const one = plan(ann, { people: [{ person: bob, role: 'required' }] });
    const made = await service(ann).makeSeries({ ...one, state: 'confirmed' });
    const order = { id: at(made.meetings, 2), version: 1, scope: 'following' as const };
    expect((await refusal(service(bob).cancelSeries(order))).code).toBe('MEETING_NOT_YOURS');
    expect((await refusal(service(cleo).cancelSeries(order))).code).toBe('MEETING_NOT_YOURS');
    expect(await service(ann).cancelSeries({ ...order, reason: 'enough' })).toEqual({ count: 3 });
    expect((await events(made.id)).map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'cancelled', 'cancelled', 'cancelled']);
    expect(await claimsOf(made.meetings)).toHaveLength(4);
    expect(await service(cleo, 'meetings.manager').cancelSeries({ id: at(made.meetings, 0), version: 1, scope: 'all' })).toEqual({ count: 2 });
    expect(await meetings.env.model('meeting.series').get(made.id)).toMatchObject({ state: 'cancelled' });
    expect(await claimsOf(made.meetings)).toEqual([]);
    expect(await meetings.env.model('activity.activity').count({ record: { in: made.meetings } })).toBe(0);
  });
});

describe('a series without an end', () => {
  it('is planned on; taken dates are left out and the host hears of it', async () => {
    const host = await meetings.person('Dora');
    const one = plan(host, { rooms: [hall], rule: 'FREQ=YEARLY' });
    const made = await service(host).makeSeries({ ...one, state: 'confirmed' });
    const [last] = (await events(made.id)).slice(-1);
    const next = new Date(one.start);
    next.setUTCFullYear(next.getUTCFullYear() + made.meetings.length);
    await service(bob).makeSeries({
      ...one,
      host: bob,
      start: next,
      end: new Date(next.getTime() + 3_600_000),
      rule: 'FREQ=DAILY;COUNT=1',
      state: 'confirmed',
    });
    meetings.app.clock.set(`${addDays((last?.recurrence ?? '').slice(0, 10), 300)}T08:00:00Z`);
    await extendSeries.run(meetings.env, { signal: AbortSignal.timeout(60_000), progress: async () => undefined });
    const walls = (await events(made.id)).map(({ recurrence }) => recurrence?.slice(0, 4));
    expect(walls).not.toContain(String(next.getUTCFullYear()));
    expect(walls.length).toBeGreaterThan(made.meetings.length);
    expect(await meetings.env.model('activity.activity').find({ record: made.id })).toMatchObject([{ person: host, kind: 'series-taken' }]);
  });
});

const WEEK_MS = 7 * 86_400_000;

describe('a single meeting that begins to repeat', () => {
  const single = async (more: Partial<SeriesPlan> = {}) => {
    const { rule, ...planned } = plan(ann, { people: [{ person: bob, role: 'required' }], notes: 'ours', ...more });
    // The clock may have been moved on by now.
    const ahead = Math.max(0, Math.ceil((meetings.app.clock.now().getTime() - planned.start.getTime()) / WEEK_MS) + 1) * WEEK_MS;
    const wanted = { ...planned, start: new Date(planned.start.getTime() + ahead), end: new Date(planned.end.getTime() + ahead) };
    const draft = await service(ann).draft(wanted);
    const { version } = await service(ann).confirm(draft);
    return { wanted: { ...wanted, rule }, id: draft.id, version };
  };

  it('becomes the first date of a series: same UID, one link for all, every date taken, people asked again', async () => {
    const virtualRoom = (await meetings.env.model('meeting.virtual_room').create({ name: 'Repeating', provider: 'jitsi' })).id;
    const { wanted, id, version } = await single({ rooms: [hall], virtualRoom });
    const [{ joinUrl, uid } = { joinUrl: null, uid: '' }] = await meetings.env.service('meetings').details({ ids: [id] });
    await service(bob).answer({ id, answer: 'ACCEPTED' });
    const made = await service(ann).repeat({ ...wanted, id, version });
    const dates = await events(made.series);
    expect(dates.map((date) => [date.state, date.exception, date.notes])).toEqual(Array.from({ length: 5 }, () => ['confirmed', false, 'ours']));
    expect(dates[0]).toMatchObject({ id, start: wanted.start });
    const details = await meetings.env.service('meetings').details({ ids: dates.map((date) => date.id) });
    expect(new Set(details.map((one) => `${one.joinUrl} ${one.uid}`))).toEqual(new Set([`${joinUrl} ${uid}`]));
    expect(new Set(details.flatMap(({ attendees }) => attendees.flatMap(({ role, partstat }) => (role === 'host' ? [] : [partstat]))))).toEqual(
      new Set(['NEEDS-ACTION']),
    );
    expect(await meetings.env.service('meetings').seriesDetails({ id: made.series })).toMatchObject({ uid, sequence: 1, rule: 'FREQ=WEEKLY;COUNT=5' });
    // Dates that come later have the link that everybody was sent.
    const first = at(made.meetings, 0);
    const more = await service(ann).reviseSeries({ ...wanted, rule: 'FREQ=WEEKLY;COUNT=7', id: first, version: await versionOf(first), scope: 'all' });
    expect(new Set((await meetings.env.service('meetings').details({ ids: more.meetings })).map((one) => one.joinUrl))).toEqual(new Set([joinUrl]));
    expect(await claimsOf(more.meetings)).toHaveLength(7 * 4);
  });

  it('stays single where a date is taken, where it repeats already, and for whom it is none of their business', async () => {
    const { wanted, id, version } = await single({ rooms: [hall] });
    const { rule, ...later } = { ...wanted, start: new Date(wanted.start.getTime() + WEEK_MS), end: new Date(wanted.end.getTime() + WEEK_MS) };
    const taken = await service(cleo).draft({ ...later, host: cleo, people: [] });
    await service(cleo).confirm(taken);
    expect(await refusal(service(ann).repeat({ ...wanted, id, version }))).toMatchObject({ code: 'MEETING_CLASH' });
    expect(await meetings.env.model('meeting.event').get(id)).toMatchObject({ series: null, version });
    expect((await refusal(service(cleo).repeat({ ...wanted, id, version }))).code).toBe('MEETING_NOT_YOURS');
    expect((await refusal(service(bob).repeat({ ...wanted, id, version }))).code).toMatch(/MEETING_NOT_YOURS|ACCESS_DENIED/);
    const skip = addDays(wanted.start.toISOString().slice(0, 10), 7);
    await service(ann).repeat({ ...wanted, exdates: [`${skip}T${wanted.start.toISOString().slice(11, 16)}`], id, version });
    expect((await refusal(service(ann).repeat({ ...wanted, id, version: await versionOf(id) }))).issues[0]?.message).toBe('This meeting repeats already.');
    expect(rule).toBe('FREQ=WEEKLY;COUNT=5');
  });

  it('takes as many statements for five dates as for fifty', async () => {
    const cost = async (rule: string): Promise<number> => {
      const { wanted, id, version } = await single({ rule, people: [] });
      const host = await meetings.person('Nora');
      const { version: hers } = await service(ann).handOver({ id, version, host, stay: false });
      return statements(() => service(host).repeat({ ...wanted, host, id, version: hers }));
    };
    const few = Math.min(await cost('FREQ=WEEKLY;COUNT=5'), await cost('FREQ=WEEKLY;COUNT=5'));
    const many = Math.min(await cost('FREQ=WEEKLY;COUNT=50'), await cost('FREQ=WEEKLY;COUNT=50'));
    expect(many).toBe(few);
  });
});
