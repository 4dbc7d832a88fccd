import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Child } from './child.ts';
import { openClient } from './http-client.ts';
import { type Candidate, interleave, percentile, type Result } from './interleave.ts';
import { openVideoService } from './video-service.ts';

const SECRET = 'secret-of-webhooks';
const opened = z.object({ url: z.string() });

type Tools = {
  started(child: Child): Child;
  ours(): Child;
  database(name: string): Promise<string>;
  rounds: number;
  sliceMs: number;
  cpuOf(child: Child): Candidate['cpuMs'];
  /** Books the next free time over a link that is open round the clock. */
  bookingsOver(link: string): () => Promise<number>;
  atMost(name: string, value: number, limit: number, unit: string, note?: string): void;
};

/** Bookings whose video service answers and bookings whose service takes every call and never answers, by turns; and a burst of a service's news. */
export async function providers(tools: Tools): Promise<Result[]> {
  const { started, ours, database, cpuOf, bookingsOver, atMost } = tools;
  const site = async (name: string, hangs: boolean) => {
    const service = await openVideoService({ hangs });
    const child = started(ours());
    const environment = {
      ATRIUM_ZOOM_ACCOUNT_ID: 'a',
      ATRIUM_ZOOM_CLIENT_ID: 'b',
      ATRIUM_ZOOM_CLIENT_SECRET: 'c',
      ATRIUM_ZOOM_WEBHOOK_SECRET: SECRET,
      ATRIUM_ZOOM_WRITES_PER_DAY: '100000',
      ATRIUM_ZOOM_API_URL: `${service.url}/v2`,
      ATRIUM_ZOOM_TOKEN_URL: `${service.url}/oauth/token`,
    };
    const { url } = opened.parse(await child.call('open', { databaseUrl: await database(name), runner: true, environment }));
    const token = z.string().parse(await child.call('videoLink', 'zoom'));
    return { service, child, url, book: bookingsOver(`${url}/book/${token}`) };
  };
  const well = await site('video', false);
  const hung = await site('hung', true);
  const results = await interleave(
    [
      { name: 'booking, video service answers', run: well.book, cpuMs: cpuOf(well.child) },
      { name: 'booking, video service hangs', run: hung.book, cpuMs: cpuOf(hung.child) },
    ],
    { ...tools, connections: 1 },
  );
  const [answering, hanging] = results;
  if (!answering || !hanging) throw new Error('a candidate is missing');
  if (well.service.calls() < 2 || hung.service.calls() < 1) throw new Error('the video services were not asked');
  atMost(
    'booking: p50 with a video service that hangs against one that answers',
    hanging.p50 / answering.p50,
    1.1,
    '×',
    `${hanging.p50.toFixed(2)} and ${answering.p50.toFixed(2)} ms; ${well.service.calls()} and ${hung.service.calls()} calls`,
  );
  await burst(well.url, atMost);
  for (const { child, service } of [well, hung]) {
    await child.stop();
    await service.close();
  }
  return results;
}

const NEWS = 1_000;
const BURST_MS = 5_000;

/** A thousand signed calls of a service, spread over five seconds, whatever the answers. */
async function burst(site: string, atMost: Tools['atMost']): Promise<void> {
  const client = openClient(200);
  const begun = performance.now();
  const answers = Array.from({ length: NEWS }, async (_, index) => {
    await wait((index * BURST_MS) / NEWS);
    const body = JSON.stringify({ event: 'meeting.updated', event_ts: Date.now(), payload: { object: { id: 1_000_000 + index, uuid: `u${index}==` } } });
    const stamp = String(Math.floor(Date.now() / 1_000));
    const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-zm-signature': signature, 'x-zm-request-timestamp': stamp };
    return client.send(`${site}/hooks/zoom/main`, { method: 'POST', headers, body });
  });
  const done = await Promise.all(answers);
  const refused = done.filter(({ status }) => status !== 200).length;
  if (refused > 0) throw new Error(`${refused} of ${NEWS} calls were refused`);
  const times = done.map(({ ms }) => ms);
  atMost(
    `${NEWS} calls of a service in ${((performance.now() - begun) / 1_000).toFixed(1)} s: the slowest answer`,
    Math.max(...times) / 1_000,
    3,
    's',
    `p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms`,
  );
  client.close();
}
