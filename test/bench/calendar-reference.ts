import { createHash, randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pg from 'pg';
import { z } from 'zod';
import { civilDateOf, formatTime } from '#core';
import { answerCalls, usage } from './child.ts';

/** A calendar page as somebody would write it by hand: hono, pg, the same statements as named prepared ones on one connection, day and times of every meeting, and a text of the same length. */
const prepared = z.object({
  sent: z.array(z.object({ text: z.string(), values: z.array(z.unknown()) })),
  shell: z.object({ text: z.string(), nonce: z.string() }),
  timeZone: z.string(),
});

let pool: pg.Pool | undefined;
let page: (z.output<typeof prepared> & { names: string[] }) | undefined;
const reader = { language: 'en', hour12: false };

const app = new Hono();

app.get('/calendar', async (context) => {
  if (!pool || !page) throw new Error('call "prepare" first');
  const client = await pool.connect();
  let shown = 0;
  try {
    for (const [index, { text, values }] of page.sent.entries()) {
      const { rows } = await client.query<Record<string, unknown>>({ name: page.names[index] ?? '', text, values: [...values] });
      for (const { start, end } of rows) {
        if (!(start instanceof Date && end instanceof Date)) continue;
        shown += civilDateOf(start, page.timeZone).length + formatTime(start, page.timeZone, reader).length + formatTime(end, page.timeZone, reader).length;
      }
    }
  } finally {
    client.release();
  }
  // What was computed is used, so that no compiler may leave it out.
  if (shown === 0) throw new Error('there are no meetings');
  return context.html(page.shell.text.replaceAll(page.shell.nonce, randomBytes(16).toString('base64url')));
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
      const given = prepared.parse(input);
      page = { ...given, names: given.sent.map(({ text }) => createHash('sha1').update(text).digest('hex').slice(0, 16)) };
    },
    usage,
  },
  async () => {
    server?.close();
    await pool?.end();
  },
);
