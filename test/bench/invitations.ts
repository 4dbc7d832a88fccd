import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Child } from './child.ts';
import { percentile } from './interleave.ts';
import { openSink } from './mail-sink.ts';

const timed = z.object({ ms: z.number() });

type Tools = {
  started(child: Child): Child;
  ours(): Child;
  databaseUrl: string;
  rounds: number;
  atMost(name: string, value: number, limit: number, unit: string, note?: string): void;
};

/**
 * A thousand invitations, each with its own calendar file, from the confirm to the last mail accepted and marked; beside it, in turn, the mail client's pool alone
 * with the very same mails. Both send from the same process to the same server.
 */
export async function invitations({ started, ours, databaseUrl, rounds, atMost }: Tools): Promise<void> {
  const people = 1_000;
  const sink = await openSink();
  const child = started(ours());
  await child.call('open', { databaseUrl, runner: true, smtpUrl: sink.url });
  await child.call('seed', 1);
  const own: number[] = [];
  const bare: number[] = [];
  const requests: number[] = [];
  for (let run = -1; run < rounds; run++) {
    const draft = await child.call('draft', { guests: people - 1, at: 40_000 + 2 * run });
    const sofar = sink.count();
    const begun = performance.now();
    const request = timed.parse(await child.call('confirmTimed', draft));
    await sink.until(sofar + people);
    await child.call('allSent');
    const took = performance.now() - begun;
    await wait(200);
    const before = sink.count();
    const pool = timed.parse(await child.call('barePool', { url: sink.url, count: people }));
    await sink.until(before + people);
    if (run >= 0) {
      own.push(took);
      bare.push(pool.ms);
      requests.push(request.ms);
    }
    await wait(200);
  }
  const [ownMs, bareMs] = [percentile(own, 0.5), percentile(bare, 0.5)];
  atMost(
    `${people} invitations end to end against the mail client's bare pool`,
    ownMs / bareMs,
    2,
    '×',
    `${(ownMs / 1000).toFixed(2)} s; pool alone ${(bareMs / 1000).toFixed(2)} s`,
  );
  atMost(
    `confirm with ${people} attendees: the request itself`,
    percentile(requests, 0.5),
    30,
    'ms',
    `slowest ${Math.max(...requests).toFixed(0)} ms of ${requests.length}`,
  );
  await child.stop();
  await sink.close();
}
