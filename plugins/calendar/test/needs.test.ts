import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin, defineSchema, type Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type { AvailabilityQuery, CalendarService, ClaimRequest, ResourceHours, SlotRule } from '../contract.ts';

const rule: SlotRule = { durationMin: 60, stepMin: 30, bufferBeforeMin: 0, bufferAfterMin: 0, minNoticeMin: 0, grid: 'range' };
const hours = { timeZone: 'UTC', schedule: { weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '13:00'] as [string, string]] }] } };
const desks = new Map<string, ResourceHours>();
const keeper = definePlugin({
  name: 'desks',
  version: '1.0.0',
  title: 'Desks',
  summary: 'Things with needs',
  category: 'Test',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['calendar'],
  schema: defineSchema({ plugin: 'desks', depends: ['calendar'], models: {} }),
  provides: [{ contract: 'calendar.resource-schedule', key: 'desk', implementation: { schedules: async () => desks } }],
});

let kit: TestApp;
let env: Env<'calendar'>;
let calendar: CalendarService;
beforeAll(async () => {
  kit = await bootTestApp({ only: ['calendar', 'desks'], plugins: [keeper], listen: false, clock: '2027-01-03T12:00:00Z' });
  env = kit.env('calendar');
  calendar = env.service('calendar');
});
afterAll(() => kit.close());

const at = (text: string): Date => new Date(`2027-01-04T${text}:00Z`);
const desk = (needs: Omit<ResourceHours, 'timeZone' | 'schedule'> = {}): string => {
  const id = env.id();
  desks.set(id, { ...hours, ...needs });
  return id;
};
const claimOf = (id: string, start: string, end: string, more: Partial<ClaimRequest> = {}): ClaimRequest => ({
  kind: 'desk',
  id,
  during: { start: at(start), end: at(end) },
  ...more,
});
const take = (...claims: ClaimRequest[]) => {
  const record = env.id();
  return env.tx(async () => {
    const clashes = await calendar.claim({ source: { model: 'meeting.event', record }, claims });
    if (clashes.length > 0) throw Object.assign(new Error('taken'), { clashes });
    return record;
  });
};
const ask = (...ids: string[]): AvailabilityQuery => ({
  resources: ids.map((id) => ({ kind: 'desk', id })),
  rule,
  viewerTimeZone: 'UTC',
  from: at('00:00'),
  to: at('23:00'),
});
const times = (starts: readonly Date[]): string[] => starts.map((start) => start.toISOString().slice(11, 16));

describe('set-up and clean-up', () => {
  it('keep others out, before and after, and the one who asks keeps away with its own', async () => {
    const id = desk({ setUp: 30, cleanUp: 15 });
    await take(claimOf(id, '10:00', '11:00', { setUp: 30, cleanUp: 15 }));
    // Taken 09:30–11:15: until 09:15 there is no room for a meeting with its clean-up, from 11:45 on its set-up fits too.
    expect(times(await calendar.slots(ask(id)))).toEqual(['12:00']);
    expect((await calendar.availability(ask(id))).map(({ start, end }) => times([start, end]))).toEqual([
      ['09:00', '09:15'],
      ['11:45', '13:00'],
    ]);
    const [busy] = await calendar.busy({ resources: [{ kind: 'desk', id }], from: at('00:00'), to: at('23:00') });
    expect(busy).toMatchObject({ during: { start: at('09:30'), end: at('11:15') }, setUp: 30, cleanUp: 15 });
    await expect(take(claimOf(id, '11:30', '12:00', { setUp: 30 }))).rejects.toMatchObject({ clashes: [{ during: { end: at('11:15') } }] });
    await take(claimOf(id, '11:45', '12:00', { setUp: 30 }));
    expect((await calendar.explain(ask(id))).map(({ reason }) => reason)).toContain('buffer');
  });

  it('of eight who race for neighbouring times one gets it', async () => {
    const id = desk({ setUp: 15 });
    const races = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => take(claimOf(id, n % 2 === 0 ? '10:00' : '11:00', n % 2 === 0 ? '11:00' : '12:00', { setUp: 15 }))),
    );
    expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('several seats', () => {
  it('are given out lowest first, and one too many is told of all who sit there', async () => {
    const id = desk({ seats: 2 });
    await take(claimOf(id, '10:00', '11:00', { seats: 2 }));
    await take(claimOf(id, '10:30', '11:30', { seats: 2 }));
    expect((await env.model('calendar.claim').pick({ resource: id }, ['seat'], { order: ['seat'] })).map(({ seat }) => seat)).toEqual([0, 1]);
    await expect(take(claimOf(id, '10:30', '11:00', { seats: 2 }))).rejects.toMatchObject({ clashes: [{ resource: { id } }, { resource: { id } }] });
    await take(claimOf(id, '11:00', '12:00', { seats: 2 }));
    expect(times(await calendar.slots(ask(id)))).toEqual(['09:00', '09:30', '11:30', '12:00']);
    expect((await calendar.availability(ask(id))).map(({ start, end }) => times([start, end]))).toEqual([
      ['09:00', '10:30'],
      ['11:30', '13:00'],
    ]);
  });

  it('of ten who race for two seats two get one', async () => {
    const id = desk({ seats: 2 });
    const races = await Promise.allSettled(Array.from({ length: 10 }, () => take(claimOf(id, '10:00', '11:00', { seats: 2 }))));
    expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('one of a pool is taken: the free one with the least to do in the days around', async () => {
    const [group, ...pool] = [env.id(), env.id(), env.id()] as const;
    const asked = (start: string, end: string): ClaimRequest => ({ kind: 'pool', id: group, oneOf: pool, during: { start: at(start), end: at(end) } });
    const holder = async (record: string) => (await env.model('calendar.claim').pick({ source: record }, ['resource']))[0]?.resource;
    expect(await holder(await take(asked('09:00', '12:00')))).toBe(pool[0]);
    expect(await holder(await take(asked('13:00', '14:00')))).toBe(pool[1]);
    expect(await holder(await take(asked('14:00', '15:00')))).toBe(pool[1]);
    expect(await holder(await take(asked('10:00', '11:00')))).toBe(pool[1]);
    await expect(take(asked('10:30', '11:00'))).rejects.toMatchObject({ clashes: [{ resource: { kind: 'pool', id: group } }, { resource: { id: group } }] });
  });
});

describe('starts of each of several', () => {
  it('are those at which it is free with all the others, in as many statements for three as for two hundred', async () => {
    const [common, ...few] = [desk(), desk({ cleanUp: 30 }), desk(), desk({ seats: 2 })] as const;
    const many = Array.from({ length: 200 }, () => desk());
    await take(claimOf(common, '09:00', '10:00'), claimOf(few[0], '12:00', '13:00', { cleanUp: 30 }), claimOf(few[1], '09:00', '13:00'));
    const counted = async (ids: readonly string[]) => {
      const before = kit.app.runtime.database.statements();
      const found = await calendar.startsOfEach({ ...ask(common), any: ids.map((id) => ({ kind: 'desk', id })) });
      return { found, statements: kit.app.runtime.database.statements() - before };
    };
    const little = await counted(few);
    expect([...little.found].map(([id, starts]) => [id, times(starts)])).toEqual([
      [few[0], ['10:00', '10:30']],
      [few[2], ['10:00', '10:30', '11:00', '11:30', '12:00']],
    ]);
    const much = await counted(many);
    expect(much.found.size).toBe(200);
    expect(much.statements).toBe(little.statements);
  });
});
