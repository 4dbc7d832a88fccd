import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { openAccount } from './conference/open-account.ts';
import { type ConferenceRequest, type MeetingProvider, type ProviderContext, ProviderFailure, type ProviderFailureClass } from './contract.ts';

/** How the fake answers its next write. `hang-…`: it does not answer; `hang-after` has done the work before. */
export type FakeFault = 'unauthorized' | 'forbidden' | 'rate-limited' | 'server-error' | 'html' | 'truncated' | 'hang-before' | 'hang-after';

/** A stateful server on loopback that stands in for the service: it keeps rooms as the service would. */
export type FakeProvider = {
  /** Without a slash at the end. */
  url: string;
  /** What stands at the service now. `start`: null where it does not keep times. */
  rooms(): readonly { id: string; title: string; start: Date | null }[];
  /** The next write is answered so, once. A limit asks for `retryAfterS` seconds. */
  fault(kind: FakeFault, retryAfterS?: number): void;
  /** From now on it takes no credentials. */
  revoke(): void;
  close(): Promise<void>;
};

export type ProviderContract = {
  plugin: string;
  /** As virtual rooms name it. */
  key: string;
  /** Settings that lead to the fake with good credentials: `{ ATRIUM_ZOOM_BASE_URL: url, … }`. */
  environment(fake: { url: string }): Record<string, string>;
  /** Undefined for a provider that asks nobody (`create: 'derived'`). */
  openFake?(): Promise<FakeProvider>;
  /** What a virtual room has chosen of the provider, where it gives no link without. */
  options?: Record<string, unknown>;
  /** Texts of the environment that must never be seen: the secrets. */
  secrets?: readonly string[];
};

export { tendAccounts } from './conference/tend-accounts.ts';
export { testAccount } from './conference/test-account.ts';
export { settings as meetingSettings } from './settings.ts';
export { providerMatrix } from './test/provider-matrix.ts';

const HOUR_MS = 3_600_000;
const hostile = `Crêpes "&' <script>alert(1)</script>\u202e 🥞 %s ${'long '.repeat(80)}`;

/** With which meetings call a provider: for its own tests. */
export async function providerContext(app: TestApp, key: string, signal: AbortSignal = AbortSignal.timeout(20_000)): Promise<ProviderContext> {
  const env: Env<'meetings'> = app.env('meetings');
  const provider = env.implementations('meeting.provider').get(key);
  if (!provider) throw new Error(`no plugin provides "${key}"`);
  return openAccount(env, key, provider, signal);
}

/**
 * The contract `meeting.provider` as tests: whoever passes them works with meetings as the bundled providers do. Call it in a test file of the plugin.
 * @example providerContract({ plugin: 'zoom', key: 'zoom', environment: ({ url }) => ({ ATRIUM_ZOOM_BASE_URL: url }), openFake: openFakeZoom })
 */
export function providerContract(options: ProviderContract): void {
  describe(`meeting.provider "${options.key}"`, () => {
    let app: TestApp;
    let fake: FakeProvider | undefined;
    let provider: MeetingProvider;
    let context: ProviderContext;
    let requests = 0;

    const request = (changed: Partial<ConferenceRequest> = {}): ConferenceRequest => ({
      operationKey: `key-${++requests}-${'k'.repeat(20)}`,
      subject: 'Weekly talk',
      description: 'What there is to say',
      start: new Date('2027-03-28T00:30:00Z'),
      end: new Date('2027-03-28T01:30:00Z'),
      timeZone: 'Europe/Berlin',
      host: { id: '01890000-0000-7000-8000-000000000001', email: 'ann@example.org', name: 'Ann' },
      options: options.options ?? {},
      ...changed,
    });
    const contextOf = (signal?: AbortSignal): Promise<ProviderContext> => providerContext(app, options.key, signal);
    const failure = async (call: Promise<unknown>): Promise<ProviderFailure> => {
      const outcome = await call.then(
        () => new Error('it did not fail'),
        (error: unknown) => error,
      );
      expect(outcome).toBeInstanceOf(ProviderFailure);
      if (!(outcome instanceof ProviderFailure)) throw outcome;
      for (const secret of options.secrets ?? []) expect(outcome.message).not.toContain(secret);
      return outcome;
    };
    const stands = (id: string) => fake?.rooms().find((room) => room.id === id);

    beforeAll(async () => {
      fake = await options.openFake?.();
      app = await bootTestApp({ only: [options.plugin], listen: false, environment: options.environment({ url: fake?.url ?? '' }) });
      const found = (app.env('meetings') as Env<'meetings'>).implementations('meeting.provider').get(options.key);
      if (!found) throw new Error(`the plugin "${options.plugin}" provides no "${options.key}"`);
      provider = found;
    });
    beforeEach(async () => {
      context = await contextOf();
    });
    afterAll(async () => {
      await app?.close();
      await fake?.close();
    });

    it('says what it can, and has what it says', () => {
      const { capabilities } = provider;
      expect(provider.title).toMatch(/\S/);
      expect(typeof provider.update === 'function' || !capabilities.updateInPlace || capabilities.create === 'derived').toBe(true);
      expect(typeof provider.cancel === 'function').toBe(capabilities.cancel !== 'none');
      expect(typeof provider.findByKey === 'function').toBe(capabilities.lookupByKey);
      expect(typeof provider.poll === 'function').toBe(capabilities.create === 'async');
      for (const [name, limit] of Object.entries(capabilities.limits)) expect(limit, name).toBeGreaterThan(0);
      expect(capabilities.idempotentCreate !== 'none' || capabilities.lookupByKey || capabilities.create === 'derived', 'a second try must be harmless').toBe(
        true,
      );
    });

    it('tests its connection in words, and leaves nothing behind', async () => {
      const before = fake?.rooms().length;
      for (const host of [undefined, { email: 'ann@example.org' }]) {
        const checks = await provider.testConnection(context, host);
        expect(checks.length).toBeGreaterThan(0);
        for (const { name, ok, message } of checks) {
          expect([name, host === undefined ? ok !== false : ok], message).toEqual([name, true]);
          expect(message).toMatch(/\S/);
          for (const secret of options.secrets ?? []) expect(message).not.toContain(secret);
        }
      }
      expect(fake?.rooms().length).toBe(before);
    });

    it('says what was not entered yet, and asks nobody with half an account', async () => {
      const { account, capabilities } = provider;
      if (!account || !capabilities.needsCredentials) return;
      const values = { ...context.account.values, ...Object.fromEntries(account.secrets.map((name) => [name, ''])) };
      const checks = await provider.testConnection({ ...context, http: undefined, account: { ...context.account, values } });
      expect(checks).toMatchObject([{ ok: false, why: 'missing', message: expect.stringContaining('Not entered yet: ') }]);
    });

    it('makes a room with a link that can be opened', async () => {
      const made = await createReady(request());
      expect(made.externalId).toMatch(/\S/);
      expect(new URL(made.joinUrl).protocol).toMatch(/^https?:$/);
      if (fake) expect(stands(made.externalId)).toBeDefined();
    });

    it('makes one room however often it is asked with one key, and two for two', async () => {
      const one = request();
      const first = await createReady(one);
      const again = (await provider.findByKey?.(context, one)) ?? (await createReady(one));
      expect(again.externalId).toBe(first.externalId);
      expect((await createReady(request())).externalId).not.toBe(first.externalId);
    });

    it('takes any subject and description, shortened where it must', async () => {
      const made = await createReady(request({ subject: hostile, description: hostile.repeat(8) }));
      const { titleLength } = provider.capabilities.limits;
      if (fake) expect(stands(made.externalId)?.title.length ?? 0).toBeLessThanOrEqual(titleLength);
      expect(made.joinUrl).not.toMatch(/[<>"\s]/);
    });

    it('says the same instant to the service, on a day when the clocks change too', async () => {
      const made = await createReady(request());
      const start = stands(made.externalId)?.start;
      if (start) expect(start.toISOString()).toBe('2027-03-28T00:30:00.000Z');
    });

    it('takes a meeting without a host and one of a minute', async () => {
      const start = new Date('2027-04-01T09:00:00Z');
      if (provider.capabilities.perHostIdentity) await failure(provider.create(context, request({ host: null })));
      else await createReady(request({ host: null, start, end: new Date(start.getTime() + 60_000) }));
    });

    it('declares account, options and limits that can be used', () => {
      const { account, accountMembers = [], options: choices, quotas } = provider;
      if (account) expect(account.plugin).toBe(options.plugin);
      for (const member of accountMembers) expect(Object.keys(account?.schema.shape ?? {}), member).toContain(member);
      expect(choices?.safeParse({}).success ?? true, 'every option has a default').toBe(true);
      expect((choices?.safeParse({}).data as { recording?: string } | undefined)?.recording ?? 'off', 'nothing is recorded unasked').toBe('off');
      const limits = quotas?.(context.account.values) ?? [];
      expect(new Set(limits.map(({ name }) => name)).size).toBe(limits.length);
      for (const { name, limit, counts } of limits) expect([limit > 0, counts.length > 0], name).toEqual([true, true]);
    });

    it('has the operations that belong together', () => {
      const { capabilities, summary, handleWebhook, renewSubscriptions, look, list, findByKey } = provider;
      expect(typeof summary === 'function').toBe(capabilities.summary);
      expect(typeof handleWebhook === 'function').toBe(capabilities.webhooks);
      if (renewSubscriptions) expect(handleWebhook, 'who subscribes must listen').toBeDefined();
      if (list) expect(findByKey ?? look, 'who lists can look').toBeDefined();
      if (capabilities.create === 'derived') expect([look, list, summary, handleWebhook]).toEqual([undefined, undefined, undefined, undefined]);
    });

    it('believes no call without a signature, one with a wrong one, or one with no body', async () => {
      if (!provider.handleWebhook) return;
      const query = new URLSearchParams();
      for (const [body, header] of [
        ['{"event":"meeting.deleted"}', null],
        ['{"event":"meeting.deleted"}', 'v0=00'],
        ['', null],
        ['{"half', 'x'],
      ] as const) {
        const answer = await provider
          .handleWebhook({ ...context, http: undefined }, { method: 'POST', headers: { get: () => header }, query, bytes: Buffer.from(body), state: undefined })
          .catch((error: unknown) => error);
        if (answer instanceof Error) expect(answer).toBeInstanceOf(ProviderFailure);
        else expect(answer).toMatchObject({ items: [] });
      }
    });

    /** Asks until the room is there, as the outbox does. */
    async function createReady(one: ConferenceRequest) {
      let made = await provider.create(context, one);
      for (let look = 0; made.state === 'pending' && provider.poll && look < 20; look++) made = await provider.poll(context, made.externalId, one);
      expect(made.state).toBe('ready');
      return made;
    }

    if (!options.openFake) return;

    describe('with a service behind it', () => {
      afterEach(() => expect(fake, 'the fake is open').toBeDefined());

      it('moves a room and renames it; the link stays where it says so', async () => {
        const one = request();
        const made = await createReady(one);
        const moved = { ...one, subject: 'Moved', start: new Date(one.start.getTime() + 24 * HOUR_MS), end: new Date(one.end.getTime() + 24 * HOUR_MS) };
        const answer = await provider.update?.(context, made.externalId, moved, ['subject', 'time']);
        if (provider.capabilities.updateInPlace) expect(answer).toMatchObject({ externalId: made.externalId, joinUrl: made.joinUrl });
        const room = stands(answer?.externalId ?? made.externalId);
        expect(room?.title).toContain('Moved');
        if (room?.start) expect(room.start.toISOString()).toBe(moved.start.toISOString());
      });

      it('says that a room is gone instead of making one in silence', async () => {
        if (provider.update) expect((await failure(provider.update(context, 'no-such-room', request(), ['time']))).kind).toBe('gone');
      });

      it('removes a room, and takes it well when it is gone already', async () => {
        const one = request();
        const { externalId } = await createReady(one);
        await provider.cancel?.(context, externalId, one);
        if (provider.capabilities.cancel === 'delete') expect(stands(externalId)).toBeUndefined();
        await provider.cancel?.(context, externalId, one);
        await provider.cancel?.(context, 'no-such-room', request());
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
          fake?.fault(fault);
          expect(kinds).toContain((await failure(provider.create(context, request()))).kind);
        });

      it('gets over one refused credential by itself, or says that it is one', async () => {
        fake?.fault('unauthorized');
        const outcome = await provider.create(context, request()).catch((error: unknown) => error);
        if (outcome instanceof ProviderFailure) expect(['auth.expired', 'auth.permanent']).toContain(outcome.kind);
        else expect(outcome).toHaveProperty('joinUrl');
      });

      it('waits as long as the service asks', async () => {
        fake?.fault('rate-limited', 90);
        const { retryAt } = await failure(provider.create(context, request()));
        const seconds = ((retryAt?.getTime() ?? 0) - app.clock.now().getTime()) / 1_000;
        expect(seconds).toBeGreaterThan(80);
        expect(seconds).toBeLessThan(100);
      });

      for (const fault of ['hang-before', 'hang-after'] as const)
        it(`ends a call that gets no answer (${fault}), and a second try makes no second room`, async () => {
          const one = request();
          fake?.fault(fault);
          const { kind } = await failure(provider.create(await contextOf(AbortSignal.timeout(700)), one));
          expect(['transient', 'unknown-outcome']).toContain(kind);
          const before = fake?.rooms().length ?? 0;
          const made = (await provider.findByKey?.(context, one)) ?? (await provider.create(context, one));
          expect(stands(made.externalId)).toBeDefined();
          expect((fake?.rooms().length ?? 0) - before).toBe(fault === 'hang-before' ? 1 : 0);
        });

      it('leads a meeting through its life: made at confirm, moved with it, gone at cancel; a service that is down harms nobody', async () => {
        const meetings: Env<'meetings'> = app.env('meetings');
        const base: Env<'base'> = app.env('base');
        const host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'Europe/Berlin', language: 'en' })).id;
        const virtualRoom = (await meetings.model('meeting.virtual_room').create({ name: 'Video', provider: options.key, options: options.options ?? {} })).id;
        const standing = new Set(fake?.rooms().map(({ id }) => id));
        const own = () => (fake?.rooms() ?? []).filter(({ id }) => !standing.has(id));
        fake?.fault('server-error');
        const start = new Date((Math.ceil(app.clock.now().getTime() / HOUR_MS) + 48) * HOUR_MS);
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
            await app.runJobs();
            if (await done()) return;
            app.clock.advance(HOUR_MS / 6);
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
        if (provider.capabilities.cancel === 'delete') expect(own()).toHaveLength(0);
      });

      it('looks at a room, and says when it is gone', async () => {
        if (!provider.look) return;
        const one = request();
        const made = await createReady(one);
        expect(await provider.look(context, made.externalId, one)).toMatchObject({ externalId: made.externalId, joinUrl: made.joinUrl });
        await provider.cancel?.(context, made.externalId, one);
        if (provider.capabilities.cancel === 'delete') expect(await provider.look(context, made.externalId, one)).toBeUndefined();
      });

      it('lists what carries our key', async () => {
        if (!provider.list) return;
        const start = new Date(app.clock.now().getTime() + 48 * HOUR_MS);
        const one = request({ start, end: new Date(start.getTime() + HOUR_MS) });
        const made = await createReady(one);
        const period = { from: app.clock.now(), to: new Date(start.getTime() + 48 * HOUR_MS), host: one.host };
        const rooms = await provider.list(context, period);
        // a service that cannot be asked for a list has none
        if (rooms.length > 0) expect(rooms).toContainEqual(expect.objectContaining({ externalId: made.externalId, operationKey: one.operationKey }));
      });

      it('finds nothing under a key that nobody used', async () => {
        // a service that makes or gives by key does both in one
        if (provider.findByKey && provider.capabilities.idempotentCreate !== 'key') expect(await provider.findByKey(context, request())).toBeUndefined();
      });

      it('ends at once when it is told to', async () => {
        const one = request();
        await failure(provider.create(await contextOf(AbortSignal.abort()), one));
        if (provider.findByKey && provider.capabilities.idempotentCreate !== 'key') expect(await provider.findByKey(context, one)).toBeUndefined();
      });

      it('tells of refused credentials without throwing and without naming them', async () => {
        fake?.revoke();
        const checks = await provider.testConnection(context);
        const bad = checks.filter(({ ok }) => !ok);
        expect(bad.length).toBeGreaterThan(0);
        for (const { message, fix } of bad) {
          expect(message).toMatch(/\S/);
          expect(fix ?? '').toMatch(/\S/);
          for (const secret of options.secrets ?? []) expect(`${message} ${fix}`).not.toContain(secret);
        }
      });

      it('tells a service that cannot be reached from one that refuses', async () => {
        const refused = (await provider.testConnection(context)).find(({ ok }) => !ok)?.message;
        await fake?.close();
        const unreachable = (await provider.testConnection(await contextOf())).find(({ ok }) => !ok)?.message;
        expect(unreachable).toMatch(/\S/);
        expect(unreachable).not.toBe(refused);
      });
    });
  });
}
