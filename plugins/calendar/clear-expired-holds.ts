import { defineAction, type Env } from '#core';

/** Lapsed holds stop counting at once; this only sweeps up what no booking has swept away. */
export const clearExpiredHolds = defineAction({
  name: 'calendar.clear-expired-holds',
  title: 'Remove holds that have lapsed',
  expression: '*/5 * * * *',
  catchUp: 'one',
  run: async (env: Env<'calendar'>) => ({ count: await env.model('calendar.claim').delete({ expiresAt: { lte: env.now() } }) }),
});
