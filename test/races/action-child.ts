import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { boot } from '../../core/boot.ts';
import { defineAction } from '../../core/jobs/job.ts';
import { runDueActions } from '../../core/jobs/run-actions.ts';
import { createLogger } from '../../core/log.ts';
import { openDatabase } from '../../core/model/database.ts';

// One of several processes that look for due actions all the time. Its own clock jumps three hours to and fro: only the database's may count.
const url = process.argv[2] ?? '';
const wanted = z
  .array(z.object({ name: z.string(), expression: z.string(), timeZone: z.string(), lastsMs: z.number() }))
  .parse(JSON.parse(process.argv[3] ?? '[]'));
const log = createLogger('silent');
const database = await openDatabase({ url, poolSize: 2, log });
const started = performance.now();
const jumping = (): Date => {
  const second = Math.floor((performance.now() - started) / 1_000);
  return new Date(Date.now() + ([0, 3, 0, -3][second % 4] ?? 0) * 3_600_000);
};

const record = ({ name, expression, timeZone, lastsMs }: (typeof wanted)[number]) =>
  defineAction({
    name: `torture.${name}`,
    title: name,
    expression,
    timeZone,
    run: async () => {
      const { rows } = await database.query<{ id: number }>(
        'INSERT INTO torture (action, pid, shown) VALUES ($1::text, $2::integer, now()) RETURNING id::integer AS id',
        [name, process.pid],
      );
      await wait(lastsMs);
      await database.query('UPDATE torture SET ended_at = clock_timestamp() WHERE id = $1::bigint', [rows[0]?.id]);
    },
  });

const app = await boot({
  config: {
    mode: 'development',
    host: '127.0.0.1',
    port: 0,
    url: 'http://127.0.0.1',
    databaseUrl: url,
    databaseUrlDirect: url,
    poolSize: 4,
    keys: [new Uint8Array(32)],
    logLevel: 'silent',
    smtpUrl: undefined,
    adminEmail: undefined,
    adminPassword: undefined,
    trustedProxies: [],
    allowPrivateOutbound: true,
    pluginFolders: [],
    environment: {},
  },
  only: [],
  now: jumping,
  log,
  plugins: [
    {
      name: 'torture',
      version: '1.0.0',
      title: 'Torture',
      summary: 'For a test.',
      category: 'Test',
      icon: 'box',
      core: '*',
      url: import.meta.url,
      actions: wanted.map(record),
    },
  ],
});
const never = new AbortController().signal;
process.send?.('ready');
const looks = async (): Promise<never> => {
  for (;;) {
    await runDueActions(app.runtime, [], never);
    await wait(50);
  }
};
// A long action keeps the loop that found it: others go on looking.
await Promise.all([looks(), looks(), looks()]);
