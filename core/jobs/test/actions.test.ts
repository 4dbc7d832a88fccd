import { describe, expect, it } from 'vitest';
import { on } from '../../events/event.ts';
import type { Runtime } from '../../runtime.ts';
import { waitFor } from '../../testing/index.ts';
import { actionDeactivated } from '../action-deactivated.ts';
import { pauseAction, resumeAction, runActionNow } from '../control-actions.ts';
import { type ActionContext, type ActionResult, defineAction, type ScheduledAction } from '../job.ts';
import { jobHealth } from '../job-health.ts';
import { runDueActions } from '../run-actions.ts';
import { startRunner } from '../runner.ts';
import { syncActions } from '../sync-actions.ts';
import { openJobSite, type Part } from './job-site.ts';

const never = new AbortController().signal;
const daily = (run: (context: ActionContext) => Promise<ActionResult | undefined>, more: Partial<ScheduledAction> = {}): ScheduledAction =>
  defineAction({ name: 'probe.sweep', title: 'Sweep', expression: '30 2 * * *', timeZone: 'Europe/Berlin', ...more, run: (_env, context) => run(context) });

type State = { active: boolean; failures: number; next_run: Date; expression: string; lease_token: string | null; progress: string | null };
const state = async ({ database }: Runtime): Promise<State | undefined> =>
  (await database.query<State>(`SELECT * FROM core_action WHERE name = 'probe.sweep'`)).rows[0];
type Run = { started_at: Date; ok: boolean; count: number | null; message: string | null; seconds: number };
const history = async ({ database }: Runtime): Promise<Run[]> =>
  (
    await database.query<Run>(
      'SELECT started_at, ok, count, message, extract(epoch FROM finished_at - started_at)::double precision AS seconds FROM core_action_run ORDER BY id',
    )
  ).rows;

/** The evening before the clock is set forward. */
async function site(run: (context: ActionContext) => Promise<ActionResult | undefined>, more: Partial<ScheduledAction> = {}, rest: Part = {}) {
  const opened = await openJobSite('2027-03-27T20:00:00Z');
  const parts = [{ actions: [daily(run, more)], ...rest }];
  const runtime = await opened.process(parts);
  await syncActions(runtime, []);
  return { ...opened, runtime, parts, tick: () => runDueActions(runtime, [], never) };
}

describe('scheduled actions', () => {
  it('run at their time, on the day of the jump at the end of the gap, and keep a history', async () => {
    const { clock, runtime, tick } = await site(async () => ({ count: 7, message: 'swept' }));
    await tick();
    expect(await history(runtime)).toEqual([]);
    clock.set('2027-03-28T01:00:00Z');
    await tick();
    await tick();
    expect(await history(runtime)).toMatchObject([{ started_at: new Date('2027-03-28T01:00:00Z'), ok: true, count: 7, message: 'swept' }]);
    expect((await state(runtime))?.next_run).toEqual(new Date('2027-03-29T00:30:00Z'));
  });

  it('are made up once after missed times, or wait for the next', async () => {
    for (const [catchUp, runs] of [
      ['one', 1],
      ['none', 0],
    ] as const) {
      let ran = 0;
      const { clock, runtime, tick } = await site(
        async () => {
          ran += 1;
          return undefined;
        },
        { catchUp },
      );
      clock.set('2027-04-02T12:00:00Z');
      await tick();
      expect(ran).toBe(runs);
      expect((await state(runtime))?.next_run).toEqual(new Date('2027-04-03T00:30:00Z'));
    }
  });

  it('show how far they are while they run', async () => {
    let during: string | null | undefined;
    const { clock, runtime, tick } = await site(async ({ progress }) => {
      await progress(3, 10);
      during = (await state(runtime))?.progress;
      return undefined;
    });
    clock.set('2027-03-28T01:00:00Z');
    await tick();
    expect(during).toBe('3/10');
    expect((await state(runtime))?.progress).toBeNull();
  });

  it('come back soon after a failure, are switched off after five in a row, and tell it', async () => {
    const told: unknown[] = [];
    const { clock, runtime, tick, atEnd } = await site(
      async () => {
        throw new TypeError('secret of 10.0.0.7');
      },
      {},
      { on: [on(actionDeactivated, async (_env, payload) => void told.push(payload))] },
    );
    clock.set('2027-03-28T01:00:00Z');
    for (let i = 1; i <= 5; i++) {
      await tick();
      const now = await state(runtime);
      expect(now).toMatchObject({ failures: i, active: i < 5 });
      clock.set(now?.next_run ?? '');
    }
    await tick();
    expect(await history(runtime)).toHaveLength(5);
    expect((await history(runtime))[0]).toMatchObject({ ok: false, message: 'unexpected fault (TypeError), see the log' });
    const runner = await startRunner(runtime, { pollMs: 60_000 });
    atEnd(() => runner.stop());
    await runner.drain();
    expect(told).toEqual([{ action: 'probe.sweep', plugin: 'probe', failures: 5 }]);

    expect(await resumeAction(runtime, 'probe.sweep')).toBe(true);
    expect(await state(runtime)).toMatchObject({ active: true, failures: 0 });
  });

  it('run once although four processes look at the same time', async () => {
    let ran = 0;
    const { clock, runtime, parts, process } = await site(async () => {
      ran += 1;
      return undefined;
    });
    const others = await Promise.all([1, 2, 3].map(() => process(parts)));
    for (let day = 0; day < 10; day++) {
      clock.set((await state(runtime))?.next_run ?? '');
      await Promise.all([runtime, ...others].flatMap((one) => [runDueActions(one, [], never), runDueActions(one, [], never)]));
    }
    expect(ran).toBe(10);
    expect(await history(runtime)).toHaveLength(10);
  });

  it('are taken over from a process that died, whose late end no longer counts', async () => {
    let release: (() => void) | undefined;
    let runs = 0;
    const { clock, runtime, parts, process } = await site(async () => {
      runs += 1;
      if (runs > 1) return { message: 'the second' };
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { message: 'the first' };
    });
    const other = await process(parts);
    clock.set('2027-03-28T01:00:00Z');
    const first = runDueActions(runtime, [], never);
    await waitFor('the first to be at it', () => release !== undefined);
    await runDueActions(other, [], never);
    expect(runs).toBe(1);
    clock.advance(121_000);
    await runDueActions(other, [], never);
    expect(runs).toBe(2);
    release?.();
    await first;
    expect(await history(runtime)).toMatchObject([{ ok: true, message: 'the second' }]);
  });

  it('end when they take too long, and are given back when the process stops', async () => {
    const hang = () => new Promise<never>(() => {});
    const { clock, runtime, tick } = await site(hang, { timeout: 0.05 });
    clock.set('2027-03-28T01:00:00Z');
    await tick();
    expect(await history(runtime)).toMatchObject([{ ok: false, message: 'not finished after 0.05 s' }]);

    const long = await site(hang);
    long.clock.set('2027-03-28T01:00:00Z');
    const stop = new AbortController();
    const running = runDueActions(long.runtime, [], stop.signal);
    await waitFor('the lease', async () => (await state(long.runtime))?.lease_token != null);
    stop.abort();
    await running;
    expect(await state(long.runtime)).toMatchObject({ lease_token: null, failures: 0, next_run: new Date('2027-03-28T01:00:00Z') });
  });

  it('run when asked, also while paused, and pause', async () => {
    let ran = 0;
    const { clock, runtime, tick } = await site(async () => {
      ran += 1;
      return undefined;
    });
    await pauseAction(runtime, 'probe.sweep');
    clock.set('2027-03-29T12:00:00Z');
    await tick();
    expect(ran).toBe(0);
    expect(await runActionNow(runtime, 'probe.sweep')).toBe(true);
    expect(await runActionNow(runtime, 'probe.unknown')).toBe(false);
    await tick();
    await tick();
    expect(ran).toBe(1);
    expect((await state(runtime))?.active).toBe(false);
  });
});

describe('declared actions', () => {
  it('are entered once; a changed declaration is taken over, what an admin changed is not touched, what is gone goes', async () => {
    const { runtime, process } = await site(async () => undefined);
    await runtime.database.query(`UPDATE core_action SET expression = '0 5 * * *', active = false`);
    await syncActions(runtime, []);
    expect(await state(runtime)).toMatchObject({ expression: '0 5 * * *', active: false });

    const newer = await process([{ actions: [daily(async () => undefined, { expression: '0 6 * * *' })] }]);
    await syncActions(newer, []);
    expect(await state(runtime)).toMatchObject({ expression: '0 6 * * *', active: false, next_run: new Date('2027-03-28T04:00:00Z') });

    await syncActions(await process([{ name: 'another' }]), []);
    expect(await state(runtime)).toBeDefined();
    await syncActions(await process([{}]), []);
    expect(await state(runtime)).toBeUndefined();
  });

  it('are refused by name where they can never run', async () => {
    const { process } = await openJobSite();
    const runtime = await process([{ actions: [daily(async () => undefined, { expression: 'at noon' })] }]);
    await expect(syncActions(runtime, [])).rejects.toThrow('"probe.sweep" never runs: "at noon" is no cron expression');
  });
});

describe('the go/no-go lines', () => {
  it('tell of dead letters, of a standing outbox and of actions that are off or late', async () => {
    const { runtime } = await site(async () => undefined);
    await runtime.database.query(`INSERT INTO core_plugin (name, version, state) VALUES ('probe', '1.0.0', 'enabled')`);
    await runtime.database.query(`UPDATE core_action SET next_run = now() + interval '1 hour'`);
    expect(await jobHealth(runtime.database)).toEqual([{ ok: true, message: '0 jobs wait, no dead letters, 1 scheduled actions on time' }]);
    await runtime.database.query(`UPDATE core_action SET next_run = now() - interval '1 hour'`);
    await runtime.database.query(
      `INSERT INTO core_job (id, org_id, plugin, name, payload, state, run_at, created_at) VALUES (gen_random_uuid(), 1, 'probe', 'a', '{}', 'dead', 'epoch', now()),
         (gen_random_uuid(), 1, 'probe', 'a', '{}', 'queued', 'epoch', now() - interval '20 minutes')`,
    );
    const told = await jobHealth(runtime.database);
    expect(told.map(({ ok, message }) => [ok, message])).toEqual([
      [false, '1 jobs gave up'],
      [false, '1 jobs wait, the oldest for 20 minutes'],
      [false, 'Scheduled actions are late: probe.sweep'],
    ]);
    await runtime.database.query('UPDATE core_action SET active = false, failures = 5');
    expect((await jobHealth(runtime.database)).at(-1)?.message).toBe('Scheduled actions are off: probe.sweep');
  });
});
