import { z } from 'zod';
import { defineAction, defineJob, definePlugin, defineSettings, type Env, json, route } from '#core';
import { schema } from './schema.ts';

const settings = defineSettings({
  plugin: 'keepsake',
  title: 'Keepsake',
  schema: z.object({ greeting: z.string().default('Hello'), key: z.string().default('') }),
  secrets: ['key'],
});

/** Works until it is told to stop: what a plugin that is turned off has to end. */
const linger = defineJob({
  name: 'keepsake.linger',
  payload: z.object({ text: z.string() }),
  timeout: 60,
  async run(env: Env<'keepsake'>, { text }, { signal }) {
    await env.model('keepsake.entry').create({ text: `${text} begins ${env.id()}` });
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await env.model('keepsake.entry').create({ text: `${text} is told to stop ${env.id()}` });
  },
});

/** A plugin that leaves traces of every kind: its own table, columns on another's, a function, a trigger, settings, a token, jobs, a scheduled action. */
export default definePlugin({
  name: 'keepsake',
  version: '1.0.0',
  title: 'Keepsake',
  summary: 'For tests of the lifecycle',
  category: 'Test',
  icon: 'book',
  core: '^1.0.0',
  url: import.meta.url,
  depends: schema.depends,
  permissions: ['mail'],
  schema,
  settings,
  access: {
    'keepsake.entry': { 'plugin:keepsake': 'crud', 'base.admin': 'crud' },
    'base.person': { 'plugin:keepsake': 'ru' },
  },
  jobs: [linger],
  actions: [defineAction({ name: 'keepsake.count-entries', title: 'Count entries', expression: '0 3 * * *', run: async () => ({ count: 0 }) })],
  routes: [
    route({
      method: 'GET',
      path: '/keepsake',
      auth: 'public',
      summary: 'How many entries there are',
      async handler(env: Env<'keepsake'>) {
        return json({ entries: await env.asPlugin().model('keepsake.entry').count({}) });
      },
    }),
    route({
      method: 'POST',
      path: '/keepsake/linger',
      auth: 'webhook',
      summary: 'Begins a job that works until it is told to stop',
      async handler(env: Env<'keepsake'>) {
        await env.enqueue(linger, { text: 'lingering' });
        return json({}, { status: 202 });
      },
    }),
  ],
  menu: [{ id: 'keepsake', label: 'Keepsake', href: '/keepsake', order: 700 }],
  async install(env: Env<'keepsake'>) {
    await env.model('keepsake.entry').create({ text: 'installed' });
    await env.tokens.issue('keepsake', 'door');
  },
});
