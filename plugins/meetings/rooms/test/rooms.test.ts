import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Create, Env } from '#core';
import { openMeetings, type TestMeetings } from '../../test/open-meetings.ts';
import { lapseRequests } from '../lapse-requests.ts';

let kit: TestMeetings;
let [ada, ben, rita, boss] = ['', '', '', ''];
let hour = 0;

beforeAll(async () => {
  kit = await openMeetings();
  ada = await kit.person('Ada');
  ben = await kit.person('Ben');
  rita = await kit.person('Rita');
  boss = await kit.person('Boss');
});
afterAll(() => kit.close());

const room = async (name: string, values: Partial<Create<'meetings', 'meeting.room'>> = {}): Promise<string> =>
  (await kit.env.model('meeting.room').create({ name, timeZone: 'UTC', ...values })).id;
const manages = (id: string, person: string) => kit.env.model('meeting.room_manager').create({ room: id, person });
/** An hour of its own, so that people clash only where a test wants it. */
const nextHour = () => {
  hour += 4;
  const start = new Date(Date.UTC(2027, 1, 1, hour));
  return { start, end: new Date(start.getTime() + 3_600_000) };
};
const plan = (host: string, rooms: readonly string[], times = nextHour(), virtualRoom: string | null = null) => ({
  subject: 'Budget',
  description: null,
  host,
  rooms,
  virtualRoom,
  ...times,
  timeZone: 'UTC',
  people: [],
  guests: [],
});
const draft = (host: string, rooms: readonly string[], times = nextHour(), virtualRoom: string | null = null) =>
  kit
    .as(host)
    .service('meetings')
    .draft(plan(host, rooms, times, virtualRoom));
const stateOf = async (id: string) => (await kit.env.model('meeting.event').get(id)).state;
const claimsOf = (source: string) => kit.env.model('calendar.claim').find({ source }, { order: ['kind'] });
const told = async (person: string) =>
  (await kit.env.model('activity.activity').find({ person, kind: { in: ['room-approval', 'room-answer'] } })).map(({ summary }) => summary);
const move = ({ start, end }: { start: Date; end: Date }, minutes: number) => ({
  start: new Date(start.getTime() + minutes * 60_000),
  end: new Date(end.getTime() + minutes * 60_000),
});

describe('set-up and clean-up', () => {
  it('are taken with the meeting, keep others out, and are told', async () => {
    const id = await room('Workshop', { setUpMin: 30, cleanUpMin: 15 });
    const times = nextHour();
    const first = await draft(ada, [id], times);
    await kit.as(ada).service('meetings').confirm(first);
    const [, taken] = await claimsOf(first.id);
    expect(taken).toMatchObject({ kind: 'room', during: { start: move(times, -30).start, end: move(times, 15).end }, setUp: 30, cleanUp: 15 });
    const beside = await draft(ben, [id], move(times, 75 + 15));
    await expect(kit.as(ben).service('meetings').confirm(beside)).rejects.toMatchObject({
      code: 'MEETING_CLASH',
      message: expect.stringContaining('30 min set-up and 15 min clean-up'),
    });
    await kit
      .as(ben)
      .service('meetings')
      .reschedule({ ...beside, ...move(times, 105) });
    await kit
      .as(ben)
      .service('meetings')
      .confirm({ id: beside.id, version: beside.version + 1 });
  });

  it('of two who race for neighbouring times one gets the room', async () => {
    const id = await room('Race', { cleanUpMin: 30 });
    const times = nextHour();
    const drafts = [await draft(ada, [id], times), await draft(ben, [id], move(times, 60))];
    const outcomes = await Promise.allSettled(
      drafts.map((one, n) =>
        kit
          .as(n === 0 ? ada : ben)
          .service('meetings')
          .confirm(one),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a room with a manager', () => {
  it('is held while the meeting waits, and the meeting is confirmed when it is approved', async () => {
    const id = await room('Board', { approval: true });
    await manages(id, rita);
    const meeting = await draft(ada, [id]);
    const changed = await kit.as(ada).service('meetings').confirm(meeting);
    expect(changed.waiting).toMatchObject({ rooms: ['Board'] });
    expect(await stateOf(meeting.id)).toBe('draft');
    expect((await claimsOf(meeting.id)).map(({ expiresAt }) => expiresAt?.getTime())).toEqual([
      changed.waiting?.until.getTime(),
      changed.waiting?.until.getTime(),
    ]);
    expect(await told(rita)).toEqual(['Board: approve “Budget”?']);
    const [request] = await kit.as(rita).model('meeting.room_request').find({ state: 'asked' });
    expect(await kit.as(ben).model('meeting.room_request').count({})).toBe(0);
    expect(await kit.as(rita).model('meeting.event').count({ id: meeting.id })).toBe(0);
    await expect(
      kit
        .as(ben)
        .service('meetings')
        .decideRoom({ request: request?.id ?? '', answer: 'approve' }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      kit
        .as(ada)
        .service('meetings')
        .decideRoom({ request: request?.id ?? '', answer: 'approve' }),
    ).rejects.toMatchObject({
      code: 'MEETING_ROOM_KEPT',
      message: 'Only a manager of “Board” can decide on it.',
    });
    expect(
      await kit
        .as(rita)
        .service('meetings')
        .decideRoom({ request: request?.id ?? '', answer: 'approve' }),
    ).toEqual({ confirmed: true });
    expect(await stateOf(meeting.id)).toBe('confirmed');
    expect((await claimsOf(meeting.id)).map(({ expiresAt }) => expiresAt)).toEqual([null, null]);
    expect([await told(rita), await told(ada)]).toEqual([[], ['“Budget” has Board and is confirmed']]);
    // At the same time it stays approved; at another it is asked for anew, and its time is held again.
    const { version, start, end } = await kit.env.model('meeting.event').get(meeting.id);
    const back = await kit.as(ada).service('meetings').setBack({ id: meeting.id, version });
    const again = await kit.as(ada).service('meetings').confirm({ id: meeting.id, version: back.version });
    expect(again.waiting).toBeUndefined();
    const moved = await kit
      .as(ada)
      .service('meetings')
      .reschedule({ id: meeting.id, version: again.version, ...move({ start, end }, 60) });
    expect(moved.waiting).toMatchObject({ rooms: ['Board'] });
    expect(await stateOf(meeting.id)).toBe('draft');
    await kit.as(ada).service('meetings').cancel({ id: meeting.id, version: moved.version });
  });

  it('without a manager is asked of the meeting managers, who decide; without any of the administrators', async () => {
    const id = await room('Orphan', { approval: true });
    const group = { person: boss, group: 'meetings.manager' };
    const base = kit.app.env('base') as unknown as Env<'base'>;
    const lead = await kit.person('Lead');
    await base.model('base.membership').create({ person: lead, group: 'base.admin' });
    const first = await draft(ada, [id]);
    await kit.as(ada).service('meetings').confirm(first);
    expect(await told(lead)).toEqual(['Orphan: approve “Budget”?']);
    await kit.as(ada).service('meetings').cancel({ id: first.id, version: 2 });
    await base.model('base.membership').create(group);
    const meeting = await draft(ada, [id]);
    await kit.as(ada).service('meetings').confirm(meeting);
    expect([await told(boss), await told(lead)]).toEqual([['Orphan: approve “Budget”?'], []]);
    const [request] = await kit.env.model('meeting.room_request').find({ event: meeting.id });
    const decided = await kit
      .as(boss, 'meetings.manager')
      .service('meetings')
      .decideRoom({ request: request?.id ?? '', answer: 'approve' });
    expect(decided).toEqual({ confirmed: true });
    await kit.as(ada).service('meetings').cancel({ id: meeting.id, version: 3 });
    await base.model('base.membership').delete(group);
  });

  it('is reminded by a second confirm, which gains no time; after it has lapsed it is asked anew', async () => {
    const id = await room('Once', { approval: true });
    await manages(id, rita);
    const start = new Date(kit.app.clock.now().getTime() + 20 * 86_400_000);
    const meeting = await draft(ada, [id], { start, end: new Date(start.getTime() + 3_600_000) });
    const first = await kit.as(ada).service('meetings').confirm(meeting);
    kit.app.clock.advance(24 * 3_600_000);
    const again = await kit.as(ada).service('meetings').confirm({ id: meeting.id, version: first.version });
    expect(again.waiting).toEqual(first.waiting);
    expect((await claimsOf(meeting.id)).map(({ expiresAt }) => expiresAt)).toEqual([first.waiting?.until, first.waiting?.until]);
    expect(await told(rita)).toContain('Once: approve “Budget”?');
    kit.app.clock.advance(25 * 3_600_000);
    await lapseRequests(kit.env);
    const anew = await kit.as(ada).service('meetings').confirm({ id: meeting.id, version: again.version });
    expect(anew.waiting?.until.getTime()).toBeGreaterThan(first.waiting?.until.getTime() ?? 0);
    await kit.as(ada).service('meetings').cancel({ id: meeting.id, version: anew.version });
    kit.app.clock.advance(-49 * 3_600_000);
  });

  it('is asked once for all dates of a series, held meanwhile, and given or refused for all of them, in as many statements for many as for few', async () => {
    const id = await room('Hall', { approval: true });
    await manages(id, rita);
    const { database } = kit.app.app.runtime;
    const counted = async <T>(work: () => Promise<T>): Promise<{ value: T; sent: number }> => {
      const before = database.statements();
      const value = await work();
      return { value, sent: database.statements() - before };
    };
    const start = new Date('2027-04-05T09:00:00Z');
    const times = { start, end: new Date(start.getTime() + 3_600_000) };
    const made = async (count: number, days: number) => {
      const series = await kit
        .as(ada)
        .service('meetings')
        .makeSeries({ ...plan(ada, [id], move(times, days * 1_440)), rule: `FREQ=DAILY;COUNT=${count}`, state: 'draft' });
      const asked = await counted(() => kit.as(ada).service('meetings').confirmSeries({ id: series.id, version: series.version }));
      return { ...series, asked };
    };
    const states = async (series: string) =>
      Object.entries(Object.groupBy(await kit.env.model('meeting.event').find({ series }), ({ state }) => state)).map(([state, those]) => [
        state,
        those?.length,
      ]);
    const requestOf = async (series: string): Promise<string> => {
      const dates = await kit.env.model('meeting.event').pick({ series }, ['start']);
      const [found] = await kit.env.model('meeting.room_request').find({ event: { in: dates.map((date) => date.id) }, state: 'asked' });
      return found?.id ?? '';
    };

    const few = await made(3, 0);
    expect(few.asked.value.waiting).toMatchObject({ rooms: ['Hall'] });
    expect(await states(few.id)).toEqual([['draft', 3]]);
    expect(await told(rita)).toEqual(['Hall: approve 3 dates of “Budget”?']);
    const rival = await draft(ben, [id], move(times, 1_440));
    await expect(kit.as(ben).service('meetings').confirm(rival)).rejects.toMatchObject({ code: 'MEETING_CLASH' });
    await expect(
      kit
        .as(ada)
        .service('meetings')
        .decideRoom({ request: await requestOf(few.id), answer: 'approve', all: true }),
    ).rejects.toMatchObject({ code: 'MEETING_ROOM_KEPT' });

    const request = await requestOf(few.id);
    const given = await counted(() => kit.as(rita).service('meetings').decideRoom({ request, answer: 'approve', all: true }));
    expect(given.value).toEqual({ confirmed: true });
    expect(await states(few.id)).toEqual([['confirmed', 3]]);
    expect(await kit.env.model('calendar.claim').count({ source: { in: few.meetings }, expiresAt: { ne: null } })).toBe(0);
    expect([await told(rita), await told(ada)]).toEqual([[], ['3 dates of “Budget” have Hall and are confirmed']]);

    const many = await made(20, 7);
    expect(many.asked.sent).toBeLessThanOrEqual(few.asked.sent);
    const next = await requestOf(many.id);
    const approved = await counted(() => kit.as(rita).service('meetings').decideRoom({ request: next, answer: 'approve', all: true }));
    expect(approved.sent).toBeLessThanOrEqual(given.sent);
    expect(await states(many.id)).toEqual([['confirmed', 20]]);

    const refused = await made(2, 40);
    await kit
      .as(rita)
      .service('meetings')
      .decideRoom({ request: await requestOf(refused.id), answer: 'decline', reason: 'Painters', all: true });
    expect(await states(refused.id)).toEqual([['draft', 2]]);
    expect(await kit.env.model('calendar.claim').count({ source: { in: refused.meetings } })).toBe(0);
    expect(await told(ada)).toContain('2 dates of “Budget” cannot have Hall');
  });

  it('is free again when it is declined, and the host reads why', async () => {
    const id = await room('Studio', { approval: true });
    await manages(id, rita);
    const meeting = await draft(ben, [id]);
    await kit.as(ben).service('meetings').confirm(meeting);
    const [request] = await kit.env.model('meeting.room_request').find({ event: meeting.id });
    await kit
      .as(rita)
      .service('meetings')
      .decideRoom({ request: request?.id ?? '', answer: 'decline', reason: 'Painters' });
    expect(await claimsOf(meeting.id)).toEqual([]);
    expect(await stateOf(meeting.id)).toBe('draft');
    expect(await told(ben)).toEqual(['“Budget” cannot have Studio']);
    await expect(
      kit
        .as(rita)
        .service('meetings')
        .decideRoom({ request: request?.id ?? '', answer: 'approve' }),
    ).rejects.toMatchObject({ code: 'MEETING_STATE' });
  });

  it('is given by its manager and by meeting managers at once, and by whoever else only when asked', async () => {
    const id = await room('Vault', { approval: true });
    await manages(id, rita);
    for (const who of [rita, boss]) {
      const meeting = await draft(who, [id]);
      expect(
        (
          await kit
            .as(who, ...(who === boss ? ['meetings.manager'] : []))
            .service('meetings')
            .confirm(meeting)
        ).waiting,
      ).toBeUndefined();
    }
    await expect(
      kit
        .as(ada)
        .service('meetings')
        .makeSeries({ ...plan(ada, [id]), rule: 'FREQ=DAILY;COUNT=2', state: 'confirmed' }),
    ).rejects.toMatchObject({ code: 'MEETING_ROOM_WAITS' });
  });

  it('lets a request of a guest wait, and a request that nobody looks at lapse', async () => {
    const id = await room('Salon', { approval: true });
    await manages(id, rita);
    const guest = kit.app.envAs('meetings', {
      kind: 'portal',
      org: 1,
      tokenKind: 'booking.link',
      record: kit.env.id(),
      groups: new Set(['portal:booking.link']),
    });
    const common = {
      ...plan(ben, [id]),
      description: '',
      bufferBefore: 0,
      bufferAfter: 0,
      guests: [{ name: 'Gil', email: 'gil@example.org', timeZone: 'UTC', language: 'en' }],
    };
    const asked = await guest.service('meetings').request({ ...common, state: 'confirmed' });
    expect(asked.state).toBe('draft');
    const [request] = await kit.env.model('meeting.room_request').find({ event: asked.id });
    await kit
      .as(rita)
      .service('meetings')
      .decideRoom({ request: request?.id ?? '', answer: 'approve' });
    expect(await stateOf(asked.id)).toBe('confirmed');

    const meeting = await draft(ada, [id]);
    const { waiting } = await kit.as(ada).service('meetings').confirm(meeting);
    kit.app.clock.advance((waiting?.until.getTime() ?? 0) - kit.env.now().getTime() + 60_000);
    expect(await lapseRequests(kit.env)).toEqual({ count: 1 });
    expect(await told(rita)).toEqual([]);
    expect(await told(ada)).toContain('Nobody has decided on Salon for “Budget”');
    // While nobody else has taken the time, it may still be given.
    const [late] = await kit.env.model('meeting.room_request').find({ event: meeting.id });
    expect(
      await kit
        .as(rita)
        .service('meetings')
        .decideRoom({ request: late?.id ?? '', answer: 'approve' }),
    ).toEqual({ confirmed: true });
  });
});

describe('who may book', () => {
  it('is asked of whoever plans, and for a guest of the host', async () => {
    const id = await room('Lab', { bookableBy: ['test.scientists'] });
    const refusal = { code: 'MEETING_ROOM_NOT_YOURS', status: 403 };
    await expect(draft(ada, [id])).rejects.toMatchObject({ ...refusal, message: '“Lab” may only be booked by: test.scientists. Choose another room.' });
    await kit
      .as(ada, 'test.scientists')
      .service('meetings')
      .draft(plan(ada, [id]));
    await kit
      .as(boss, 'meetings.manager')
      .service('meetings')
      .draft(plan(boss, [id]));
    const open = await draft(ada, []);
    await expect(
      kit
        .as(ada)
        .service('meetings')
        .revise({ ...plan(ada, [id]), ...open }),
    ).rejects.toMatchObject(refusal);
    await expect(
      kit
        .as(ada)
        .service('meetings')
        .makeSeries({ ...plan(ada, [id]), rule: 'FREQ=DAILY;COUNT=2', state: 'draft' }),
    ).rejects.toMatchObject(refusal);
    const guest = kit.app.envAs('meetings', {
      kind: 'portal',
      org: 1,
      tokenKind: 'booking.link',
      record: kit.env.id(),
      groups: new Set(['portal:booking.link']),
    });
    const asked = guest.service('meetings').request({ ...plan(ada, [id]), description: '', bufferBefore: 0, bufferAfter: 0, state: 'confirmed', guests: [] });
    await expect(asked).rejects.toMatchObject({ code: 'MEETING_ROOM_NOT_YOURS', message: 'This room is not open to everybody. Choose another one.' });
  });
});

describe('a room that was closed after the meeting was drafted', () => {
  const refusal = { code: 'MEETING_ROOM_NOT_YOURS', status: 403 };
  const close = (id: string) => kit.env.model('meeting.room').update(id, { bookableBy: ['test.scientists'] });
  const open = (id: string) => kit.env.model('meeting.room').update(id, { bookableBy: [], approval: false });

  it('is not taken by confirming the draft, or the drafts of a series, but by who may book it', async () => {
    const id = await room('Closing');
    const meeting = await draft(ada, [id]);
    const series = await kit
      .as(ada)
      .service('meetings')
      .makeSeries({ ...plan(ada, [id]), rule: 'FREQ=YEARLY;COUNT=2', state: 'draft' });
    await close(id);
    await expect(kit.as(ada).service('meetings').confirm(meeting)).rejects.toMatchObject(refusal);
    await expect(kit.as(ada).service('meetings').confirmSeries(series)).rejects.toMatchObject(refusal);
    expect([await stateOf(meeting.id), await claimsOf(meeting.id)]).toEqual(['draft', []]);
    await kit.as(ada, 'test.scientists').service('meetings').confirm(meeting);
    await kit.as(ada, 'test.scientists').service('meetings').confirmSeries(series);
    expect(await stateOf(meeting.id)).toBe('confirmed');
  });

  it('stays with whoever had it: a guest’s request, what its manager gave, a meeting that moves', async () => {
    const id = await room('Kept');
    await manages(id, rita);
    const guest = kit.app.envAs('meetings', {
      kind: 'portal',
      org: 1,
      tokenKind: 'booking.link',
      record: kit.env.id(),
      groups: new Set(['portal:booking.link']),
    });
    const common = { ...plan(ben, [id]), description: '', bufferBefore: 0, bufferAfter: 0, guests: [] };
    const requested = await guest.service('meetings').request({ ...common, state: 'draft' });
    await close(id);
    await kit.as(ben).service('meetings').confirm(requested);
    expect(await stateOf(requested.id)).toBe('confirmed');

    await open(id);
    await kit.env.model('meeting.room').update(id, { approval: true });
    const asked = await draft(ada, [id]);
    const { version } = await kit.as(ada).service('meetings').confirm(asked);
    await close(id);
    await kit.as(ada).service('meetings').confirm({ id: asked.id, version });
    const [request] = await kit.env.model('meeting.room_request').find({ event: asked.id });
    await kit
      .as(rita)
      .service('meetings')
      .decideRoom({ request: request?.id ?? '', answer: 'approve' });
    expect(await stateOf(asked.id)).toBe('confirmed');
    const standing = await kit.env.model('meeting.event').get(asked.id);
    await kit
      .as(ada)
      .service('meetings')
      .reschedule({ id: asked.id, version: standing.version, ...nextHour() });
    expect(await stateOf(asked.id), 'asked for anew').toBe('draft');
  });
});

describe('an archive', () => {
  it('takes a room only when its meetings have moved, and nobody books it then', async () => {
    const [old, fresh] = [await room('Old'), await room('Fresh')];
    const meeting = await draft(ada, [old]);
    const { version } = await kit.as(ada).service('meetings').confirm(meeting);
    const keeper = kit.as(boss, 'meetings.manager');
    await expect(keeper.model('meeting.room').update(old, { active: false })).rejects.toMatchObject({
      code: 'MEETING_ROOM_IN_USE',
      message: '1 meeting to come is planned in this room. Move it to another room first.',
    });
    await keeper.service('meetings').swapRoom({ id: meeting.id, version, kind: 'room', from: old, to: fresh });
    expect((await claimsOf(meeting.id)).find(({ kind }) => kind === 'room')?.resource).toBe(fresh);
    await keeper.model('meeting.room').update(old, { active: false });
    await expect(draft(ada, [old])).rejects.toMatchObject({ code: 'MEETING_ROOM_ARCHIVED' });
  });

  it('takes a virtual room only when its meetings have moved, and no licences from under them', async () => {
    const zoom = (await kit.env.model('meeting.virtual_room').create({ name: 'Two at once', provider: 'jitsi', licences: 2 })).id;
    const times = nextHour();
    for (const host of [ada, ben])
      await kit
        .as(host)
        .service('meetings')
        .confirm(await draft(host, [], times, zoom));
    const third = await draft(rita, [], times, zoom);
    await expect(kit.as(rita).service('meetings').confirm(third)).rejects.toMatchObject({
      code: 'MEETING_CLASH',
      message: expect.stringContaining('Two at once'),
    });
    const keeper = kit.as(boss, 'meetings.manager').model('meeting.virtual_room');
    await expect(keeper.update(zoom, { active: false })).rejects.toMatchObject({ code: 'MEETING_ROOM_IN_USE' });
    await expect(keeper.update(zoom, { licences: 1 })).rejects.toMatchObject({ code: 'MEETING_ROOM_IN_USE' });
    await keeper.update(zoom, { licences: 3 });
    await kit.as(rita).service('meetings').confirm(third);
  });
});

describe('a pool of hosts', () => {
  it('gives each meeting the free one with the least to do, and no more meetings than hosts', async () => {
    const pool = (await kit.env.model('meeting.virtual_room').create({ name: 'Pool', provider: 'jitsi', licences: 9, pooled: true })).id;
    const [one, two] = [await kit.person('Account one'), await kit.person('Account two')];
    for (const person of [one, two]) await kit.env.model('meeting.pool_host').create({ virtualRoom: pool, person });
    const hostOf = async (times: ReturnType<typeof nextHour>, by: string) => {
      const meeting = await draft(by, [], times, pool);
      const { version } = await kit.as(by).service('meetings').confirm(meeting);
      const [conference] = await kit.env.model('meeting.conference').find({ event: meeting.id });
      return { id: meeting.id, version, host: conference?.host };
    };
    const times = nextHour();
    expect((await hostOf(times, ada)).host).toBe(one);
    const second = await hostOf(times, ben);
    expect(second.host).toBe(two);
    await expect(hostOf(times, rita)).rejects.toMatchObject({ code: 'MEETING_CLASH', message: expect.stringContaining('Pool, its hosts') });
    // Moved to where the other one would do as well, it keeps its host.
    await kit
      .as(ben)
      .service('meetings')
      .reschedule({ id: second.id, version: second.version, ...move(times, 90) });
    const [claim] = await kit.env.model('calendar.claim').find({ source: second.id, kind: 'virtual_room_host' });
    expect(claim?.resource).toBe(two);
    await expect((kit.app.env('base') as typeof kit.env).model('base.person').delete(two)).rejects.toMatchObject({ code: 'RECORD_IN_USE' });
  });
});

describe('sites and equipment', () => {
  it('give their names to the rooms, and texts become records', async () => {
    const id = await room('Words', { site: 'Oslo', equipment: '2 × Screen, whiteboard' });
    const made = await kit.env.model('meeting.room').get(id);
    const [site] = await kit.env.model('meeting.site').find({ name: 'Oslo' });
    expect(made).toMatchObject({ place: site?.id, site: 'Oslo', equipment: '2 × Screen, whiteboard' });
    await kit.env.model('meeting.site').update(site?.id ?? '', { name: 'Oslo harbour' });
    const [screen] = await kit.env.model('meeting.equipment').find({ name: 'Screen' });
    await kit.env.model('meeting.equipment').update(screen?.id ?? '', { name: 'Wall screen' });
    await kit.env.model('meeting.room_equipment').delete({ room: id, equipment: { ne: screen?.id ?? '' } });
    expect(await kit.env.model('meeting.room').get(id)).toMatchObject({ site: 'Oslo harbour', equipment: '2 × Wall screen' });
    const inBergen = await kit.env.model('meeting.site').create({ name: 'Bergen', timeZone: 'Europe/Oslo' });
    const attic = await kit.env.model('meeting.floor').create({ site: inBergen.id, name: 'Attic', position: 9 });
    await kit.env.model('meeting.room').update(id, { floor: attic.id });
    expect(await kit.env.model('meeting.room').get(id)).toMatchObject({ place: inBergen.id, site: 'Bergen' });
    await kit.env.model('meeting.room').update(id, { place: null, floor: null });
    expect((await kit.env.model('meeting.room').get(id)).site).toBeNull();
  });
});
