import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeetingPlan } from '../contract.ts';
import { refreshActivities } from '../refresh-activities.ts';
import { openMeetings, type TestMeetings } from './open-meetings.ts';

const HOUR_MS = 3_600_000;
const BEGIN = Date.parse('2027-02-01T08:00:00Z');

let kit: TestMeetings;
let ann: string;
let ben: string;
let rooms: string[] = [];
let used = 0;

beforeAll(async () => {
  kit = await openMeetings();
  ann = await kit.person('Ann', 'Europe/Berlin');
  ben = await kit.person('Ben', 'Asia/Singapore');
  const made = await kit.env.model('meeting.room').create(Array.from({ length: 20 }, (_, index) => ({ name: `Room ${index}`, capacity: 4, timeZone: 'UTC' })));
  rooms = made.map(({ id }) => id);
});
afterAll(() => kit.close());

/** One hour each, one behind the other, Ann in one of the rooms; Ben may come. */
const plans = (count: number): MeetingPlan[] =>
  Array.from({ length: count }, (_, index) => {
    const start = new Date(BEGIN + used++ * HOUR_MS);
    return {
      subject: `Talk ${index}`,
      description: null,
      host: ann,
      rooms: [rooms[index % rooms.length] ?? ''],
      virtualRoom: null,
      start,
      end: new Date(start.getTime() + HOUR_MS),
      timeZone: 'Europe/Berlin',
      people: [{ person: ben, role: 'optional' }],
      guests: [{ name: 'Gus', email: 'gus@example.org', timeZone: 'Europe/Paris', language: 'en' }],
    };
  });

async function statements(work: () => Promise<unknown>): Promise<number> {
  const { database } = kit.app.app.runtime;
  const before = database.statements();
  await work();
  return database.statements() - before;
}

const make = (given: MeetingPlan[], state: 'draft' | 'confirmed' = 'confirmed') => kit.as(ann).service('meetings').makeMany({ plans: given, state });

describe('many meetings at once', () => {
  it('are there with rooms, people, claims and activities, in as many statements for ten as for a thousand', async () => {
    await make(plans(1)); // settings are read once
    const little = await statements(() => make(plans(10)));
    const much = await statements(() => make(plans(1_000)));
    expect(little).toBeLessThanOrEqual(12);
    expect(much).toBe(little);
    const [one] = (await make(plans(1))).ids;
    const [details] = await kit.env.service('meetings').details({ ids: [one ?? ''] });
    expect(details).toMatchObject({
      state: 'confirmed',
      host: { id: ann },
      attendees: [{ name: 'Ann', role: 'host' }, { name: 'Ben', role: 'optional' }, { name: 'Gus' }],
    });
    expect(details?.rooms).toHaveLength(1);
    expect(await kit.env.model('calendar.claim').count({ source: one ?? '' })).toBe(2);
    const activities = await kit.env.model('activity.activity').find({ record: one ?? '' }, { order: ['due'] });
    expect(activities.map(({ person }) => person).sort()).toEqual([ann, ben].sort());
    expect(activities.find(({ person }) => person === ben)?.note).toMatch(/Asia\/Singapore.*\n.*UTC/);
  });

  it('are all refused where one clashes, with what is in the way', async () => {
    const before = await kit.env.model('meeting.event').count({});
    const [free, taken] = plans(2);
    if (!free || !taken) throw new Error('no plans');
    const clash = { ...taken, start: new Date(BEGIN), end: new Date(BEGIN + HOUR_MS) };
    await expect(make([free, clash])).rejects.toMatchObject({ code: 'MEETING_CLASH', message: expect.stringContaining('Ann') });
    expect(await kit.env.model('meeting.event').count({})).toBe(before);
  });

  it('are refused in the same words where they are many, and what has lapsed stands in nobody’s way', async () => {
    const many = plans(60);
    const [first, , third] = many;
    if (!first || !third) throw new Error('no plans');
    const before = await kit.env.model('meeting.event').count({});
    await expect(make([...many, { ...first, start: new Date(BEGIN), end: new Date(BEGIN + HOUR_MS) }])).rejects.toMatchObject({ code: 'MEETING_CLASH' });
    expect(await kit.env.model('meeting.event').count({})).toBe(before);
    const lapsed = new Date(kit.env.now().getTime() - 1_000);
    const hold = { kind: 'person', resource: ann, during: { start: third.start, end: third.end }, sourceModel: 'meeting.event', expiresAt: lapsed };
    const claims = (kit.app.env('calendar') as unknown as TestMeetings['env']).model('calendar.claim');
    await claims.create({ ...hold, source: kit.env.id() });
    const { ids } = await make(many);
    expect(await claims.count({ source: { in: ids } })).toBe(120);
  });

  it('are made under the rules of who asks, and drafts take nothing', async () => {
    await expect(
      kit
        .as(ben)
        .service('meetings')
        .makeMany({ plans: plans(1).map((plan) => ({ ...plan, host: ann })), state: 'draft' }),
    ).resolves.toBeDefined();
    await expect(make(plans(1).map((plan) => ({ ...plan, host: kit.env.id() })))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      issues: [{ path: 'plans.0.host' }],
    });
    await expect(make(plans(1).map((plan) => ({ ...plan, rooms: [kit.env.id()] })))).rejects.toMatchObject({ issues: [{ path: 'plans.0.rooms' }] });
    const { ids } = await make(plans(3), 'draft');
    expect(await kit.env.model('calendar.claim').count({ source: { in: ids } })).toBe(0);
  });
});

describe('activities of a meeting', () => {
  it('are made anew in as many statements for two people as for a thousand', async () => {
    const base = kit.app.env('base') as unknown as TestMeetings['env'];
    const people = await base
      .model('base.person')
      .create(Array.from({ length: 1_000 }, (_, index) => ({ name: `Person ${index}`, email: `many-${index}@example.org`, timeZone: 'Europe/Berlin' })));
    const [small, large] = plans(2);
    if (!small || !large) throw new Error('no plans');
    const { ids } = await make([small, { ...large, people: people.map(({ id }) => ({ person: id, role: 'optional' as const })) }]);
    const [one = '', other = ''] = ids;
    expect(await statements(() => refreshActivities(kit.env, other))).toBe(await statements(() => refreshActivities(kit.env, one)));
    expect(await kit.env.model('activity.activity').count({ record: other })).toBe(1_001);
  });
});
