import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testDatabase, waitFor } from '#core/testing';
import { queryOnce } from '../../core/model/query-once.ts';
import { ask, postJson } from '../fixture/ask.ts';
import { openWorkspace } from '../fixture/open-workspace.ts';
import { type Process, startProcess } from './start-process.ts';

const long = process.env.ATRIUM_TEST_LONG === '1';
/** How often the plugin is turned off and on again. */
const rounds = long ? 50 : 5;
const hosts = 12;

const closing: (() => Promise<void>)[] = [];
let processes: Process[] = [];
let databaseUrl = '';
let links: string[] = [];
beforeAll(async () => {
  const database = await testDatabase();
  closing.push(() => database.drop());
  databaseUrl = database.url;
  const key = randomBytes(32);
  const workspace = await openWorkspace({ databaseUrl, config: { keys: [key] } });
  links = await Promise.all(
    Array.from(
      { length: hosts },
      async (_, at) => (await workspace.makeLink({ host: await workspace.makePerson(`Host ${at}`, `host${at}@example.org`) })).path,
    ),
  );
  await workspace.close();
  processes = await Promise.all([1, 2, 3].map(() => startProcess({ databaseUrl, key })));
  closing.push(async () => void (await Promise.all(processes.map(({ stop }) => stop()))));
}, 180_000);
afterAll(async () => {
  for (const close of closing.reverse()) await close();
}, 60_000);

/** Every hour of the host's working days, as long as there are any. */
function* starts(): Generator<string> {
  for (let day = 0; day < 55; day++) {
    const date = new Date(Date.UTC(2027, 2, 2 + day));
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6) continue;
    // 9 to 16 o'clock in Berlin is 8 to 15 (summer: 7 to 14) in UTC: the hours that both have
    for (let hour = 8; hour < 15; hour++) yield new Date(date.getTime() + hour * 3_600_000).toISOString();
  }
}

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;

describe('three processes under load', () => {
  it(
    `follow while a plugin is turned off and on ${rounds} times: no request fails, no booking is lost or doubled`,
    async () => {
      const wrong: string[] = [];
      const booked = new Set<string>();
      let requests = 0;
      let closed = 0;
      let running = true;
      const slots = [...starts()];
      let taken = 0;
      const bookOne = async (url: string): Promise<void> => {
        const at = taken++;
        const start = slots[Math.floor(at / links.length)];
        const link = links[at % links.length];
        if (start === undefined || link === undefined) return void (await wait(50));
        const answer = await postJson(url + link, { start, name: `Guest ${at}`, email: `guest${at}@example.org` }, { 'idempotency-key': `guest-${at}` });
        if (answer.status === 201) booked.add(`${link} ${start}`);
        else wrong.push(`book ${link} ${start}: ${answer.status} ${answer.text.slice(0, 200)}`);
      };
      const readSlots = async (url: string): Promise<void> => {
        const link = links[Math.floor(Math.random() * links.length)] ?? '';
        const answer = await ask(`${url}${link}/slots?from=2027-03-08T00:00:00Z&to=2027-03-12T00:00:00Z&tz=Europe/Berlin`);
        if (answer.status !== 200) wrong.push(`slots: ${answer.status} ${answer.text.slice(0, 200)}`);
      };
      const readGuestbook = async (url: string): Promise<void> => {
        const answer = await ask(`${url}/keepsake`);
        if (answer.status === 404) closed += 1;
        else if (answer.status !== 200) wrong.push(`keepsake: ${answer.status} ${answer.text.slice(0, 200)}`);
        await wait(5);
      };
      const worker = async (work: (url: string) => Promise<void>, url: string): Promise<void> => {
        while (running) {
          requests += 1;
          await work(url).catch((error: unknown) => wrong.push(String(error)));
          if (!long) await wait(5);
        }
      };
      const [first] = processes;
      if (!first) throw new Error('no process');
      await first.apply('install', 'keepsake');
      const load = processes.flatMap(({ url }) => [worker(bookOne, url), worker(readSlots, url), worker(readSlots, url), worker(readGuestbook, url)]);
      const follow: number[] = [];
      const slow: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const from = processes[round % processes.length] ?? first;
        await postJson(`${from.url}/keepsake/linger`, {});
        await wait(100);
        for (const kind of ['disable', 'enable'] as const) {
          const { activate, apply } = await from.apply(kind, 'keepsake');
          slow.push(apply);
          if (activate === undefined) wrong.push(`round ${round}: not all followed`);
          else follow.push(activate);
          if (kind === 'disable') {
            // all have acknowledged: nobody serves it any more, and no job of it runs
            for (const { url } of processes) if ((await ask(`${url}/keepsake`)).status !== 404) wrong.push(`round ${round}: ${url} still serves it`);
            await waitFor(
              'the end of its jobs',
              async () => (await queryOnce(databaseUrl, "SELECT FROM core_job WHERE plugin = 'keepsake' AND state = 'running'")).length === 0,
            );
          }
        }
      }
      const aborted = await queryOnce(databaseUrl, "SELECT FROM keepsake_entry WHERE text LIKE '%is told to stop%'");
      // the tables go too, and nobody meets one that is gone
      await first.apply('uninstall', 'keepsake');
      await wait(300);
      running = false;
      await Promise.all(load);
      expect(wrong).toEqual([]);
      expect(closed).toBeGreaterThan(0);
      const rows = z.array(z.object({ count: z.number(), overlapping: z.number() })).parse(
        await queryOnce(
          databaseUrl,
          `SELECT (SELECT count(*) FROM booking_booking)::int AS count,
             (SELECT count(*) FROM calendar_claim a JOIN calendar_claim b ON a.kind = b.kind AND a.resource = b.resource AND a.id < b.id AND a.during && b.during WHERE a.blocking AND b.blocking)::int AS overlapping`,
        ),
      );
      expect(rows).toEqual([{ count: booked.size, overlapping: 0 }]);
      expect(aborted.length).toBeGreaterThan(0);
      console.log(
        `${rounds * 2} swaps, ${requests} requests, ${booked.size} bookings, ${closed} answers 404 of the plugin; apply p50 ${quantile(slow, 0.5)} ms; ` +
          `commit to all acknowledged p50 ${quantile(follow, 0.5)} ms, p99 ${quantile(follow, 0.99)} ms, most ${Math.max(...follow)} ms`,
      );
    },
    long ? 600_000 : 180_000,
  );
});
