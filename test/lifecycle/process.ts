import { z } from 'zod';
import type { Env } from '#core';
import { bootTestApp } from '#core/testing';
import { monday, noLimits } from '../fixture/open-workspace.ts';
import keepsake from './plugins/keepsake/plugin.ts';
import { smallPlugin } from './small-plugin.ts';

/** A process of the real app, serving pages and running jobs, on the database that it is told; applies changes when it is asked. */
const told = z
  .object({ databaseUrl: z.string(), key: z.string(), only: z.array(z.string()).optional(), migrations: z.record(z.string(), z.string()).default({}) })
  .parse(JSON.parse(process.argv[2] ?? '{}'));
const asked = z.union([
  z.object({ kind: z.enum(['install', 'enable', 'disable']), plugins: z.array(z.string()) }),
  z.object({ kind: z.literal('uninstall'), plugins: z.array(z.string()), mode: z.literal('purge') }),
]);

const app = await bootTestApp({
  databaseUrl: told.databaseUrl,
  clock: monday,
  environment: noLimits,
  config: { keys: [Buffer.from(told.key, 'base64')] },
  ...(told.only ? { only: told.only } : {}),
  available: [keepsake, smallPlugin('migrating', {}, told.migrations)],
});
await app.app.startRunner();
const base: Env<'base'> = app.env('base');
process.on('message', async (message) => {
  try {
    process.send?.({ result: await base.platform.apply(asked.parse(message), { actor: 'test' }) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.on('disconnect', async () => {
  await app.close();
  process.exit(0);
});
process.send?.({ url: app.url });
