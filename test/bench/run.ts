import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { startEmbedded } from '../../core/embedded/index.ts';
import { queryOnce } from '../../core/model/query-once.ts';
import { projectRoot } from '../../core/plugin/plugin-folder.ts';
import { monthOfSlots } from '../../plugins/calendar/test/month-of-slots.ts';
import { genericApi } from './api.ts';
import { type Child, startChild, usageShape } from './child.ts';
import { openClient } from './http-client.ts';
import { type Candidate, interleave, percentile, type Result } from './interleave.ts';
import { invitations } from './invitations.ts';
import { manyMeetings } from './large.ts';
import { openSink } from './mail-sink.ts';
import { manyPlugins } from './many-plugins.ts';
import { providers } from './providers.ts';
import { recordRules } from './rules.ts';
import { submits } from './submits.ts';
import { typeCheck } from './type-check.ts';

const quick = process.argv.includes('--quick');
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const size = {
  meetings: quick ? 10_000 : 100_000,
  rounds: quick ? 3 : 5,
  sliceMs: quick ? 500 : 700,
  bookings: quick ? 1_000 : 10_000,
  confirms: quick ? 4 : 10,
};
const wanted = (part: string): boolean => only === undefined || only.split(',').includes(part);

/** One line of the table. `target` is what the figure should keep to; `met` is undefined where a figure is for information. */
type Line = { name: string; value: number; unit: string; target?: string; met?: boolean; note?: string };
const lines: Line[] = [];
const say = (line: Line): void => {
  lines.push(line);
  const mark = line.met === undefined ? '   ' : line.met ? 'ok ' : 'NO ';
  console.log(
    `${mark} ${line.name.padEnd(58)} ${line.value.toFixed(line.value < 10 ? 2 : 0).padStart(9)} ${line.unit.padEnd(6)} ${line.target ?? ''}${line.note ? `  (${line.note})` : ''}`,
  );
};
const atLeast = (name: string, value: number, limit: number, unit: string, note?: string): void =>
  say({ name, value, unit, target: `≥ ${limit}`, met: value >= limit, ...(note ? { note } : {}) });
const atMost = (name: string, value: number, limit: number, unit: string, note?: string): void =>
  say({ name, value, unit, target: `≤ ${limit}`, met: value <= limit, ...(note ? { note } : {}) });
const results: Result[] = [];
const detail = ({ perSecond, p50, cpuMs }: Result): string => `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(2)} ms, processor ${cpuMs.toFixed(2)} ms`;

const sentShape = z.array(z.object({ text: z.string(), values: z.array(z.unknown()) }));
const recorded = z.object({
  status: z.number(),
  body: z.instanceof(Uint8Array),
  headers: z.record(z.string(), z.string()),
  sent: sentShape,
  transactions: z.number(),
});
const opened = z.object({ url: z.string(), bootMs: z.number() });
const seededShape = z.object({ seconds: z.number(), links: z.array(z.object({ token: z.string() })) });
const wideShape = z.object({ id: z.string(), token: z.string() });

const ours = (): Child => startChild(new URL(`./ours${path.extname(import.meta.url)}`, import.meta.url));
const cpuOf = (child: Child) => async (): Promise<number> => usageShape.parse(await child.call('usage')).cpuMs;
const children: Child[] = [];
const started = (child: Child): Child => {
  children.push(child);
  return child;
};

const server = await startEmbedded({ ephemeral: true });
async function database(name: string): Promise<string> {
  await queryOnce(server.url, `CREATE DATABASE bench_${name} TEMPLATE template0`);
  const url = new URL(server.url);
  url.pathname = `/bench_${name}`;
  return url.href;
}

const client = openClient(8);
const DAY = 86_400_000;
const QUARTER = 15 * 60_000;
/** Starts of bookings, six a day, as a busy host has them; each is used once. */
function starts(): () => string {
  let at = Math.ceil((Date.now() + DAY) / DAY) * DAY;
  return () => {
    at += 4 * 60 * 60_000;
    return new Date(at).toISOString();
  };
}
const bookingOf = (start: string) => ({ start, name: 'Grace Guest', email: 'grace@example.org', tz: 'Europe/Paris' });
const bookingHeaders = () => ({ 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': randomBytes(16).toString('hex') });

async function get(url: string): Promise<number> {
  const { status, ms } = await client.send(url);
  if (status !== 200) throw new Error(`${url}: ${status}`);
  return ms;
}
async function post(url: string, body: unknown): Promise<number> {
  const answer = await client.send(url, { method: 'POST', headers: bookingHeaders(), body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${answer.body.toString('utf8').slice(0, 500)}`);
  return answer.ms;
}

async function pagesAndBookings(): Promise<void> {
  const fullUrl = await database('full');
  const full = started(ours());
  const { url: fullSite, bootMs } = opened.parse(await full.call('open', { databaseUrl: fullUrl, runner: false }));
  atMost('install of all plugins into an empty database', bootMs / 1_000, 3, 's');
  const seeded = seededShape.parse(await full.call('seed', size.meetings));
  if (quick) say({ name: `seed of ${size.meetings} meetings`, value: seeded.seconds, unit: 's' });
  else atMost(`seed of ${size.meetings} meetings`, seeded.seconds, 60, 's');
  const wide = wideShape.parse(await full.call('wideLink'));
  const wideOfReference = wideShape.parse(await full.call('wideLink'));
  // A host of the full table who has no meetings: the same page as in the empty one, so that the table alone makes the difference.
  const quiet = seededShape.parse(await full.call('seed', 1)).links[1]?.token ?? '';
  await full.call('vacuum');

  const emptyUrl = await database('nothing');
  const empty = started(ours());
  const { url: emptySite } = opened.parse(await empty.call('open', { databaseUrl: emptyUrl, runner: false }));
  const few = seededShape.parse(await empty.call('seed', 1));
  await empty.call('vacuum');

  const reference = started(startChild(new URL(`./reference${path.extname(import.meta.url)}`, import.meta.url)));
  const referenceSite = z.string().parse(await reference.call('open', fullUrl));

  const token = seeded.links[1]?.token ?? '';
  const emptyToken = few.links[1]?.token ?? '';
  const from = new Date(Date.now() + DAY).toISOString();
  const to = new Date(Date.now() + 32 * DAY).toISOString();
  const range = new URLSearchParams({ from, to });
  const slotsUrl = `${fullSite}/book/${token}/slots?${range}`;
  const pageUrl = `${fullSite}/book/${token}`;
  const record = async (url: string, method = 'GET', headers: Record<string, string> = {}, body?: string) =>
    recorded.parse(await full.call('record', { url, method, headers, ...(body === undefined ? {} : { body }) }));

  for (let warm = 0; warm < 3; warm++) await get(slotsUrl);
  await get(pageUrl);
  const slots = await record(slotsUrl);
  const page = await record(pageUrl, 'GET', { accept: 'text/html' });
  const html = Buffer.from(page.body).toString('utf8');
  const nonce = /nonce="([^"]+)"/.exec(html)?.[1] ?? '';
  const before = Date.now();
  const nextOfReference = starts();
  const first = nextOfReference();
  const booking = await record(`${fullSite}/book/${wideOfReference.token}`, 'POST', bookingHeaders(), JSON.stringify(bookingOf(first)));
  if (booking.status !== 201) throw new Error(`the recorded booking failed: ${Buffer.from(booking.body).toString('utf8')}`);

  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
  const texts = JSON.stringify(booking.sent.map(({ values }) => values));
  const made = new Set(texts.match(uuid) ?? []);
  const fresh = [...made].filter((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) >= before - 1);
  const linkHash = createHash('sha256').update(wideOfReference.token).digest('hex');
  const once = booking.sent
    .flatMap(({ values }) => values)
    .flatMap((value) => (value instanceof Uint8Array && value.length === 32 ? [Buffer.from(value).toString('hex')] : []))
    .filter((hash) => hash !== linkHash);
  await reference.call('prepare', {
    reads: slots.sent,
    page: page.sent,
    shell: { before: html.slice(0, 1000), after: html.slice(1000), nonce },
    book: {
      statements: booking.sent,
      fresh,
      start: first,
      end: new Date(Date.parse(first) + QUARTER).toISOString(),
      once: [...new Set(once)],
      body: Buffer.from(booking.body).toString('utf8'),
    },
  });
  if (process.argv.includes('--statements')) {
    for (const [name, { sent }] of Object.entries({ slots, page, booking })) {
      console.log(`\n${name}: ${sent.length} statements`);
      for (const { text } of sent) console.log(`  ${text.replaceAll(/\s+/g, ' ').slice(0, 170)}`);
    }
  }
  say({ name: 'statements of a slots answer', value: slots.sent.length, unit: '' });
  say({ name: 'statements of a booking page', value: page.sent.length, unit: '' });
  say({ name: 'statements of a booking', value: booking.sent.length, unit: '' });

  const referenceSlots = `${referenceSite}/slots?${range}`;
  const [a, b] = [await client.send(slotsUrl), await client.send(referenceSlots)];
  if (!a.body.equals(b.body)) throw new Error(`the reference answers otherwise:\n${a.body.toString().slice(0, 400)}\n${b.body.toString().slice(0, 400)}`);

  if (wanted('slots')) {
    const candidates: Candidate[] = [
      { name: 'slots', run: () => get(slotsUrl), cpuMs: cpuOf(full) },
      { name: 'slots reference', run: () => get(referenceSlots), cpuMs: cpuOf(reference) },
      { name: 'slots, host without meetings', run: () => get(`${fullSite}/book/${quiet}/slots?${range}`), cpuMs: cpuOf(full) },
      { name: 'slots, empty table', run: () => get(`${emptySite}/book/${emptyToken}/slots?${range}`), cpuMs: cpuOf(empty) },
    ];
    const [own, theirs, still, none] = await interleave(candidates, { ...size, connections: 4 });
    if (!own || !theirs || !still || !none) throw new Error('a candidate is missing');
    results.push(own, theirs, still, none);
    atLeast('slots answer: throughput against the reference', own.perSecond / theirs.perSecond, 0.5, '×', `${detail(own)}; reference ${detail(theirs)}`);
    atMost(
      `slots answer: p50 with ${size.meetings} meetings against none`,
      still.p50 / none.p50,
      1.1,
      '×',
      `the host has none; p50 ${still.p50.toFixed(2)} and ${none.p50.toFixed(2)} ms`,
    );
    say({ name: 'slots answer: p50 of a host with 2 meetings a day', value: own.p50 / none.p50, unit: '×' });
  }
  if (wanted('page')) {
    const [own, theirs, text, still, none] = await interleave(
      [
        { name: 'page', run: () => get(pageUrl), cpuMs: cpuOf(full) },
        { name: 'page reference', run: () => get(`${referenceSite}/page`), cpuMs: cpuOf(reference) },
        { name: 'page that is one string', run: () => get(`${referenceSite}/string`), cpuMs: cpuOf(reference) },
        { name: 'page, host without meetings', run: () => get(`${fullSite}/book/${quiet}`), cpuMs: cpuOf(full) },
        { name: 'page, empty table', run: () => get(`${emptySite}/book/${emptyToken}`), cpuMs: cpuOf(empty) },
      ],
      { ...size, connections: 4 },
    );
    if (!own || !theirs || !text || !still || !none) throw new Error('a candidate is missing');
    results.push(own, theirs, text, still, none);
    atLeast('booking page: throughput against the reference', own.perSecond / theirs.perSecond, 0.5, '×', `${detail(own)}; reference ${detail(theirs)}`);
    atMost(
      `booking page: p50 with ${size.meetings} meetings against none`,
      still.p50 / none.p50,
      1.1,
      '×',
      `the host has none; p50 ${still.p50.toFixed(2)} and ${none.p50.toFixed(2)} ms`,
    );
    say({ name: 'booking page: p50 of a host with 2 meetings a day', value: own.p50 / none.p50, unit: '×' });
    say({ name: 'booking page against a page that is one string', value: own.perSecond / text.perSecond, unit: '×', note: detail(text) });
  }
  if (wanted('booking')) {
    const next = starts();
    const bare = starts();
    const [own, theirs, insert] = await interleave(
      [
        { name: 'booking', run: () => post(`${fullSite}/book/${wide.token}`, bookingOf(next())), cpuMs: cpuOf(full) },
        {
          name: 'booking reference',
          run: () => post(`${referenceSite}/book`, { ...bookingOf(nextOfReference()), from, until: to }),
          cpuMs: cpuOf(reference),
        },
        { name: 'bare insert', run: () => post(`${referenceSite}/bare`, { ...bookingOf(bare()), from, until: to }), cpuMs: cpuOf(reference) },
      ],
      { ...size, connections: 1 },
    );
    if (!own || !theirs || !insert) throw new Error('a candidate is missing');
    results.push(own, theirs, insert);
    atLeast('booking: throughput against the reference', own.perSecond / theirs.perSecond, 0.5, '×', `${detail(own)}; reference ${detail(theirs)}`);
    say({ name: 'booking against a single bare insert', value: own.perSecond / insert.perSecond, unit: '×', note: detail(insert) });
  }
  for (const child of [full, empty, reference]) await child.stop();

  if (wanted('memory')) {
    const sink = await openSink();
    const child = started(ours());
    const { url } = opened.parse(await child.call('open', { databaseUrl: fullUrl, runner: true, smtpUrl: sink.url }));
    const links = [];
    for (let worker = 0; worker < 4; worker++) links.push(wideShape.parse(await child.call('wideLink')).token);
    const begun = usageShape.parse(await child.call('usage'));
    const until = performance.now() + (quick ? 15_000 : 300_000);
    let done = 0;
    const worker = async (token: string): Promise<void> => {
      const next = starts();
      while (done < size.bookings && performance.now() < until) {
        done += 1;
        await post(`${url}/book/${token}`, bookingOf(next()));
      }
    };
    await Promise.all(links.map(worker));
    const end = usageShape.parse(await child.call('usage'));
    const kept = z.number().parse(await child.call('kept'));
    atMost(
      `memory (resident) after ${done} bookings`,
      end.rssMb,
      200,
      'MB',
      `${begun.rssMb.toFixed(0)} MB after the start; of the heap ${kept.toFixed(0)} MB are really in use; ${sink.count()} mails sent meanwhile`,
    );
    await child.stop();
    await sink.close();
  }
  if (wanted('start')) await startTime(fullUrl, token);
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** From the command to the first booking page, on a database that is there. */
async function startTime(databaseUrl: string, token: string): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const port = await freePort();
    const begun = performance.now();
    const child = spawn(process.execPath, ['--conditions=compiled', path.join(projectRoot, 'bin', 'atrium.js'), 'start'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH ?? '',
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        ATRIUM_KEYS: Buffer.alloc(32, 7).toString('base64'),
        HOST: '127.0.0.1',
        PORT: String(port),
        ATRIUM_URL: `http://127.0.0.1:${port}`,
      },
    });
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const tries = openClient(1);
    for (let status = 0; status !== 200; ) {
      if (child.exitCode !== null) throw new Error('the program ended before it served');
      status = await tries.send(`http://127.0.0.1:${port}/book/${token}`).then(
        (answer) => answer.status,
        () => wait(5).then(() => 0),
      );
    }
    times.push((performance.now() - begun) / 1_000);
    tries.close();
    child.kill('SIGTERM');
    await gone;
  }
  atMost('start to the first page, existing database', percentile(times, 0.5), 1.5, 's');
}

async function confirms(): Promise<void> {
  const sink = await openSink();
  const child = started(ours());
  await child.call('open', { databaseUrl: await database('mails'), runner: true, smtpUrl: sink.url });
  await child.call('seed', 1);
  let at = 0;
  for (const [people, limit] of [
    [10, 0.2],
    [100, 0.5],
  ] as const) {
    const times: number[] = [];
    for (let run = -2; run < size.confirms; run++) {
      at += 2;
      const draft = await child.call('draft', { guests: people - 1, at });
      const sofar = sink.count();
      const begun = performance.now();
      await child.call('confirm', draft);
      await sink.until(sofar + people);
      if (run >= 0) times.push((performance.now() - begun) / 1_000);
      await wait(100);
    }
    atMost(
      `confirm with ${people} attendees to the last mail accepted`,
      percentile(times, 0.5),
      limit,
      's',
      `slowest ${Math.max(...times).toFixed(2)} s of ${times.length}`,
    );
  }
  await child.stop();
  await sink.close();
}

function computing(): void {
  const times: number[] = [];
  for (let run = 0; run < 3_000; run++) {
    const begun = performance.now();
    monthOfSlots();
    if (run >= 500) times.push(performance.now() - begun);
  }
  atMost('a month of slots for one host, computed', percentile(times, 0.5), 0.4, 'ms', `p99 ${percentile(times, 0.99).toFixed(2)} ms`);
}

try {
  const machine = `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'processor'}, Node ${process.versions.node}, ${os.platform()}`;
  console.log(
    `${machine}\nembedded PostgreSQL, fsync off (commits cost nothing, so that the software is what is compared); compiled code${quick ? '; short run' : ''}\n`,
  );
  if (wanted('computing')) computing();
  if (wanted('rules')) for (const rows of quick ? [50_000] : [200_000, 1_000_000]) await recordRules(await database(`rules${rows}`), rows, { atMost, say });
  if (wanted('plugins')) await manyPlugins(await database('plugins'), { atMost });
  // Takes minutes and some gigabytes, so it is measured where it is asked for.
  if (only?.split(',').includes('large')) {
    const tools = {
      database,
      open: openClient,
      meetings: quick ? 100_000 : 1_800_000,
      rounds: size.rounds,
      sliceMs: size.sliceMs,
      started,
      say,
      atLeast,
      atMost,
      detail,
    };
    results.push(...(await manyMeetings(tools)));
  }
  if (wanted('types')) await typeCheck({ atMost });
  if (wanted('api')) {
    const shared = { client, rounds: size.rounds, sliceMs: size.sliceMs, books: size.meetings, started, atLeast, atMost, detail };
    results.push(...(await genericApi({ ...shared, databaseUrl: await database('api') })));
  }
  if (['slots', 'page', 'booking', 'memory', 'start'].some(wanted)) await pagesAndBookings();
  if (wanted('submits')) await submits({ started, ours, databaseUrl: await database('submits'), say, atMost });
  if (wanted('confirm')) await confirms();
  if (wanted('providers')) {
    const bookingsOver = (link: string) => {
      const next = starts();
      return () => post(link, bookingOf(next()));
    };
    results.push(...(await providers({ ...size, started, ours, database, cpuOf, bookingsOver, atMost })));
  }
  if (wanted('invitations')) await invitations({ started, ours, databaseUrl: await database('invitations'), rounds: quick ? 2 : 5, atMost });
  const folder = path.join(projectRoot, 'test', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'bench.json'),
    `${JSON.stringify({ at: new Date().toISOString(), machine, quick, load: os.loadavg(), lines, results }, null, 2)}\n`,
  );
  const missed = lines.filter(({ met }) => met === false);
  console.log(
    missed.length === 0 ? '\nEvery target is met.' : `\n${missed.length} of ${lines.filter(({ met }) => met !== undefined).length} targets are missed.`,
  );
} finally {
  client.close();
  for (const child of children) await child.stop();
  await server.stop();
}
