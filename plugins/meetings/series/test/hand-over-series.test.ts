import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtriumError, addDays, type Env } from '#core';
import type { SeriesPlan } from '../../contract.ts';
import { heldMeetings } from '../../held.ts';
import { openMeetings, type TestMeetings } from '../../test/open-meetings.ts';
import { extendSeries } from '../extend-series.ts';

let meetings: TestMeetings;
let room: string;
let day = 0;

beforeAll(async () => {
  meetings = await openMeetings();
  room = (await meetings.env.model('meeting.room').create({ name: 'Linden', timeZone: 'UTC' })).id;
});
afterAll(() => meetings.close());

const service = (person: string, ...groups: string[]) => meetings.as(person, ...groups).service('meetings');
const events = (series: string) => meetings.env.model('meeting.event').find({ series }, { order: ['recurrence'] });
const seriesOf = (id: string) => meetings.env.model('meeting.series').get(id);
const calendar = () => meetings.app.env('calendar') as unknown as Env<'calendar'>;
const at = (ids: readonly string[], index: number): string => ids[index] ?? '';

function plan(host: string, more: Partial<SeriesPlan> = {}): SeriesPlan {
  day += 1;
  const start = new Date('2027-01-11T00:00:00Z');
  start.setUTCMinutes(day * 70);
  const end = new Date(start.getTime() + 3_600_000);
  const usual = { description: null, virtualRoom: null, timeZone: 'UTC', people: [], guests: [], rule: 'FREQ=WEEKLY;COUNT=5' };
  return { subject: `Talk ${day}`, host, rooms: [room], start, end, ...usual, ...more };
}

/** A confirmed series of somebody, and who gets it. */
async function made(more: Partial<SeriesPlan> = {}) {
  const [old, next] = [await meetings.person('Olga'), await meetings.person('Nils')];
  const wanted = plan(old, more);
  const { id, meetings: dates } = await service(old).makeSeries({ ...wanted, state: 'confirmed' });
  return { old, next, wanted, id, dates };
}

describe('handing over a series', () => {
  it('all: the series goes with its dates, none of them changed by hand; the new host then changes all', async () => {
    const bob = await meetings.person('Bob');
    const { old, next, wanted, id, dates } = await made({ people: [{ person: bob, role: 'required' }] });
    await service(bob).answer({ id: at(dates, 2), answer: 'ACCEPTED' });
    await service(old).handOver({ id: at(dates, 1), version: 1, host: next, stay: false, scope: 'all' });
    expect(await seriesOf(id)).toMatchObject({ host: next, sequence: 1, creator: old });
    expect((await events(id)).map(({ host, exception, sequence }) => [host, exception, sequence])).toEqual(Array.from({ length: 5 }, () => [next, false, 1]));
    const people = await meetings.env.model('meeting.attendee').find({ event: { in: dates } });
    expect(people.filter(({ person }) => person === old)).toEqual([]);
    expect(people.filter(({ role }) => role === 'host').map(({ person, partstat }) => [person, partstat])).toEqual(dates.map(() => [next, 'ACCEPTED']));
    expect(
      people.filter(({ partstat, role }) => role !== 'host' && partstat === 'ACCEPTED'),
      'answers stay',
    ).toHaveLength(1);
    expect(await calendar().model('calendar.claim').count({ kind: 'person', resource: old })).toBe(0);
    expect(await calendar().model('calendar.claim').count({ kind: 'person', resource: next })).toBe(5);
    expect(await meetings.env.model('activity.activity').count({ person: next, record: { in: dates } })).toBe(5);
    const { version } = await meetings.env.model('meeting.event').get(at(dates, 0));
    await service(next).reviseSeries({ ...wanted, host: next, subject: 'Ours now', id: at(dates, 0), version, scope: 'all' });
    expect(new Set((await events(id)).map(({ subject }) => subject))).toEqual(new Set(['Ours now']));
  });

  it('following: those dates become a series of the new host; what was before stays', async () => {
    const { old, next, id, dates } = await made();
    await service(old).handOver({ id: at(dates, 2), version: 1, host: next, stay: true, scope: 'following' });
    expect((await events(id)).map(({ host }) => host)).toEqual([old, old]);
    expect(await seriesOf(id)).toMatchObject({ host: old });
    const [third] = await meetings.env.model('meeting.event').find({ id: at(dates, 2) });
    const own = await seriesOf(third?.series ?? '');
    expect(own).toMatchObject({ host: next, rule: 'FREQ=WEEKLY;COUNT=3', state: 'confirmed' });
    expect((await events(own.id)).map(({ id: date, host, exception }) => [date, host, exception])).toEqual(dates.slice(2).map((date) => [date, next, false]));
    expect(await meetings.env.model('meeting.attendee').count({ event: { in: dates.slice(2) }, person: old, role: 'required' })).toBe(3);
  });

  it('this date alone is a date changed by hand; a later hand-over of all leaves it with whom it is', async () => {
    const { old, next, id, dates } = await made();
    const cleo = await meetings.person('Cleo');
    await service(old).handOver({ id: at(dates, 1), version: 1, host: cleo, stay: false });
    await service(old).handOver({ id: at(dates, 0), version: 1, host: next, stay: false, scope: 'all' });
    expect((await events(id)).map(({ host, exception }) => [host, exception])).toEqual([next, cleo, next, next, next].map((host) => [host, host === cleo]));
  });

  it('is refused by date where the new host is taken, and for whom it is none of their business', async () => {
    const { old, next, wanted, id, dates } = await made();
    await service(next).confirm(await service(next).draft({ ...wanted, host: next, rooms: [] }));
    const order = { id: at(dates, 1), version: 1, host: next, stay: false, scope: 'all' as const };
    const told = await service(old)
      .handOver(order)
      .catch((error: unknown) => error);
    expect(told).toBeInstanceOf(AtriumError);
    expect(told).toMatchObject({ code: 'MEETING_CLASH', extra: { dates: [{ date: wanted.start.toISOString().slice(0, 16) }] } });
    await expect(service(next).handOver(order)).rejects.toMatchObject({ code: 'MEETING_NOT_YOURS' });
    expect(await seriesOf(id)).toMatchObject({ host: old });
    await service(old).handOver({ ...order, skip: [wanted.start.toISOString().slice(0, 16)] });
    expect((await events(id)).map(({ host, exception }) => [host === next, exception])).toEqual([
      [false, true],
      ...Array.from({ length: 4 }, () => [true, false]),
    ]);
  });

  it('costs as many statements for forty dates as for four', async () => {
    const cost = async (count: number): Promise<number> => {
      const { old, next, dates } = await made({ rule: `FREQ=WEEKLY;COUNT=${count}` });
      const { database } = meetings.app.app.runtime;
      const before = database.statements();
      await service(old).handOver({ id: at(dates, 0), version: 1, host: next, stay: false, scope: 'all' });
      return database.statements() - before;
    };
    expect(await cost(40)).toBe(await cost(4));
  });

  it('of everything somebody holds: whole series go, dates on which the new host is taken stay and are told, an endless one is planned on', async () => {
    const { old, next, wanted, id } = await made({ rule: 'FREQ=YEARLY', rooms: [] });
    const second = await service(old).makeSeries({ ...plan(old, { rooms: [] }), state: 'confirmed' });
    const [, clashing] = await events(second.id);
    await service(next).confirm(await service(next).draft({ ...wanted, host: next, start: clashing?.start ?? new Date(), end: clashing?.end ?? new Date() }));
    const { done, refused } = await heldMeetings.handOver(meetings.env as Env<never>, old, next);
    expect([done, refused.length]).toEqual([6, 1]);
    expect(await seriesOf(id)).toMatchObject({ host: next });
    expect((await events(second.id)).map(({ host, exception }) => [host === next, exception])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [index !== 1, index === 1]),
    );
    const last = (await events(id)).at(-1);
    await (meetings.app.env('base') as unknown as Env<'base'>).model('base.person').update(old, { active: false });
    meetings.app.clock.set(`${addDays((last?.recurrence ?? '').slice(0, 10), 300)}T08:00:00Z`);
    await extendSeries.run(meetings.env, { signal: AbortSignal.timeout(60_000), progress: async () => undefined });
    expect((await events(id)).length).toBeGreaterThan(2);
    expect((await events(id)).at(-1)).toMatchObject({ host: next });
  });
});
