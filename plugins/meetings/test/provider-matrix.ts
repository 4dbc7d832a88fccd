import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, createClock, type FakeService, type ServiceFault, type TestApp } from '#core/testing';
import { testAccount } from '../conference/test-account.ts';
import type { ProviderFailureClass } from '../contract.ts';
import type {} from '../schema.ts';
import type { FakeProvider, ProviderContract } from '../testing.ts';

type MatrixFake = FakeProvider & { service: FakeService };
type Options = Omit<ProviderContract, 'openFake'> & {
  /** `now`: the clock that the app has too. */
  openFake(options: { now: () => Date }): Promise<MatrixFake>;
  /** A second create makes a second room: after a lost answer it is looked for first. */
  looksFirst?: boolean;
};
type Operation = 'create' | 'update' | 'cancel';
/** `kinds`: one of these; none: it is got over at once. `wait`: seconds until the next try, from and to. */
type Cell = { fault: ServiceFault; kinds: readonly ProviderFailureClass[]; wait?: readonly [number, number] };

const HOUR_MS = 3_600_000;
const SHORT = [3.9, 6.1] as const;
const ASKED = [89, 96] as const;

/** What may be said to people; everything else is for the log. */
const sentences = {
  create: 'The provider did not make the link yet.',
  update: 'The provider does not know the last change yet.',
  cancel: 'The provider has not removed the room yet.',
};

/**
 * Every class of failure at each step of a room's life, through the outbox: the state of the link, when it is tried again, what people and administrators see, and that it
 * comes right in the end, with one room for a meeting that stands and none for one that is off. Words with `canary` in a fake stand for credentials, tokens and texts of the
 * service: at the end they are in no table.
 */
export function providerMatrix({ plugin, key, environment, openFake, looksFirst = false }: Options): void {
  describe(`failures of "${key}"`, () => {
    let app: TestApp;
    let fake: MatrixFake;
    let meetings: Env<'meetings'>;
    let host: string;
    let virtualRoom: string;
    let days = 2;

    beforeAll(async () => {
      const clock = createClock();
      fake = await openFake({ now: () => clock.now() });
      app = await bootTestApp({ only: [plugin], listen: false, clock, environment: environment(fake) });
      meetings = app.env('meetings');
      const base: Env<'base'> = app.env('base');
      host = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'Europe/Berlin', language: 'en' })).id;
      virtualRoom = (await meetings.model('meeting.virtual_room').create({ name: 'Video', provider: key })).id;
    });
    afterAll(async () => {
      await app?.close();
      await fake?.close();
    });

    const linkOf = async (event: string) => {
      const [link] = await meetings.model('meeting.conference').find({ event });
      if (!link) throw new Error('the meeting has no link');
      return link;
    };
    const accountState = async () => (await meetings.model('meeting.account').find({ provider: key }))[0]?.state ?? 'ready';
    const request = async () => {
      days += 1;
      const start = new Date((Math.ceil(app.clock.now().getTime() / HOUR_MS) + 24 * days) * HOUR_MS);
      const end = new Date(start.getTime() + HOUR_MS);
      const common = {
        subject: `Talk ${days}`,
        host,
        rooms: [],
        virtualRoom,
        start,
        end,
        timeZone: 'Europe/Berlin',
        guests: [],
        bufferBefore: 0,
        bufferAfter: 0,
      };
      return { start, ...(await meetings.service('meetings').request({ ...common, state: 'confirmed' })) };
    };
    /** Runs what is due, again and again, until it is so. */
    const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
      for (let look = 0; look < 14; look++) {
        await app.runJobs();
        if (await done()) return;
        app.clock.advance(look < 8 ? 20_000 : HOUR_MS);
      }
      throw new Error(`${what}: it did not come to that: ${JSON.stringify(await meetings.model('meeting.conference').find({}))}`);
    };
    const isReady = async (event: string): Promise<boolean> => (await linkOf(event)).state === 'ready';

    const steps: Record<Operation, { state: readonly string[]; begin(): Promise<{ id: string; prepare(): Promise<void>; done(): Promise<boolean> }> }> = {
      create: {
        state: ['queued', 'creating'],
        begin: async () => {
          const { id } = await request();
          return { id, prepare: async () => {}, done: () => isReady(id) };
        },
      },
      update: {
        state: ['ready'],
        begin: async () => {
          const { id, version, start } = await request();
          await until('a room', () => isReady(id));
          const moved = new Date(start.getTime() + 2 * HOUR_MS);
          const prepare = async (): Promise<void> => {
            await meetings.service('meetings').reschedule({ id, version, start: moved, end: new Date(moved.getTime() + HOUR_MS) });
          };
          const done = async (): Promise<boolean> => {
            const { externalId, failure } = await linkOf(id);
            return (
              failure === null &&
              fake
                .rooms()
                .find((room) => room.id === externalId)
                ?.start?.getTime() === moved.getTime()
            );
          };
          return { id, prepare, done };
        },
      },
      cancel: {
        state: ['cancelling'],
        begin: async () => {
          const { id, version } = await request();
          await until('a room', () => isReady(id));
          const { externalId } = await linkOf(id);
          const prepare = async (): Promise<void> => {
            await meetings.service('meetings').cancel({ id, version });
          };
          return { id, prepare, done: async () => (await linkOf(id)).state === 'cancelled' && !fake.rooms().some((room) => room.id === externalId) };
        },
      },
    };

    const lost = (operation: Operation): ProviderFailureClass => (operation === 'create' && looksFirst ? 'unknown-outcome' : 'transient');
    /** Each form of each answer once; where one form stands for all, once for each step. */
    const cellsOf = (operation: Operation): Cell[] => {
      const forms = operation === 'create' ? (['seconds', 'http-date', 'iso', 'reset'] as const) : (['seconds'] as const);
      const unread = operation === 'create' ? (['html', 'xml', 'truncated', 'reset-before'] as const) : (['html', 'truncated'] as const);
      return [
        { fault: { kind: 'unauthorized' }, kinds: [] },
        { fault: { kind: 'unauthorized', times: 2 }, kinds: ['auth.permanent'] },
        { fault: { kind: 'forbidden' }, kinds: ['auth.permanent'] },
        ...forms.map((form): Cell => ({ fault: { kind: 'rate-limited', form, retryAfterS: 90 }, kinds: ['quota.short', 'quota.long'], wait: ASKED })),
        ...(operation === 'create' ? [{ fault: { kind: 'rate-limited', form: 'none' }, kinds: ['quota.short'], wait: SHORT } satisfies Cell] : []),
        ...(['server-error', ...unread, 'reset-after'] as const).map((kind): Cell => ({ fault: { kind }, kinds: [lost(operation)], wait: SHORT })),
      ];
    };

    for (const operation of ['create', 'update', 'cancel'] as const)
      it(`${operation}: state, retry and words for each class, and all comes right`, async () => {
        for (const { fault, kinds, wait } of cellsOf(operation)) {
          const name = `${operation} × ${fault.kind} ${fault.form ?? ''}${fault.times ?? ''}`;
          const { id, prepare, done } = await steps[operation].begin();
          await prepare();
          fake.service.fault(fault);
          await app.runJobs();
          const link = await linkOf(id);
          if (kinds.length === 0) expect([name, link.failure, await accountState()]).toEqual([name, null, 'ready']);
          else {
            expect([name, kinds.find((kind) => kind === link.failure), link.problem]).toEqual([name, link.failure, sentences[operation]]);
            const state = operation !== 'create' ? steps[operation].state[0] : link.failure === 'unknown-outcome' ? 'creating' : 'queued';
            expect([name, link.state]).toEqual([name, state]);
            const refused = link.failure === 'auth.permanent';
            expect([name, link.waiting, await accountState()]).toEqual([name, refused, refused ? 'parked' : 'ready']);
            const seconds = link.retryAt === null ? undefined : (link.retryAt.getTime() - app.clock.now().getTime()) / 1_000;
            if (!wait) expect([name, seconds]).toEqual([name, undefined]);
            else expect([name, (seconds ?? 0) > wait[0] && (seconds ?? 0) < wait[1], seconds]).toEqual([name, true, seconds]);
          }
          if (kinds[0] === 'auth.permanent') expect((await testAccount(meetings, key, null)).filter(({ ok }) => !ok)).toEqual([]);
          fake.service.heal();
          await until(name, done);
          expect([name, await accountState()]).toEqual([name, 'ready']);
        }
      });

    it('leaves one room for each meeting that stands and none for the others, and made no call that the service would refuse', async () => {
      const links = await meetings.model('meeting.conference').find({});
      const live = links.filter(({ state }) => state !== 'cancelled').map(({ externalId }) => externalId);
      expect(links.length).toBeGreaterThan(25);
      expect(
        fake
          .rooms()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(live.sort());
      expect(fake.service.faults).toEqual([]);
    });

    it('tells the administrator what happened, and nobody what the service has said', async () => {
      const calls = await meetings.model('meeting.provider_call').find({});
      for (const kind of ['auth.permanent', 'quota.short', lost('create'), ''] as const) expect(calls.map(({ failure }) => failure)).toContain(kind);
      const { database } = app.app.runtime;
      const { rows } = await database.query<{ name: string }>(
        "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
        [],
      );
      const found: string[] = [];
      for (const { name } of rows) {
        const { rows: hits } = await database.query<{ hit: string }>(
          `SELECT left(t::text, 200) AS hit FROM ${name} t WHERE t::text LIKE '%canary%' LIMIT 1`,
          [],
        );
        found.push(...hits.map(({ hit }) => `${name}: ${hit}`));
      }
      expect(found).toEqual([]);
      expect(rows.length).toBeGreaterThan(30);
    });
  });
}
