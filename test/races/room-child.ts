import { z } from 'zod';
import { bootTestApp } from '#core/testing';

/** A process of the real app that talks to a video service and may be killed at any moment. Its clock goes, from the moment that it is told. */
const told = z
  .object({ databaseUrl: z.string(), key: z.string(), aheadMs: z.number(), environment: z.record(z.string(), z.string()) })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

const now = (): Date => new Date(Date.now() + told.aheadMs);
const app = await bootTestApp({
  only: ['zoom'],
  listen: false,
  databaseUrl: told.databaseUrl,
  clock: { now, set: () => {}, advance: () => {} },
  environment: told.environment,
  config: { keys: [Buffer.from(told.key, 'base64')] },
});
process.on('disconnect', () => process.exit(0));
// takes at once what the process before was at
await app.runJobs();
