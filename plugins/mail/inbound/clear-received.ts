import { defineAction, type Env } from '#core';

const KEEP_DAYS = 90;

/** What is noted of received mails goes after ninety days. */
export const clearReceived = defineAction({
  name: 'mail.clear-received',
  title: 'Forget received mails',
  expression: '40 2 * * 0',
  catchUp: 'one',
  run: async (env: Env<'mail'>) => ({
    count: await env.model('mail.received').delete({ createdAt: { lt: new Date(env.now().getTime() - KEEP_DAYS * 86_400_000) } }),
  }),
});
