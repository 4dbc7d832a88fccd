import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pluginPrincipal } from '../../principal.ts';
import type { Runtime } from '../../runtime.ts';
import { waitFor } from '../../testing/index.ts';
import { listDeadJobs, retryJob } from '../dead-jobs.ts';
import { enqueueJobs, type NewJob } from '../enqueue-jobs.ts';
import { defineJob, GiveUp, type JobContext, RetryLater } from '../job.ts';
import { type Runner, type RunnerOptions, startRunner } from '../runner.ts';
import { openJobSite } from './job-site.ts';

const payload = z.object({ n: z.number() });
const probe = (run: (n: number, context: JobContext) => Promise<void>, more: { maxAttempts?: number; timeout?: number } = {}) =>
  defineJob({ name: 'probe.do', payload, ...more, run: (_env, { n }, context) => run(n, context) });
const job = (n: number, more: Partial<NewJob> = {}): NewJob => ({ org: 1, plugin: 'probe', name: 'probe.do', payload: { n }, ...more });

type Row = { state: string; attempts: number; faults: number; key: string | null; last_error: string | null; run_at: Date };
const table = async ({ database }: Runtime): Promise<Row[]> =>
  (await database.query<Row>('SELECT state, attempts, faults, key, last_error, run_at FROM core_job ORDER BY id')).rows;

/** One process and its runner, that looks only when told. */
async function one(run: (n: number, context: JobContext) => Promise<void>, more: { maxAttempts?: number; timeout?: number } = {}) {
  const site = await openJobSite('2027-01-04T08:00:00Z');
  const runtime = await site.process([{ jobs: [probe(run, more)] }]);
  const runner = await open(site, runtime);
  return { ...site, runtime, runner };
}

async function open(site: { atEnd(close: () => Promise<void>): unknown }, runtime: Runtime, options: RunnerOptions = {}): Promise<Runner> {
  const runner = await startRunner(runtime, { pollMs: 60_000, ...options });
  site.atEnd(() => runner.stop());
  return runner;
}

describe('the outbox', () => {
  it('writes many jobs in one statement, and none that is rolled back', async () => {
    const ran: number[] = [];
    const site = await openJobSite();
    const runtime = await site.process([{ jobs: [probe(async (n) => void ran.push(n))] }]);
    const before = runtime.database.statements();
    await expect(
      runtime.database.tx(async () => {
        await enqueueJobs(
          runtime.database,
          Array.from({ length: 500 }, (_, n) => job(n)),
        );
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(runtime.database.statements() - before).toBe(1);
    await (await open(site, runtime)).drain();
    expect(ran).toEqual([]);
    expect(await table(runtime)).toEqual([]);
  });

  it('is woken by the commit, without waiting for the next look', async () => {
    const ran: number[] = [];
    const { runtime } = await one(async (n) => void ran.push(n));
    await runtime.database.tx(() => enqueueJobs(runtime.database, [job(1), job(2)]));
    await waitFor('both jobs', () => ran.length === 2);
    await waitFor('an empty table', async () => (await table(runtime)).length === 0);
  });

  it('does not write a second job while one with its key waits', async () => {
    const ran: number[] = [];
    const { runtime, runner } = await one(async (n) => void ran.push(n));
    const later = new Date('2027-01-04T09:00:00Z');
    await enqueueJobs(runtime.database, [job(1, { key: 'a', runAt: later }), job(2, { key: 'a', runAt: later }), job(3, { key: 'b', runAt: later })]);
    await enqueueJobs(runtime.database, [job(4, { key: 'a', runAt: later })]);
    expect(await table(runtime)).toHaveLength(2);
    await runner.drain();
    expect(ran).toEqual([]);
  });

  it('waits for its time by the clock, then goes by priority', async () => {
    const ran: number[] = [];
    const site = await openJobSite('2027-01-04T08:00:00Z');
    const runtime = await site.process([{ jobs: [probe(async (n) => void ran.push(n))] }]);
    const runAt = new Date('2027-01-04T09:00:00Z');
    await enqueueJobs(runtime.database, [job(1, { runAt, priority: 200 }), job(2, { runAt }), job(3, { runAt, priority: 5 })]);
    const runner = await open(site, runtime, { concurrency: 1 });
    await runner.drain();
    expect(ran).toEqual([]);
    site.clock.set('2027-01-04T09:00:00Z');
    await runner.drain();
    expect(ran).toEqual([3, 2, 1]);
  });

  it('leaves jobs of a plugin that is off waiting', async () => {
    const { runtime, runner } = await one(async () => {});
    await enqueueJobs(runtime.database, [job(1, { name: 'other.do', plugin: 'other' })]);
    await runner.drain();
    expect(await table(runtime)).toMatchObject([{ state: 'queued', attempts: 0 }]);
  });
});

describe('a job that fails', () => {
  it('comes back after growing pauses and is dead in the end; retried by hand it starts anew', async () => {
    let works = false;
    const { runtime, runner, clock } = await one(
      async () => {
        if (!works) throw new TypeError('password hunter2 refused by 10.0.0.7');
      },
      { maxAttempts: 3 },
    );
    await enqueueJobs(runtime.database, [job(1)]);
    await runner.drain();
    const [first] = await table(runtime);
    expect(first).toMatchObject({ state: 'queued', attempts: 1, faults: 1 });
    const pause = (first?.run_at.getTime() ?? 0) - clock.now().getTime();
    expect(pause).toBeGreaterThanOrEqual(4_000);
    expect(pause).toBeLessThanOrEqual(6_000);
    await runner.drain();
    expect(await table(runtime)).toMatchObject([{ attempts: 1 }]);
    clock.advance(6_001);
    await runner.drain();
    clock.advance(36_001);
    await runner.drain();
    expect(await table(runtime)).toMatchObject([{ state: 'dead', attempts: 3 }]);

    const [dead] = await listDeadJobs(runtime.database, 1);
    expect(dead).toMatchObject({ plugin: 'probe', name: 'probe.do', attempts: 3, reason: 'unexpected fault (TypeError), see the log' });
    expect(runtime.lines.find(({ msg }) => msg === 'job is a dead letter')).toMatchObject({ name: 'probe.do', attempt: 3 });
    works = true;
    expect(await retryJob(runtime.database, 2, dead?.id ?? '')).toBe(false);
    expect(await retryJob(runtime.database, 1, dead?.id ?? '')).toBe(true);
    await runner.drain();
    expect(await table(runtime)).toEqual([]);
  });

  it('is dead at once when it gives up, and where its payload cannot be read after its tries', async () => {
    const { runtime, runner } = await one(
      async () => {
        throw new GiveUp('the account is closed');
      },
      { maxAttempts: 1 },
    );
    await enqueueJobs(runtime.database, [job(1), job(2, { payload: { n: 'two' } })]);
    await runner.drain();
    expect((await table(runtime)).map(({ state, last_error }) => [state, last_error])).toEqual([
      ['dead', 'the account is closed'],
      ['dead', 'unexpected fault (ZodError), see the log'],
    ]);
  });

  it('may put itself off as often as it wants', async () => {
    let runs = 0;
    const { runtime, runner, clock } = await one(
      async () => {
        runs += 1;
        if (runs < 5) throw new RetryLater('quota used up', new Date(clock.now().getTime() + 60_000));
      },
      { maxAttempts: 2 },
    );
    await enqueueJobs(runtime.database, [job(1)]);
    for (let i = 0; i < 5; i++) {
      await runner.drain();
      expect(runs).toBe(i + 1);
      clock.advance(60_000);
    }
    expect(await table(runtime)).toEqual([]);
  });

  it('loses its place when it takes too long, and is told by the signal', async () => {
    let told: unknown;
    const { runtime, runner } = await one(
      (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            told = signal.reason;
          });
        }),
      { timeout: 0.05, maxAttempts: 1 },
    );
    await enqueueJobs(runtime.database, [job(1)]);
    await runner.drain();
    expect(await table(runtime)).toMatchObject([{ state: 'dead', last_error: 'not finished after 0.05 s' }]);
    expect(told).toBeInstanceOf(Error);
  });

  it('gives up its key when a newer job with it waits', async () => {
    const { runtime, runner, clock } = await one(async (n) => {
      if (n === 1) {
        await enqueueJobs(runtime.database, [job(2, { key: 'k', runAt: new Date(clock.now().getTime() + 3_600_000) })]);
        throw new Error('no');
      }
    });
    await enqueueJobs(runtime.database, [job(1, { key: 'k' })]);
    await runner.drain();
    expect((await table(runtime)).map(({ state, key }) => [state, key])).toEqual([
      ['queued', null],
      ['queued', 'k'],
    ]);
  });
});

describe('lanes', () => {
  it('run one at a time and in order, across two processes', async () => {
    const site = await openJobSite('2027-01-04T08:00:00Z');
    const ran: number[] = [];
    let inside = 0;
    let most = 0;
    const jobs = [
      probe(async (n) => {
        inside += 1;
        most = Math.max(most, inside);
        await wait(3);
        ran.push(n);
        inside -= 1;
      }),
    ];
    const first = await site.process([{ jobs }]);
    const second = await site.process([{ jobs }]);
    await enqueueJobs(
      first.database,
      Array.from({ length: 30 }, (_, n) => job(n, { lane: 'host-1' })),
    );
    await open(site, first, { pollMs: 5 });
    await open(site, second, { pollMs: 5 });
    await waitFor('all thirty', async () => ran.length === 30);
    expect(ran).toEqual(Array.from({ length: 30 }, (_, n) => n));
    expect(most).toBe(1);
  });

  it('let others pass while one waits for its next try', async () => {
    const ran: number[] = [];
    const { runtime, runner } = await one(async (n) => {
      ran.push(n);
      if (n === 1) throw new Error('no');
    });
    await enqueueJobs(runtime.database, [job(1, { lane: 'a' }), job(2, { lane: 'a' })]);
    await runner.drain();
    expect(ran).toEqual([1, 2]);
  });
});

describe('several processes', () => {
  it('run each of 300 jobs exactly once', async () => {
    const site = await openJobSite();
    const ran = new Map<number, number>();
    const jobs = [
      probe(async (n) => {
        ran.set(n, (ran.get(n) ?? 0) + 1);
        await wait(1);
      }),
    ];
    const processes = await Promise.all([1, 2, 3].map(() => site.process([{ jobs }], { mode: 'production', poolSize: 3 })));
    for (const runtime of processes) await open(site, runtime, { pollMs: 5 });
    const [first] = processes;
    if (!first) throw new Error('no process');
    for (let from = 0; from < 300; from += 50)
      await enqueueJobs(
        first.database,
        Array.from({ length: 50 }, (_, n) => job(from + n)),
      );
    await waitFor('an empty outbox', async () => (await table(first)).length === 0);
    expect(ran.size).toBe(300);
    expect([...ran.values()].filter((times) => times !== 1)).toEqual([]);
  });

  it('take over from a process that died, which then cannot finish any more', async () => {
    const site = await openJobSite('2027-01-04T08:00:00Z');
    const release: (() => void)[] = [];
    const dead = await site.process([
      {
        jobs: [
          probe(
            () =>
              new Promise<void>((resolve) => {
                release.push(resolve);
              }),
          ),
        ],
      },
    ]);
    await open(site, dead);
    await enqueueJobs(dead.database, [job(1, { key: 'k' }), job(2, { key: 'x' })]);
    await dead.database.query(`UPDATE core_job SET key = 'k' WHERE key = 'x' AND state = 'running'`);
    await waitFor('the first process to be at it', () => release.length === 2);

    const ran: number[] = [];
    const alive = await site.process([
      {
        jobs: [
          probe(async (n) => {
            ran.push(n);
            throw new RetryLater('not yet');
          }),
        ],
      },
    ]);
    const runner = await open(site, alive);
    await runner.drain();
    expect(ran).toEqual([]);
    site.clock.advance(121_000);
    await runner.drain();
    expect(ran.toSorted()).toEqual([1, 2]);
    expect(await table(alive)).toMatchObject([
      { state: 'queued', attempts: 2, faults: 1 },
      { state: 'queued', attempts: 2, faults: 1 },
    ]);
    for (const end of release) end();
    await wait(50);
    expect(await table(alive)).toHaveLength(2);
  });

  it('do not run a job for ever that takes its process down', async () => {
    const { runtime, runner } = await one(async () => {}, { maxAttempts: 2 });
    await enqueueJobs(runtime.database, [job(1, { runAt: new Date('2027-01-04T09:00:00Z') })]);
    await runtime.database.query(`UPDATE core_job SET state = 'running', faults = 1, lease_token = gen_random_uuid(), lease_until = '2027-01-04T07:59:00Z'`);
    await runner.drain();
    expect(await table(runtime)).toMatchObject([{ state: 'dead', last_error: 'the process that ran it went away, each time' }]);
  });

  it('give back what they run when they are stopped, and take nothing new', async () => {
    const started: number[] = [];
    const site = await openJobSite('2027-01-04T08:00:00Z');
    let finish: (() => void) | undefined;
    const runtime = await site.process([
      {
        jobs: [
          probe((n) => {
            started.push(n);
            return new Promise<void>((resolve) => {
              finish = resolve;
            });
          }),
        ],
      },
    ]);
    const runner = await startRunner(runtime, { concurrency: 1 });
    await enqueueJobs(runtime.database, [job(1), job(2)]);
    await waitFor('the first', () => finish !== undefined);
    const stopped = runner.stop();
    finish?.();
    await stopped;
    expect(started).toEqual([1]);
    expect(await table(runtime)).toMatchObject([{ state: 'queued', attempts: 0 }]);
  });
});

describe('who acts', () => {
  it('runs a job as its plugin, in its organization, with the request in the log', async () => {
    const site = await openJobSite();
    const seen: unknown[] = [];
    const named = defineJob({
      name: 'probe.do',
      payload,
      run: async (env) => {
        seen.push(env.principal, env.plugin);
        env.log.info({}, 'said by the job');
      },
    });
    const runtime = await site.process([{ jobs: [named] }]);
    const runner = await open(site, runtime);
    await enqueueJobs(runtime.database, [job(1, { requestId: 'req-7' })]);
    await runner.drain();
    expect(seen).toEqual([pluginPrincipal(1, 'probe'), 'probe']);
    expect(runtime.lines.find(({ msg }) => msg === 'said by the job')).toMatchObject({ plugin: 'probe', name: 'probe.do', request: 'req-7' });
  });
});
