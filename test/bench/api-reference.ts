import { createHash } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { answerCalls, usage } from './child.ts';

/** What somebody would write by hand: hono, pg, prepared statements, the rows of two relations put in place of ids, and no layer in between. */
const sentShape = z.array(z.object({ text: z.string(), values: z.array(z.unknown()) }));
type Sent = z.infer<typeof sentShape>[number];

let pool: pg.Pool | undefined;
let prepared: { before: Sent[]; list: Sent; relations: { field: string; statement: Sent }[]; next: string } | undefined;

const nameOf = (text: string): string => createHash('sha1').update(text).digest('hex').slice(0, 16);
const names = new Map<string, string>();
const run = async ({ text, values }: Sent) => {
  if (!pool) throw new Error('call "open" first');
  const name = names.get(text) ?? nameOf(text);
  names.set(text, name);
  return (await pool.query<Record<string, unknown>>({ name, text, values })).rows;
};

const app = new Hono();

app.get('/list', async (context) => {
  if (!prepared) throw new Error('call "prepare" first');
  for (const statement of prepared.before) await run(statement);
  const rows = await run(prepared.list);
  rows.length = Math.min(rows.length, 50);
  const related = await Promise.all(
    prepared.relations.map(async ({ field, statement: { text, values } }) => {
      const ids = [...new Set(rows.map((row) => row[field]))];
      const found = await run({ text, values: values.map((value) => (Array.isArray(value) ? ids : value)) });
      return { field, by: new Map(found.map((row) => [row.id, row])) };
    }),
  );
  for (const { field, by } of related) for (const row of rows) row[field] = by.get(row[field]);
  return context.json({ data: rows, next: prepared.next });
});

const book = z.object({
  title: z.string(),
  pages: z.number(),
  price: z.number(),
  state: z.string(),
  bought: z.string(),
  note: z.string(),
  shelf: z.string(),
  owner: z.string(),
});

const insert = `INSERT INTO bench_book (org_id, id, title, pages, price, state, bought, note, shelf_id, owner_id)
SELECT 1, u.* FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::double precision[], $5::text[], $6::timestamptz[], $7::text[], $8::uuid[], $9::uuid[]) u
RETURNING id, title, pages, price, state, bought, note, shelf_id AS shelf, owner_id AS owner, created_at AS "createdAt", updated_at AS "updatedAt"`;

const columns = (rows: readonly z.infer<typeof book>[]): unknown[] => [
  rows.map(() => uuidv7()),
  ...(['title', 'pages', 'price', 'state', 'bought', 'note', 'shelf', 'owner'] as const).map((name) => rows.map((row) => row[name])),
];

app.post('/create', async (context) => {
  const rows: z.infer<typeof book>[] = await context.req.json();
  return context.json({ data: await run({ text: insert, values: columns(rows) }) }, 201);
});

app.onError((error, context) => context.text(error.stack ?? error.message, 500));

let server: ReturnType<typeof serve> | undefined;

answerCalls(
  {
    open: async (input) => {
      pool = new pg.Pool({ connectionString: z.string().parse(input), max: 8 });
      pg.types.setTypeParser(20, Number);
      return new Promise((resolve) => {
        server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
      });
    },
    prepare: async (input) => {
      prepared = z
        .object({
          before: sentShape,
          list: sentShape.element,
          relations: z.array(z.object({ field: z.string(), statement: sentShape.element })),
          next: z.string(),
        })
        .parse(input);
    },
    /** The bare statement, with nothing around it. @returns milliseconds */
    bare: async (input) => {
      const values = columns(z.array(book).parse(input));
      const started = performance.now();
      await run({ text: insert, values });
      return performance.now() - started;
    },
    usage,
  },
  async () => {
    server?.close();
    await pool?.end();
  },
);
