import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtriumError, type Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type { AvailabilityQuery, CalendarService, ClaimRequest, SlotRule } from '../contract.ts';
import { nextOpenings } from '../next-openings.tsx';
import type { Schedule } from '../schedule-shape.ts';

const NOW = new Date('2027-01-03T12:00:00Z');
const weekdays: Schedule = { weekly: [{ days: [1, 2, 3, 4, 5], ranges: [['09:00', '12:00']] }] };
const rule: SlotRule = { durationMin: 60, stepMin: 60, bufferBeforeMin: 0, bufferAfterMin: 0, minNoticeMin: 0, grid: 'range' };
const at = (text: string): Date => new Date(`2027-01-${text}:00Z`);
const source = (record: string) => ({ model: 'meeting.event', record });

let kit: TestApp;
let env: Env<never>;
let calendar: CalendarService;

beforeAll(async () => {
  kit = await bootTestApp({ only: ['calendar'], clock: NOW });
  env = kit.env('calendar');
  calendar = env.service('calendar');
});
afterAll(() => kit.close());

/** Somebody with working hours of their own; only an administrator may make these. */
async function person(hours: Schedule | null, timeZone = 'Europe/Berlin'): Promise<string> {
  const admin = kit.app.runtime.env({ plugin: 'calendar', principal: { kind: 'system', org: 1, reason: 'test data', groups: new Set() } }) as Env<'calendar'>;
  const schedule = hours ? (await admin.model('calendar.schedule').create({ name: 'Hours', timeZone, weekly: hours.weekly })).id : null;
  const made = await admin.model('base.person').create({ name: 'Ann', email: `${env.id()}@example.com`, schedule });
  return made.id;
}

const times = (starts: readonly Date[]): string[] => starts.map((start) => start.toISOString().slice(8, 16));
const ask = (host: string, changes: Partial<AvailabilityQuery> = {}): AvailabilityQuery => ({
  resources: [{ kind: 'person', id: host }],
  rule,
  viewerTimeZone: 'UTC',
  from: at('04T00:00'),
  to: at('05T00:00'),
  ...changes,
});
const one = (host: string, start: string, end: string, more: Partial<ClaimRequest> = {}): ClaimRequest => ({
  kind: 'person',
  id: host,
  during: { start: at(start), end: at(end) },
  ...more,
});

describe('free times', () => {
  it('lie in the hours of the host and of the link, and move away from claims', async () => {
    const host = await person(weekdays);
    expect(times(await calendar.slots(ask(host)))).toEqual(['04T08:00', '04T09:00', '04T10:00']);
    const link = { timeZone: 'UTC', schedule: { weekly: [{ days: [1], ranges: [['09:00', '17:00'] as [string, string]] }] } };
    expect(times(await calendar.slots(ask(host, { schedule: link })))).toEqual(['04T09:00', '04T10:00']);
    expect(await calendar.claim({ source: source(env.id()), claims: [one(host, '04T09:00', '04T10:00')] })).toEqual([]);
    expect(times(await calendar.slots(ask(host)))).toEqual(['04T08:00', '04T10:00']);
    expect((await calendar.availability(ask(host))).map(({ start, end }) => times([start, end]))).toEqual([
      ['04T08:00', '04T09:00'],
      ['04T10:00', '04T11:00'],
    ]);
  });

  it('keep the buffers that a booking carries', async () => {
    const host = await person(weekdays);
    await calendar.claim({ source: source(env.id()), claims: [one(host, '04T09:00', '04T10:00', { bufferAfter: 15 })] });
    expect(times(await calendar.slots(ask(host)))).toEqual(['04T08:00']);
    expect(times(await calendar.slots(ask(host, { rule: { ...rule, bufferAfterMin: 10 } })))).toEqual([]);
  });

  it('of all resources together: a room that nobody keeps is open always, a person who is not there never', async () => {
    const host = await person(weekdays);
    const room = { kind: 'boat', id: env.id() };
    await calendar.claim({ source: source(env.id()), claims: [{ ...room, during: { start: at('04T08:00'), end: at('04T09:30') } }] });
    expect(times(await calendar.slots(ask(host, { resources: [{ kind: 'person', id: host }, room] })))).toEqual(['04T10:00']);
    expect(await calendar.slots(ask(env.id()))).toEqual([]);
    expect(times(await calendar.slots(ask(await person(null), { to: at('04T02:00') })))).toEqual(['04T00:00', '04T01:00']);
  });

  it('of a reschedule count its own time as free', async () => {
    const host = await person(weekdays);
    const mine = source(env.id());
    await calendar.claim({ source: mine, claims: [one(host, '04T09:00', '04T10:00')] });
    expect(times(await calendar.slots(ask(host, { ignore: mine })))).toHaveLength(3);
  });

  it('are there for guests, and nothing else is', async () => {
    const host = await person(weekdays);
    const guest = kit.app.runtime.env({ plugin: 'calendar', principal: { kind: 'anonymous', org: 1, groups: new Set(['public']) } });
    expect(times(await guest.service('calendar').slots(ask(host)))).toHaveLength(3);
    expect(await guest.service('calendar').availability(ask(host))).toHaveLength(1);
    for (const refused of [
      () => guest.service('calendar').explain(ask(host)),
      () => guest.service('calendar').claim({ source: source(env.id()), claims: [one(host, '04T09:00', '04T10:00')] }),
      () => guest.service('calendar').release({ source: source(env.id()) }),
      () => guest.service('calendar').guard({ resources: [], during: { start: at('04T09:00'), end: at('04T10:00') } }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('cost the same number of statements however much is asked', async () => {
    const host = await person(weekdays);
    const other = await person(weekdays);
    const { database } = kit.app.runtime;
    const statements = async (query: AvailabilityQuery): Promise<number> => {
      const before = database.statements();
      await calendar.slots(query);
      return database.statements() - before;
    };
    expect(await statements(ask(host))).toBe(3);
    expect(
      await statements(
        ask(host, {
          to: new Date(NOW.getTime() + 90 * 86_400_000),
          resources: [
            { kind: 'person', id: host },
            { kind: 'person', id: other },
            { kind: 'boat', id: env.id() },
          ],
        }),
      ),
    ).toBe(3);
  });
});

describe('why not', () => {
  it('names every cause with its stretch', async () => {
    const host = await person(weekdays);
    const mine = source(env.id());
    await calendar.claim({ source: mine, claims: [one(host, '04T09:00', '04T10:00', { bufferBefore: 10 })] });
    const query = ask(host, {
      rule: { ...rule, minNoticeMin: 20 * 60 + 30, window: { type: 'rolling', days: 1, count: 'calendar' } },
      from: at('04T08:00'),
      to: at('05T01:00'),
    });
    const resource = { kind: 'person', id: host };
    expect((await calendar.explain(query)).map(({ during, ...rest }) => [times([during.start, during.end]).join(' '), rest])).toEqual([
      ['04T08:00 04T08:30', { reason: 'notice' }],
      ['04T08:50 04T09:00', { reason: 'buffer', resource, source: mine }],
      ['04T09:00 04T10:00', { reason: 'conflict', resource, source: mine }],
      ['04T11:00 05T01:00', { reason: 'outside-availability', resource }],
      ['05T00:00 05T01:00', { reason: 'window' }],
    ]);
  });
});

describe('claims', () => {
  it('of one resource never overlap; back to back they may', async () => {
    const host = await person(null);
    const first = source(env.id());
    expect(await calendar.claim({ source: first, claims: [one(host, '04T09:00', '04T10:00')] })).toEqual([]);
    expect(await calendar.claim({ source: source(env.id()), claims: [one(host, '04T10:00', '04T11:00')] })).toEqual([]);
    expect(await calendar.claim({ source: source(env.id()), claims: [one(host, '04T09:30', '04T10:30')] })).toHaveLength(2);
    expect(await calendar.claim({ source: source(env.id()), claims: [one(host, '04T09:59', '04T10:00')] })).toEqual([
      { resource: { kind: 'person', id: host }, during: { start: at('04T09:00'), end: at('04T10:00') }, source: first },
    ]);
  });

  it('that do not block stand beside others, and seats are counted apart', async () => {
    const host = await person(null);
    const take = (more: Partial<ClaimRequest>) => calendar.claim({ source: source(env.id()), claims: [one(host, '04T09:00', '04T10:00', more)] });
    expect(await take({ seat: 0 })).toEqual([]);
    expect(await take({ seat: 1 })).toEqual([]);
    expect(await take({ blocking: false })).toEqual([]);
    expect(await take({ seat: 1 })).toHaveLength(1);
  });

  it.each([
    ['04T10:00', '04T10:00'],
    ['04T10:00', '04T09:00'],
  ])('from %s to %s are refused: an empty stretch would overlap nothing', async (start, end) => {
    const host = await person(null);
    await expect(calendar.claim({ source: source(env.id()), claims: [one(host, start, end)] })).rejects.toBeInstanceOf(AtriumError);
  });

  it('that lapsed stand in nobody’s way and go with all that their record held', async () => {
    const [host, other] = [await person(weekdays), await person(weekdays)];
    const held = source(env.id());
    const expiresAt = new Date(NOW.getTime() - 1000);
    await calendar.claim({ source: held, claims: [one(host, '04T09:00', '04T10:00', { expiresAt }), one(other, '04T09:00', '04T10:00', { expiresAt })] });
    expect(times(await calendar.slots(ask(host)))).toHaveLength(3);
    expect(await calendar.claim({ source: source(env.id()), claims: [one(host, '04T09:00', '04T10:00')] })).toEqual([]);
    expect(await calendar.settle({ source: held })).toBe(0);
    expect(await calendar.claim({ source: source(env.id()), claims: [one(other, '04T09:00', '04T10:00')] })).toEqual([]);
  });

  it('that are held stand in the way until then, and stay once they are settled', async () => {
    const host = await person(weekdays);
    const held = source(env.id());
    await calendar.claim({ source: held, claims: [one(host, '04T09:00', '04T10:00', { expiresAt: new Date(NOW.getTime() + 60_000) })] });
    expect(times(await calendar.slots(ask(host)))).toHaveLength(2);
    expect(await calendar.settle({ source: held })).toBe(1);
    kit.clock.advance(120_000);
    await env.tx(() => calendar.guard({ resources: [{ kind: 'person', id: host }], during: { start: at('04T00:00'), end: at('05T00:00') } }));
    expect(times(await calendar.slots(ask(host)))).toHaveLength(2);
    expect(await calendar.release({ source: held })).toBe(1);
    expect(times(await calendar.slots(ask(host)))).toHaveLength(3);
  });

  it('move in one transaction, or stay where they were', async () => {
    const host = await person(null);
    const [mine, theirs] = [source(env.id()), source(env.id())];
    await calendar.claim({ source: mine, claims: [one(host, '04T09:00', '04T10:00')] });
    await calendar.claim({ source: theirs, claims: [one(host, '04T14:00', '04T15:00')] });
    expect(await env.tx(() => calendar.reclaim({ source: mine, claims: [one(host, '04T09:30', '04T10:30')] }))).toEqual([]);
    const refused = env.tx(async () => {
      const clashes = await calendar.reclaim({ source: mine, claims: [one(host, '04T14:30', '04T15:30')] });
      if (clashes.length > 0) throw new RangeError('taken');
    });
    await expect(refused).rejects.toThrow('taken');
    expect((await calendar.availability(ask(host, { from: at('04T09:00'), to: at('04T16:00') }))).map(({ start, end }) => times([start, end]))).toEqual([
      ['04T09:00', '04T09:30'],
      ['04T10:30', '04T14:00'],
      ['04T15:00', '04T16:00'],
    ]);
  });

  it('of one slot go to one of many who want it at once, without an error', async () => {
    const clients = process.env.ATRIUM_TEST_LONG ? 200 : 24;
    const [host, other] = [await person(null), await person(null)];
    const race = await Promise.all(
      Array.from({ length: clients }, (_, n) => {
        const claims = [one(host, '06T09:00', '06T10:00'), one(other, '06T09:00', '06T10:00')];
        return env
          .tx(async () => {
            const clashes = await calendar.claim({ source: source(env.id()), claims: n % 2 ? claims : claims.reverse() });
            if (clashes.length > 0) throw new RangeError('taken');
            return 'ok';
          })
          .catch((error: unknown) => (error instanceof RangeError ? 'taken' : error));
      }),
    );
    expect(race.filter((answer) => answer === 'ok')).toHaveLength(1);
    expect(race.filter((answer) => answer === 'taken')).toHaveLength(clients - 1);
  });

  it('that move against each other do not deadlock', async () => {
    const rounds = process.env.ATRIUM_TEST_LONG ? 200 : 20;
    const hosts = [await person(null), await person(null)];
    const sources = hosts.map(() => source(env.id()));
    const claimsFor = (index: number, hour: number): ClaimRequest[] =>
      (index ? [...hosts].reverse() : hosts).map((host) =>
        one(host, `07T${String(hour + index).padStart(2, '0')}:00`, `07T${String(hour + index).padStart(2, '0')}:30`),
      );
    for (let round = 0; round < rounds; round++) {
      const answers = await Promise.all(
        sources.map((mine, index) => env.tx(() => calendar.reclaim({ source: mine, claims: claimsFor(index, 1 + (round % 2) * 2) }))),
      );
      expect(answers).toEqual([[], []]);
    }
  });
});

describe('the sweep', () => {
  it('removes lapsed holds and leaves the rest', async () => {
    const host = await person(null);
    const lapsed = new Date(NOW.getTime() - 60_000);
    await calendar.claim({ source: source(env.id()), claims: [one(host, '08T09:00', '08T10:00', { expiresAt: lapsed }), one(host, '08T10:00', '08T11:00')] });
    const action = kit.app.runtime.generation().actions.get('calendar.clear-expired-holds')?.action;
    const result = await action?.run(env, { signal: new AbortController().signal, progress: async () => {} });
    expect(result).toMatchObject({ count: 1 });
    expect(await (env as Env<'calendar'>).model('calendar.claim').count({ resource: host })).toBe(1);
  });
});

describe('the page of working hours', () => {
  it('shows what they come to in two weeks, day by day on their own clock', async () => {
    const page = async (record: Record<string, unknown>) =>
      String(await nextOpenings(env as Env<'calendar'>, { id: 'x', overrides: [], travel: [], holidays: null, ...record }));
    const shown = await page({ name: 'Hours', timeZone: 'Europe/Berlin', weekly: weekdays.weekly });
    expect(shown.match(/<tr>/g)).toHaveLength(14);
    expect(shown.match(/Closed/g)).toHaveLength(4);
    expect(shown).toContain('09:00 – 12:00');
    expect((await page({ timeZone: 'UTC', weekly: [] })).match(/Closed/g)).toHaveLength(14);
  });
});
