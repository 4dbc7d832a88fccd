import { defineAction, type Env } from '#core';

/** Sessions that have run out are useless since then; this only keeps the table small. */
export const cleanSessions = defineAction({
  name: 'base.clean-sessions',
  title: 'Remove sessions that have ended',
  expression: '20 3 * * *',
  catchUp: 'one',
  run: async (env: Env<'base'>) => ({ count: await env.model('base.session').delete({ expiresAt: { lt: env.now() } }) }),
});
