import { createHash, randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { civilDateOf, formatCivilDate, formatTime } from '#core';
import { intersect } from '../../plugins/calendar/ranges.ts';
import { scheduleRanges } from '../../plugins/calendar/schedule-ranges.ts';
import { scheduleSchema } from '../../plugins/calendar/schedule-shape.ts';
import { margin, slotStarts } from '../../plugins/calendar/slots.ts';
import { answerCalls, usage } from './child.ts';
import type { Sent } from './statement-log.ts';

const statementShape = z.array(z.object({ text: z.string(), values: z.array(z.unknown()) }));

/** What somebody would write by hand for exactly this: hono, pg, prepared statements one after the other on one connection, and no layer in between. */
const DAY = 86_400_000;

let pool: pg.Pool | undefined;
let reads: readonly Sent[] = [];
let page: readonly Sent[] = [];
let shell: { before: string; after: string; nonce: string } = { before: '', after: '', nonce: '' };
const names = new Map<string, string>();

const nameOf = (text: string): string => {
  const known = names.get(text);
  if (known) return known;
  const made = createHash('sha1').update(text).digest('hex').slice(0, 16);
  names.set(text, made);
  return made;
};

async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  if (!pool) throw new Error('call "open" first');
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

const send = (client: pg.ClientBase, { text, values }: Sent) => client.query<Record<string, unknown>>({ name: nameOf(text), text, values: [...values] });

const linkRow = z.object({
  durationMin: z.number(),
  stepMin: z.number(),
  bufferBeforeMin: z.number(),
  bufferAfterMin: z.number(),
  minNoticeMin: z.number(),
  windowDays: z.number(),
  timeZone: z.string(),
});
const scheduleRow = scheduleSchema.extend({ timeZone: z.string() });
const claimRow = z.object({ during: z.string(), bufferBefore: z.number(), bufferAfter: z.number() });

type Rows = readonly Record<string, unknown>[];
/** A row is known by what it holds: the statements came from a log. */
const rowWith = (results: readonly Rows[], ...keys: string[]) => results.find((rows) => rows[0] && keys.every((key) => key in (rows[0] ?? {})))?.[0];

const rangeOf = (text: string): [number, number] => {
  const [from = '', to = ''] = text.slice(1, -1).replaceAll('"', '').split(',');
  const at = (part: string): number => Date.parse(`${part.slice(0, 10)}T${part.slice(11).replace(/\+00$/, 'Z')}`);
  return [at(from), at(to)];
};

/** The same computing on the same rows: the starts that are free. */
function freeStarts(results: readonly Rows[], from: number, to: number): { starts: number[]; link: z.infer<typeof linkRow> } {
  const link = linkRow.parse(rowWith(results, 'durationMin'));
  const { timeZone, ...schedule } = scheduleRow.parse(rowWith(results, 'weekly'));
  const claims = results.find((rows) => rows[0] && 'during' in rows[0]) ?? [];
  const busy = claims.map((row) => {
    const { during, bufferBefore, bufferAfter } = claimRow.parse(row);
    return { during: rangeOf(during), bufferBefore, bufferAfter };
  });
  const starts = slotStarts({
    open: intersect([scheduleRanges(schedule, timeZone, from - margin, to + margin)]),
    busy,
    rule: { ...link, grid: 'range', busyKeepsGrid: true, window: { type: 'rolling', days: link.windowDays, count: 'calendar' } },
    now: Date.now(),
    viewerTimeZone: link.timeZone,
    gridTimeZone: timeZone,
    from,
    to,
  });
  return { starts, link };
}

const all = (statements: readonly Sent[]): Promise<Rows[]> =>
  withClient(async (client) => {
    const results: Rows[] = [];
    for (const statement of statements) results.push((await send(client, statement)).rows);
    return results;
  });

const app = new Hono();

app.get('/slots', async (context) => {
  const from = new Date(context.req.query('from') ?? '');
  const to = new Date(context.req.query('to') ?? '');
  const { starts, link } = freeStarts(await all(reads), from.getTime(), to.getTime());
  const length = link.durationMin * 60_000;
  return context.json({
    slots: starts.map((at) => ({ start: new Date(at).toISOString(), end: new Date(at + length).toISOString() })),
    timeZone: link.timeZone,
    durationMin: link.durationMin,
    from: from.toISOString(),
    to: to.toISOString(),
  });
});

const reader = { language: 'en', hour12: false };

/** The page by the same computing: starts of the month, their days, every label and time that is shown; the rest is a text that is written out. */
app.get('/page', async (context) => {
  const now = Date.now();
  const { starts, link } = freeStarts(await all(page), now, now + 31 * DAY);
  const byDay = new Map<string, number[]>();
  for (const at of starts) {
    const day = civilDateOf(new Date(at), link.timeZone);
    byDay.set(day, [...(byDay.get(day) ?? []), at]);
  }
  const labels = [...byDay].map(([day, list]) => `${formatCivilDate(day, reader)}, ${list.length}`);
  const times = ([...byDay.values()][0] ?? []).map((at) => formatTime(new Date(at), link.timeZone, reader));
  const nonce = randomBytes(16).toString('base64url');
  // What was computed is used, so that no compiler may leave it out; the bytes are those of the page that was recorded.
  if (labels.length + times.length === 0) throw new Error('nothing is free');
  return context.html((shell.before + shell.after).replaceAll(shell.nonce, nonce));
});

app.get('/string', (context) => context.html(shell.before + shell.after));

const bookBody = z.object({ start: z.iso.datetime(), name: z.string(), email: z.email(), tz: z.string(), from: z.string(), until: z.string() });
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Values of a recorded booking for another time: new records get new ids, times move, what was hashed is random. */
function renew(
  values: readonly unknown[],
  fresh: ReadonlySet<string>,
  ids: Map<string, string>,
  replace: ReadonlyMap<string, string>,
  pattern: RegExp,
  hashes: Map<string, Buffer>,
): unknown[] {
  const one = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const text = value.replace(uuid, (id) => {
        if (!fresh.has(id)) return id;
        const known = ids.get(id) ?? uuidv7();
        ids.set(id, known);
        return known;
      });
      return text.replace(pattern, (time) => replace.get(time) ?? time);
    }
    if (value instanceof Uint8Array && value.length === 32) {
      const key = Buffer.from(value).toString('hex');
      const known = hashes.get(key);
      if (known) return known;
      return value;
    }
    if (Array.isArray(value)) return value.map(one);
    return value;
  };
  return values.map(one);
}

let book: { statements: readonly Sent[]; fresh: ReadonlySet<string>; start: string; end: string; once: readonly string[]; body: string } | undefined;

app.post('/book', async (context) => {
  if (!book) throw new Error('call "prepare" first');
  const body = bookBody.parse(await context.req.json());
  const start = new Date(body.start);
  const end = new Date(start.getTime() + 15 * 60_000);
  const replace = new Map([
    [book.start, start.toISOString()],
    [book.end, end.toISOString()],
    [book.start.slice(0, 16), body.start.slice(0, 16)],
  ]);
  // Longer ones first; all at once, so that a time is not moved twice.
  const pattern = new RegExp([...replace.keys()].sort((a, b) => b.length - a.length).join('|'), 'g');
  const ids = new Map<string, string>();
  const hashes = new Map(book.once.map((hash): [string, Buffer] => [hash, randomBytes(32)]));
  const { statements, fresh } = book;
  await withClient(async (client) => {
    await client.query('BEGIN');
    const results: Rows[] = [];
    for (const { text, values } of statements) {
      const { rows } = await send(client, { text, values: renew(values, fresh, ids, replace, pattern, hashes) });
      results.push(rows);
      if (text.startsWith('INSERT INTO "calendar_claim"') && rows.length === 0) throw new Error('taken');
    }
    const { starts } = freeStarts(results, start.getTime(), end.getTime());
    if (starts[0] !== start.getTime()) throw new Error(`not free: ${body.start}`);
    await client.query('COMMIT');
  });
  return context.body(book.body, 201, { 'content-type': 'application/json; charset=utf-8' });
});

app.post('/bare', async (context) => {
  const body = bookBody.parse(await context.req.json());
  await withClient((client) =>
    send(client, { text: 'INSERT INTO bench_bare (id, name, email, start) VALUES ($1, $2, $3, $4)', values: [uuidv7(), body.name, body.email, body.start] }),
  );
  return context.json({ ok: true }, 201);
});

app.onError((error, context) => context.text(error.stack ?? error.message, 500));

const prepared = z.object({
  reads: statementShape,
  page: statementShape,
  shell: z.object({ before: z.string(), after: z.string(), nonce: z.string() }),
  book: z.object({ statements: statementShape, fresh: z.array(z.string()), start: z.string(), end: z.string(), once: z.array(z.string()), body: z.string() }),
});

let server: ReturnType<typeof serve> | undefined;

answerCalls(
  {
    open: async (input) => {
      pool = new pg.Pool({ connectionString: z.string().parse(input), max: 8 });
      await pool.query('CREATE TABLE IF NOT EXISTS bench_bare (id uuid PRIMARY KEY, name text, email text, start timestamptz)');
      // As the product reads them: ranges as text, counts as numbers.
      pg.types.setTypeParser(20, Number);
      return new Promise((resolve) => {
        server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
      });
    },
    prepare: async (input) => {
      const given = prepared.parse(input);
      ({ reads, page, shell } = given);
      book = { ...given.book, fresh: new Set(given.book.fresh) };
    },
    usage,
  },
  async () => {
    server?.close();
    await pool?.end();
  },
);
