import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { bootTestApp, createClock, type FakeService, type TestApp } from '#core/testing';
import { fetchSummary } from '../conference/fetch-summary.ts';
import { retryLink } from '../conference/retry-link.ts';
import { storeNews } from '../conference/take-news.ts';
import { testAccount } from '../conference/test-account.ts';
import type { ProviderFailureClass } from '../contract.ts';
import type {} from '../schema.ts';
import type { FakeProvider } from './fake-provider.ts';
import { isRead, type MatrixCell, type MatrixOperation, matrixCells, matrixOperations } from './matrix-cells.ts';
import { expectLog, expectViews, matrixLog } from './matrix-view.ts';
import { pauseActions } from './open-meetings.ts';
import type { ProviderContract } from './provider-bench.ts';

type MatrixFake = FakeProvider & {
  service: FakeService;
  /** Somebody removes a room at the service. */
  lose(id: string): void;
};
type Options<F extends MatrixFake> = Omit<ProviderContract, 'openFake'> & {
  /** `now`: the clock that the app has too. */
  openFake(options: { now: () => Date }): Promise<F>;
  /** A second create makes a second room: after a lost answer it is looked for first. */
  looksFirst?: boolean;
  /** Rooms are there after so many looks from now on. Without it nothing is ever asked for again, and `poll` is left out. */
  late?(fake: F, looks: number): void;
  /** The meeting was held, and its summary is written. Without it there are none, and `summary` is left out. */
  held?(fake: F, externalId: string): void;
  /** All steps unless given. */
  operations?: readonly MatrixOperation[];
};
/** `externalId`: of the room that stands by then. `go`: what makes the call due; the runner may take it at once, so faults are planned before. */
type Begun = { externalId: string; go(): Promise<{ id: string; done(): Promise<boolean> }> };
type Step = {
  /** Of the link, once the call has failed. */
  state: string;
  /** What people are told; null: nothing has changed for them. */
  sentence: string | null;
  /** As the time line and the log name the call. */
  call: string;
  begin(): Promise<Begun>;
};

const HOUR_MS = 3_600_000;

/**
 * Every class of failure at each step of a room's life, through the outbox: the state of the link, when it is tried again, what people, administrators and the log see, and
 * that it comes right in the end, with one room for a meeting that stands and none for one that is off. Words with `canary` in a fake stand for credentials, tokens and
 * texts of the service: at the end they are in no table and in no line of the log.
 */
export function providerMatrix<F extends MatrixFake>({
  plugin,
  key,
  environment,
  openFake,
  looksFirst = false,
  late,
  held,
  operations = matrixOperations,
}: Options<F>): void {
  describe(`failures of "${key}"`, () => {
    const log = matrixLog();
    let app: TestApp;
    let fake: F;
    let meetings: Env<'meetings'>;
    let host: string;
    let virtualRoom: string;
    let days = 2;
    let told = 0;

    beforeAll(async () => {
      const clock = createClock();
      fake = await openFake({ now: () => clock.now() });
      app = await bootTestApp({ only: [plugin], listen: false, clock, environment: environment(fake), log: log.write });
      meetings = app.env('meetings');
      await pauseActions(app);
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
      for (let look = 0; look < 16; look++) {
        await app.runJobs();
        if (await done()) return;
        app.clock.advance(look < 8 ? 20_000 : HOUR_MS);
      }
      throw new Error(`${what}: it did not come to that`);
    };
    const isReady = async (event: string): Promise<boolean> => (await linkOf(event)).state === 'ready';
    const standing = async () => {
      const made = await request();
      await until('a room', () => isReady(made.id));
      const { externalId } = await linkOf(made.id);
      return { ...made, externalId: externalId ?? '' };
    };
    const tell = (externalId: string) => storeNews(meetings, key, 'main', [{ key: `news ${++told}`, externalId, kind: 'changed' }]);
    const stands = (externalId: string | null) => fake.rooms().find((room) => room.id === externalId);
    const steps: Record<MatrixOperation, Step> = {
      create: {
        state: 'queued',
        sentence: 'The provider did not make the link yet.',
        call: 'create',
        begin: async () => ({
          externalId: '',
          go: async () => {
            const { id } = await request();
            return { id, done: () => isReady(id) };
          },
        }),
      },
      update: {
        state: 'ready',
        sentence: 'The provider does not know the last change yet.',
        call: 'update',
        begin: async () => {
          const { id, version, start, externalId } = await standing();
          const moved = new Date(start.getTime() + 2 * HOUR_MS);
          const done = async (): Promise<boolean> => {
            const link = await linkOf(id);
            return link.failure === null && stands(link.externalId)?.start?.getTime() === moved.getTime();
          };
          const go = async () => {
            await meetings.service('meetings').reschedule({ id, version, start: moved, end: new Date(moved.getTime() + HOUR_MS) });
            return { id, done };
          };
          return { externalId, go };
        },
      },
      cancel: {
        state: 'cancelling',
        sentence: 'The provider has not removed the room yet.',
        call: 'cancel',
        begin: async () => {
          const { id, version, externalId } = await standing();
          const done = async () => (await linkOf(id)).state === 'cancelled' && stands(externalId) === undefined;
          const go = async () => {
            await meetings.service('meetings').cancel({ id, version });
            return { id, done };
          };
          return { externalId, go };
        },
      },
      poll: {
        state: 'pending',
        sentence: 'The provider did not make the link yet.',
        call: 'poll',
        begin: async () => {
          late?.(fake, 2);
          const { id } = await request();
          await app.runJobs();
          const { state, externalId } = await linkOf(id);
          expect(state).toBe('pending');
          late?.(fake, 1);
          const go = async () => {
            app.clock.advance(3_000);
            return { id, done: () => isReady(id) };
          };
          return { externalId: externalId ?? '', go };
        },
      },
      summary: {
        state: 'ready',
        sentence: null,
        call: 'summary',
        begin: async () => {
          const { id, externalId } = await standing();
          held?.(fake, externalId);
          const ask = () => meetings.enqueue(fetchSummary, { meeting: id }, {});
          const done = async (): Promise<boolean> => {
            const there = (await meetings.model('meeting.summary').count({ event: id })) === 1;
            const { rows } = await jobs('meeting.fetch-summary');
            // what is not asked again by itself is asked for by the next round
            if (!there && rows.length === 0) await ask();
            return there;
          };
          const go = async () => {
            await ask();
            return { id, done };
          };
          return { externalId, go };
        },
      },
      webhook: {
        state: 'ready',
        sentence: null,
        call: 'look',
        begin: async () => {
          const { id, externalId } = await standing();
          const done = async (): Promise<boolean> => {
            const link = await linkOf(id);
            const { rows } = await jobs('meeting.check-conference');
            const looked = (await meetings.model('meeting.provider_call').count({ event: id, operation: 'look', failure: '' })) > 0;
            // what is not looked at again by itself is looked at with the next news, or by the reconciliation
            if (!looked && rows.length === 0) await tell(externalId);
            return looked && link.state === 'ready' && stands(link.externalId) !== undefined;
          };
          const go = async () => {
            await tell(externalId);
            return { id, done };
          };
          return { externalId, go };
        },
      },
    };

    /** Jobs that wait for their time. */
    const jobs = (name: string) =>
      app.app.runtime.database.query<{ run_at: string | Date }>("SELECT run_at FROM core_job WHERE name = $1::text AND state = 'queued'", [name]);
    const lost = (operation: MatrixOperation): ProviderFailureClass => (operation === 'create' && looksFirst ? 'unknown-outcome' : 'transient');
    const secondsTo = (at: Date | string | null | undefined) =>
      at === null || at === undefined ? undefined : (new Date(at).getTime() - app.clock.now().getTime()) / 1_000;
    /** A link as it is after a failure that was told. */
    const stateAfter = (operation: MatrixOperation, kind: ProviderFailureClass | undefined): string => {
      const { state } = steps[operation];
      if (kind === 'permanent') return { create: 'failed', poll: 'failed', cancel: 'cancelled' }[operation as string] ?? state;
      return operation === 'create' && kind === 'unknown-outcome' ? 'creating' : state;
    };

    const tried = async (operation: MatrixOperation, { name, fault, lost: gone, kinds, wait }: MatrixCell): Promise<void> => {
      const { call, sentence, begin } = steps[operation];
      const { externalId, go } = await begin();
      if (fault) fake.service.fault(fault);
      if (gone) fake.lose(externalId);
      log.take();
      const { id, done } = await go();
      await app.runJobs();
      const link = await linkOf(id);
      const [shown] = await meetings.model('meeting.provider_call').find({ event: id, operation: call as 'create' }, { order: ['-createdAt'], limit: 1 });
      const kind = kinds.find((one) => one === shown?.failure);
      const parked = kind === 'auth.permanent';
      if (kinds.length === 0) expect([name, link.failure, await accountState()]).toEqual([name, null, 'ready']);
      else {
        expect([name, shown?.failure]).toEqual([name, kind]);
        // what is not tried again is said so
        const said = kind === 'permanent' && link.state === 'failed' ? 'The provider did not make the link.' : sentence;
        const told = sentence === null ? [null, null] : [kind, said];
        expect([name, link.failure, link.problem]).toEqual([name, ...told]);
        expect([name, link.state]).toEqual([name, stateAfter(operation, kind)]);
        expect([name, link.waiting, await accountState()]).toEqual([name, parked && sentence !== null, parked ? 'parked' : 'ready']);
        const { rows } = await jobs(operation === 'summary' ? 'meeting.fetch-summary' : 'meeting.check-conference');
        const seconds = secondsTo(isRead(operation) && operation !== 'poll' ? rows[0]?.run_at : link.retryAt);
        if (!wait) expect([name, seconds]).toEqual([name, undefined]);
        else expect([name, (seconds ?? 0) > wait[0] && (seconds ?? 0) < wait[1], seconds]).toEqual([name, true, seconds]);
        await expectViews(app, host, { name, meeting: id, kind, sentence: said, parked, retryAt: link.retryAt, state: link.state });
        expectLog(name, log.take(), call, kind, parked);
      }
      if (parked) expect((await testAccount(meetings, key, null)).filter(({ ok }) => !ok)).toEqual([]);
      if (kind === 'permanent' && sentence !== null && link.state !== 'cancelled') expect([name, await retryLink(meetings, id)]).toEqual([name, true]);
      fake.service.heal();
      await until(name, done);
      expect([name, await accountState()]).toEqual([name, 'ready']);
    };

    const possible = operations.filter((operation) => (operation !== 'poll' || late) && (operation !== 'summary' || held));
    for (const operation of possible)
      it(`${operation}: state, retry and words for each class, and all comes right`, async () => {
        for (const cell of matrixCells(operation, lost(operation))) await tried(operation, cell);
      });

    it('leaves one room for each meeting that stands and none for the others, and made no call that the service would refuse', async () => {
      const links = await meetings.model('meeting.conference').find({});
      const live = links.filter(({ state }) => state !== 'cancelled').map(({ externalId }) => externalId);
      expect(links.length).toBeGreaterThan(8 * possible.length);
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
      for (const kind of ['auth.permanent', 'quota.short', 'permanent', 'transient', ''] as const) expect(calls.map(({ failure }) => failure)).toContain(kind);
      expect(log.all()).not.toContain('canary');
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
