import { afterEach, expect, it } from 'vitest';
import type { Env } from '#core';
import { ProviderFailure, type ProviderFailureClass } from '../contract.ts';
import type { FakeFault } from './fake-provider.ts';
import type { ProviderBench, ProviderContract } from './provider-bench.ts';

const HOUR_MS = 3_600_000;

/** What a provider owes with a service behind it: rooms that move and go, failures by their class, a meeting's whole life, credentials that are refused. */
export function serviceContract(options: ProviderContract, bench: ProviderBench): void {
  afterEach(() => expect(bench.fake, 'the fake is open').toBeDefined());

  it('moves a room and renames it; the link stays where it says so', async () => {
    const one = bench.request();
    const made = await bench.createReady(one);
    const moved = { ...one, subject: 'Moved', start: new Date(one.start.getTime() + 24 * HOUR_MS), end: new Date(one.end.getTime() + 24 * HOUR_MS) };
    const answer = await bench.provider.update?.(bench.context, made.externalId, moved, ['subject', 'time']);
    if (bench.provider.capabilities.updateInPlace) expect(answer).toMatchObject({ externalId: made.externalId, joinUrl: made.joinUrl });
    const room = bench.stands(answer?.externalId ?? made.externalId);
    expect(room?.title).toContain('Moved');
    if (room?.start) expect(room.start.toISOString()).toBe(moved.start.toISOString());
  });

  it('says that a room is gone instead of making one in silence', async () => {
    if (bench.provider.update) expect((await bench.failure(bench.provider.update(bench.context, 'no-such-room', bench.request(), ['time']))).kind).toBe('gone');
  });

  it('removes a room, and takes it well when it is gone already', async () => {
    const one = bench.request();
    const { externalId } = await bench.createReady(one);
    await bench.provider.cancel?.(bench.context, externalId, one);
    if (bench.provider.capabilities.cancel === 'delete') expect(bench.stands(externalId)).toBeUndefined();
    await bench.provider.cancel?.(bench.context, externalId, one);
    await bench.provider.cancel?.(bench.context, 'no-such-room', bench.request());
  });

  const answers: [FakeFault, readonly ProviderFailureClass[]][] = [
    ['forbidden', ['auth.permanent', 'permanent']],
    ['rate-limited', ['quota.short', 'quota.long']],
    ['server-error', ['transient', 'unknown-outcome']],
    ['html', ['transient', 'unknown-outcome']],
    ['truncated', ['transient', 'unknown-outcome']],
  ];
  for (const [fault, kinds] of answers)
    it(`names the class of an answer that is ${fault}`, async () => {
      bench.fake?.fault(fault);
      expect(kinds).toContain((await bench.failure(bench.provider.create(bench.context, bench.request()))).kind);
    });

  it('gets over one refused credential by itself, or says that it is one', async () => {
    bench.fake?.fault('unauthorized');
    const outcome = await bench.provider.create(bench.context, bench.request()).catch((error: unknown) => error);
    if (outcome instanceof ProviderFailure) expect(['auth.expired', 'auth.permanent']).toContain(outcome.kind);
    else expect(outcome).toHaveProperty('joinUrl');
  });

  it('waits as long as the service asks', async () => {
    bench.fake?.fault('rate-limited', 90);
    const { retryAt } = await bench.failure(bench.provider.create(bench.context, bench.request()));
    const seconds = ((retryAt?.getTime() ?? 0) - bench.app.clock.now().getTime()) / 1_000;
    expect(seconds).toBeGreaterThan(80);
    expect(seconds).toBeLessThan(100);
  });

  for (const fault of ['hang-before', 'hang-after'] as const)
    it(`ends a call that gets no answer (${fault}), and a second try makes no second room`, async () => {
      const one = bench.request();
      bench.fake?.fault(fault);
      const { kind } = await bench.failure(bench.provider.create(await bench.contextOf(AbortSignal.timeout(700)), one));
      expect(['transient', 'unknown-outcome']).toContain(kind);
      const before = bench.fake?.rooms().length ?? 0;
      const made = (await bench.provider.findByKey?.(bench.context, one)) ?? (await bench.provider.create(bench.context, one));
      expect(bench.stands(made.externalId)).toBeDefined();
      expect((bench.fake?.rooms().length ?? 0) - before).toBe(fault === 'hang-before' ? 1 : 0);
    });

  it('leads a meeting through its life: made at confirm, moved with it, gone at cancel; a service that is down harms nobody', async () => {
    const meetings: Env<'meetings'> = bench.app.env('meetings');
    const base: Env<'base'> = bench.app.env('base');
    const host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'Europe/Berlin', language: 'en' })).id;
    const virtualRoom = (await meetings.model('meeting.virtual_room').create({ name: 'Video', provider: options.key, options: options.options ?? {} })).id;
    const standing = new Set(bench.fake?.rooms().map(({ id }) => id));
    const own = () => (bench.fake?.rooms() ?? []).filter(({ id }) => !standing.has(id));
    bench.fake?.fault('server-error');
    const start = new Date((Math.ceil(bench.app.clock.now().getTime() / HOUR_MS) + 48) * HOUR_MS);
    const { id, version } = await meetings.service('meetings').request({
      subject: 'A whole life',
      host,
      rooms: [],
      virtualRoom,
      start,
      end: new Date(start.getTime() + HOUR_MS),
      timeZone: 'Europe/Berlin',
      guests: [],
      bufferBefore: 0,
      bufferAfter: 0,
      state: 'confirmed',
    });
    const until = async (done: () => Promise<boolean>): Promise<void> => {
      for (let look = 0; look < 12; look++) {
        await bench.app.runJobs();
        if (await done()) return;
        bench.app.clock.advance(HOUR_MS / 6);
      }
      throw new Error(`it did not come to that: ${JSON.stringify(await meetings.model('meeting.conference').find({ event: id }))}`);
    };
    const conference = async () => (await meetings.model('meeting.conference').find({ event: id }))[0];
    await until(async () => (await conference())?.state === 'ready');
    expect(own()).toHaveLength(1);
    const moved = new Date(start.getTime() + 24 * HOUR_MS);
    const next = await meetings.service('meetings').reschedule({ id, version, start: moved, end: new Date(moved.getTime() + HOUR_MS) });
    await until(async () => own().length === 1 && (own()[0]?.start === null || own()[0]?.start?.getTime() === moved.getTime()));
    await meetings.service('meetings').cancel({ id, version: next.version });
    await until(async () => (await conference())?.state === 'cancelled');
    if (bench.provider.capabilities.cancel === 'delete') expect(own()).toHaveLength(0);
  });

  it('looks at a room, and says when it is gone', async () => {
    if (!bench.provider.look) return;
    const one = bench.request();
    const made = await bench.createReady(one);
    expect(await bench.provider.look(bench.context, made.externalId, one)).toMatchObject({ externalId: made.externalId, joinUrl: made.joinUrl });
    await bench.provider.cancel?.(bench.context, made.externalId, one);
    if (bench.provider.capabilities.cancel === 'delete') expect(await bench.provider.look(bench.context, made.externalId, one)).toBeUndefined();
  });

  it('lists what carries our key', async () => {
    if (!bench.provider.list) return;
    const start = new Date(bench.app.clock.now().getTime() + 48 * HOUR_MS);
    const one = bench.request({ start, end: new Date(start.getTime() + HOUR_MS) });
    const made = await bench.createReady(one);
    const period = { from: bench.app.clock.now(), to: new Date(start.getTime() + 48 * HOUR_MS), host: one.host };
    const rooms = await bench.provider.list(bench.context, period);
    // a service that cannot be asked for a list has none
    if (rooms.length > 0) expect(rooms).toContainEqual(expect.objectContaining({ externalId: made.externalId, operationKey: one.operationKey }));
  });

  it('finds nothing under a key that nobody used', async () => {
    // a service that makes or gives by key does both in one
    if (bench.provider.findByKey && bench.provider.capabilities.idempotentCreate !== 'key')
      expect(await bench.provider.findByKey(bench.context, bench.request())).toBeUndefined();
  });

  it('ends at once when it is told to', async () => {
    const one = bench.request();
    await bench.failure(bench.provider.create(await bench.contextOf(AbortSignal.abort()), one));
    if (bench.provider.findByKey && bench.provider.capabilities.idempotentCreate !== 'key')
      expect(await bench.provider.findByKey(bench.context, one)).toBeUndefined();
  });

  it('tells of refused credentials without throwing and without naming them', async () => {
    bench.fake?.revoke();
    const checks = await bench.provider.testConnection(bench.context);
    const bad = checks.filter(({ ok }) => !ok);
    expect(bad.length).toBeGreaterThan(0);
    for (const { message, fix } of bad) {
      expect(message).toMatch(/\S/);
      expect(fix ?? '').toMatch(/\S/);
      for (const secret of options.secrets ?? []) expect(`${message} ${fix}`).not.toContain(secret);
    }
  });

  it('tells a service that cannot be reached from one that refuses', async () => {
    const refused = (await bench.provider.testConnection(bench.context)).find(({ ok }) => !ok)?.message;
    await bench.fake?.close();
    const unreachable = (await bench.provider.testConnection(await bench.contextOf())).find(({ ok }) => !ok)?.message;
    expect(unreachable).toMatch(/\S/);
    expect(unreachable).not.toBe(refused);
  });
}
