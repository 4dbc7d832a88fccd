import path from 'node:path';
import { z } from 'zod';
import { type Company, fillCompany } from '../fixture/fill-company.ts';
import { type Child, startChild, usageShape } from './child.ts';
import type { Answer, openClient } from './http-client.ts';
import { interleave, percentile, type Result } from './interleave.ts';

type Say = (name: string, value: number, limit: number, unit: string, note?: string) => void;
type Tools = {
  database(name: string): Promise<string>;
  open(client: number): ReturnType<typeof openClient>;
  meetings: number;
  rounds: number;
  sliceMs: number;
  started(child: Child): Child;
  say(line: { name: string; value: number; unit: string; note?: string }): void;
  atLeast: Say;
  atMost: Say;
  detail(result: Result): string;
};

const opened = z.object({ url: z.string() });
const recorded = z.object({ status: z.number(), body: z.instanceof(Uint8Array), sent: z.array(z.object({ text: z.string(), values: z.array(z.unknown()) })) });
const explained = z.array(z.object({ name: z.string(), ms: z.number(), planning: z.number(), rows: z.number() }));
const timed = z.object({ ms: z.number(), statements: z.number(), databaseMs: z.number() });
const seeded = z.object({ links: z.array(z.object({ token: z.string() })) });

const FEW = 10_000;
/** Of several tries the best counts: what else the machine does makes others slower, and none faster. */
const TRIES = 7;

const child = (name: string): Child => startChild(new URL(`./${name}${path.extname(import.meta.url)}`, import.meta.url));
const cpuOf = (one: Child) => async (): Promise<number> => usageShape.parse(await one.call('usage')).cpuMs;

type Site = { ours: Child; url: string; databaseUrl: string; company: Company };

/** The product on a database with so many meetings. */
async function site({ database, started, say }: Tools, name: string, meetings: number): Promise<Site> {
  const databaseUrl = await database(name);
  const ours = started(child('ours'));
  const { url } = opened.parse(await ours.call('open', { databaseUrl, runner: false }));
  const begun = performance.now();
  const company = await fillCompany(databaseUrl, meetings);
  say({
    name: `${meetings.toLocaleString('en')} meetings of ${company.people} people in ${company.rooms} rooms, filled`,
    value: (performance.now() - begun) / 1_000,
    unit: 's',
  });
  return { ours, url, databaseUrl, company };
}

const roomOf = (number: number): string => `0190b0b0-0000-7000-8000-${String(number).padStart(12, '0')}`;
const emailOf = (number: number): string => `company${number}@example.org`;

async function best(tries: number, one: (run: number) => Promise<unknown>): Promise<z.output<typeof timed>> {
  const all: z.output<typeof timed>[] = [];
  for (let run = 0; run < tries; run++) all.push(timed.parse(await one(run)));
  return all.reduce((least, now) => (now.ms < least.ms ? now : least));
}
const note = ({ statements, databaseMs }: z.output<typeof timed>): string =>
  `${statements} statements, ${databaseMs.toFixed(0)} ms of it waiting for the database`;

/** Reads and writes with so many meetings as a large company has in ten years, against the same with ten thousand. */
export async function manyMeetings(tools: Tools): Promise<Result[]> {
  const { rounds, sliceMs, started, say, atLeast, atMost, detail } = tools;
  const few = await site(tools, 'company_few', FEW);
  const large = await site(tools, 'company_large', tools.meetings);
  const results: Result[] = [];

  // ---- in the database --------------------------------------------------------------------------------------------
  const [before, now] = [explained.parse(await few.ours.call('explained', few.company)), explained.parse(await large.ours.call('explained', large.company))];
  for (const [index, { name, ms, planning, rows }] of now.entries()) {
    const flat = before[index]?.ms ?? Number.NaN;
    atMost(
      `${name}, in the database`,
      ms,
      name.startsWith('conflict') ? 1 : 2,
      'ms',
      `${rows} rows, ${planning.toFixed(2)} ms of it planning; with ${FEW} meetings ${flat.toFixed(2)} ms`,
    );
  }

  // ---- writes -----------------------------------------------------------------------------------------------------
  // By somebody else than who reads below: thousands of meetings of one's own are no usual week.
  const made = async ({ ours, company }: Site, state: 'draft' | 'confirmed', at: number) =>
    best(TRIES, (run) =>
      ours.call('makeMany', { person: company.writer, rooms: Array.from({ length: 10 }, (_, n) => roomOf(n)), count: 1_000, at: at + run * 50, state }),
    );
  const confirmed = await made(large, 'confirmed', 1_000);
  const drafts = await made(large, 'draft', 1_000);
  const bare = await best(TRIES, (run) =>
    large.ours.call('bareMany', { person: large.company.writer, rooms: Array.from({ length: 10 }, (_, n) => roomOf(n)), count: 1_000, at: 3_000 + run * 50 }),
  );
  const confirmedFew = await made(few, 'confirmed', 1_000);
  atMost('1,000 meetings in one call, with rules and conflict checks', confirmed.ms, 60, 'ms', note(confirmed));
  say({
    name: '… the same rows by bare inserts of sets, under the same constraints',
    value: bare.ms,
    unit: 'ms',
    note: `no program can be quicker; ours takes ${(confirmed.ms / bare.ms).toFixed(1)} times as long`,
  });
  atMost('… statements', confirmed.statements, 12, '');
  atMost('1,000 drafts in one call, with rules', drafts.ms, 60, 'ms', note(drafts));
  atMost(`… 1,000 with conflict checks, against the same with ${FEW} meetings`, confirmed.ms / confirmedFew.ms, 1.25, '×', `${confirmedFew.ms.toFixed(0)} ms`);
  const crowd = z.string().parse(await large.ours.call('crowd', { count: 1_000, person: large.company.person }));
  const refreshed = await best(TRIES, () => large.ours.call('refresh', crowd));
  atMost('activities of 1,000 attendees made anew', refreshed.ms, 100, 'ms', note(refreshed));
  const cleared = await best(TRIES, () => large.ours.call('clearPast', large.company.person));
  atMost('1,000 stale activities deleted', cleared.ms, 50, 'ms', note(cleared));

  // ---- pages ------------------------------------------------------------------------------------------------------
  const cookies = async ({ ours }: Site, count: number): Promise<string[]> =>
    z
      .array(z.string())
      .parse(
        await ours.call(
          'sessions',
          Array.from({ length: count }, (_, n) => emailOf(n + 7)),
        ),
      )
      .map((token) => `atrium=${token}`);
  const people = await cookies(large, 100);
  const [cookie = ''] = people;
  const address = `${large.url}/app/calendar?view=week&day=${large.company.monday}`;
  const headers = { cookie, accept: 'text/html' };
  const client = tools.open(100);
  try {
    const ok = async (url: string, more: Record<string, string> = {}): Promise<Answer> => {
      const answer = await client.send(url, { headers: more });
      if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
      return answer;
    };
    for (let warm = 0; warm < 3; warm++) await ok(address, headers);
    const page = recorded.parse(await large.ours.call('record', { url: address, method: 'GET', headers }));
    const text = Buffer.from(page.body).toString('utf8');
    const reference = started(child('calendar-reference'));
    const referenceUrl = z.string().parse(await reference.call('open', large.databaseUrl));
    await reference.call('prepare', { sent: page.sent, shell: { text, nonce: /nonce="([^"]+)"/.exec(text)?.[1] ?? '-' }, timeZone: 'UTC' });
    const [own, theirs] = await interleave(
      [
        { name: 'calendar week', run: async () => (await ok(address, headers)).ms, cpuMs: cpuOf(large.ours) },
        { name: 'calendar week reference', run: async () => (await ok(`${referenceUrl}/calendar`)).ms, cpuMs: cpuOf(reference) },
      ],
      { rounds, sliceMs, connections: 4 },
    );
    if (!own || !theirs) throw new Error('a candidate is missing');
    results.push(own, theirs);
    atLeast(
      'calendar week of a user against the reference',
      own.perSecond / theirs.perSecond,
      0.5,
      '×',
      `${page.sent.length} statements, ${Math.round(text.length / 1_024)} KB; ${detail(own)}; reference ${detail(theirs)}`,
    );
    const times: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const all = await Promise.all(people.map(async (one) => (await ok(address, { cookie: one, accept: 'text/html' })).ms));
      if (round >= 0) times.push(...all);
    }
    say({
      name: '100 calendars of 100 people at once, p99',
      value: percentile(times, 0.99),
      unit: 'ms',
      note: `no error; p50 ${percentile(times, 0.5).toFixed(0)} ms; ${(times.length / rounds / (Math.max(...times) / 1_000)).toFixed(0)} a second`,
    });
    await reference.stop();

    // ---- portal: a host without meetings, so that the table alone makes the difference ---------------------------
    const none = started(child('ours'));
    const { url: noneUrl } = opened.parse(await none.call('open', { databaseUrl: await tools.database('company_none'), runner: false }));
    const tokenOf = async (one: Child): Promise<string> => seeded.parse(await one.call('seed', 1)).links[1]?.token ?? '';
    const [mine, empty] = [await tokenOf(large.ours), await tokenOf(none)];
    await none.call('vacuum', undefined);
    const range = new URLSearchParams({ from: new Date(Date.now() + 86_400_000).toISOString(), to: new Date(Date.now() + 32 * 86_400_000).toISOString() });
    for (const [name, tail] of [
      ['slots answer', `/slots?${range}`],
      ['booking page', ''],
    ] as const) {
      const [full, bare] = await interleave(
        [
          { name: `${name}, ${tools.meetings} meetings`, run: async () => (await ok(`${large.url}/book/${mine}${tail}`)).ms, cpuMs: cpuOf(large.ours) },
          { name: `${name}, none`, run: async () => (await ok(`${noneUrl}/book/${empty}${tail}`)).ms, cpuMs: cpuOf(none) },
        ],
        { rounds, sliceMs, connections: 1 },
      );
      if (!full || !bare) throw new Error('a candidate is missing');
      results.push(full, bare);
      atMost(
        `${name}: p50 with ${tools.meetings.toLocaleString('en')} meetings against none`,
        full.p50 / bare.p50,
        1.1,
        '×',
        `${full.p50.toFixed(2)} and ${bare.p50.toFixed(2)} ms`,
      );
    }
    await none.stop();
  } finally {
    client.close();
  }
  await few.ours.stop();
  await large.ours.stop();
  return results;
}
