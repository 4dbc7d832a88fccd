import { z } from 'zod';
import { bootTestApp } from '#core/testing';
import { noLimits } from '../fixture/open-workspace.ts';

/** A process of the real app, serving pages and running jobs, that a test may kill at any moment. Its clock goes, from the moment that it is told. */
const told = z
  .object({ databaseUrl: z.string(), key: z.string(), port: z.number(), url: z.string(), aheadMs: z.number() })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const now = (): Date => new Date(Date.now() + told.aheadMs);
const app = await bootTestApp({
  databaseUrl: told.databaseUrl,
  clock: { now, set: () => {}, advance: () => {} },
  environment: noLimits,
  config: { keys: [Buffer.from(told.key, 'base64')], port: told.port, url: told.url },
});
await app.app.startRunner();
process.on('disconnect', async () => {
  await app.close();
  process.exit(0);
});
process.send?.('up');
