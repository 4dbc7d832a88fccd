import { defineAction, type Env } from '#core';

const DAY_MS = 86_400_000;

/** Uploaded files are worked on at once or never; they hold addresses of people. */
export const cleanImports = defineAction({
  name: 'meeting-exchange.clean-imports',
  title: 'Remove uploaded meeting files that are a day old',
  expression: '40 3 * * *',
  catchUp: 'one',
  run: async (env: Env<'meeting-exchange'>) => ({
    count: await env.model('exchange.import').delete({ createdAt: { lt: new Date(env.now().getTime() - DAY_MS) } }),
  }),
});
