import { defineAction, type Env } from '#core';

const DAY_MS = 86_400_000;

/** Uploaded tables are worked on at once or never. */
export const cleanImports = defineAction({
  name: 'web.clean-imports',
  title: 'Remove uploaded tables that are a day old',
  expression: '35 3 * * *',
  catchUp: 'one',
  run: async (env: Env<'web'>) => ({ count: await env.model('web.import').delete({ createdAt: { lt: new Date(env.now().getTime() - DAY_MS) } }) }),
});
