import { createServer } from 'node:net';
import { z } from 'zod';
import type { Env } from '#core';
import { boot } from '../../core/boot.ts';
import { createLogger } from '../../core/log.ts';
import { makeKey } from '../../plugins/api/make-key.ts';
import { ensureUser } from '../../plugins/base/ensure-admin.ts';
import { answerCalls, usage } from './child.ts';
import { shelf } from './shelf/plugin.ts';
import { isControl, recordStatements } from './statement-log.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** The product with the API and a model to measure it by. */
async function open(databaseUrl: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await boot({
    config: {
      mode: 'production',
      host: '127.0.0.1',
      port,
      url,
      databaseUrl,
      databaseUrlDirect: databaseUrl,
      poolSize: 8,
      keys: [Buffer.alloc(32, 7)],
      logLevel: 'info',
      smtpUrl: undefined,
      adminEmail: undefined,
      adminPassword: undefined,
      trustedProxies: [],
      allowPrivateOutbound: true,
      pluginFolders: [],
      environment: { ATRIUM_API_REQUESTS_PER_MINUTE: '1000000' },
    },
    log: createLogger('info'),
    only: ['api', 'shelf'],
    plugins: [shelf],
  });
  await app.startHost();
  return { app, url };
}

let running: Awaited<ReturnType<typeof open>> | undefined;
const app = () => {
  if (!running) throw new Error('call "open" first');
  return running.app;
};

answerCalls(
  {
    open: async (input) => {
      running = await open(z.string().parse(input));
      return running.url;
    },
    usage,
    /** So many books, a tenth of them of the person who gets the key. */
    seed: async (input) => {
      const books = z.number().parse(input);
      const { person } = await ensureUser(app().pluginEnv('base'), { email: 'reader@example.org', password: 'a rather long phrase', name: 'Rita Reader' });
      const { database } = app().runtime;
      await database.query('SET statement_timeout = 0');
      await database.query(
        `INSERT INTO bench_shelf (org_id, id, name, room) SELECT 1, gen_random_uuid(), 'Shelf ' || n, 'Room ' || n % 10 FROM generate_series(1, 200) n`,
      );
      await database.query(
        `INSERT INTO base_person (org_id, id, name, email) SELECT 1, gen_random_uuid(), 'Person ' || n, 'p' || n || '@example.org' FROM generate_series(1, 9) n`,
      );
      await database.query(
        `INSERT INTO bench_book (org_id, id, title, pages, price, state, bought, note, shelf_id, owner_id)
         SELECT 1, gen_random_uuid(), 'Book ' || lpad(n::text, 7, '0'), n % 900, n * 0.5, CASE n % 2 WHEN 0 THEN 'new' ELSE 'read' END, now(), 'A note on book ' || n, s.id, p.id
         FROM generate_series(1, $1::integer) n
         JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM bench_shelf) s ON s.at = n % 200 + 1
         JOIN (SELECT id, row_number() OVER (ORDER BY email <> 'reader@example.org', id) AS at FROM base_person) p ON p.at = n % 10 + 1`,
        [books],
      );
      await database.query('VACUUM ANALYZE');
      const env = app().pluginEnv('api') as Env<'api'>;
      const found = await env.service('base').personPrincipal({ person });
      if (!found) throw new Error('nobody is there');
      const own = app().runtime.env({ plugin: 'api', principal: found.principal }) as Env<never>;
      const { token } = await makeKey(own, { name: 'bench', days: 1, scope: { read: ['*'], write: ['*'], act: [] } });
      const { rows } = await database.query<{ id: string }>('SELECT id FROM bench_shelf ORDER BY id LIMIT 200');
      return { token, person, shelves: rows.map(({ id }) => id) };
    },
    record: async (input) => {
      const { url, method, headers, body } = z
        .object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()), body: z.string().optional() })
        .parse(input);
      const { value, sent } = await recordStatements(async () => {
        const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
        return { status: response.status, text: await response.text() };
      });
      return { ...value, sent: sent.filter((one) => !isControl(one)) };
    },
  },
  async () => running?.app.close(),
);
