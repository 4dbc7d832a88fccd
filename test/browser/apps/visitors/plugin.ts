import { z } from 'zod';
import { definePlugin, defineSchema, defineSettings, type Env, f, model, route, text } from '#core';
import type {} from '../../../../plugins/base/contract.ts';

const schema = defineSchema({
  plugin: 'visitors',
  depends: ['base'],
  models: {
    'visitors.entry': model({ label: 'Entry', fields: { name: f.text({ required: true }), words: f.longText(), secretWord: f.secret() } }),
  },
  extend: { 'base.person': { visitorsName: f.text() } },
});

declare module '#core' {
  interface Plugins {
    visitors: typeof schema;
  }
}

/** An app that does not come along, to be installed and removed again. */
export default definePlugin({
  name: 'visitors',
  version: '1.2.0',
  title: 'Visitors’ book',
  summary: 'Guests leave a few words when they go',
  category: 'Communication',
  icon: 'book-open',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  permissions: ['mail', 'http:api.example.com'],
  schema,
  access: { 'visitors.entry': { 'plugin:visitors': 'crud' } },
  settings: defineSettings({
    plugin: 'visitors',
    title: 'Visitors’ book',
    schema: z.object({ greeting: z.string().max(80).default('Welcome').meta({ title: 'Greeting' }) }),
  }),
  data: [{ key: 'first', model: 'visitors.entry', values: { name: 'The house', words: 'Welcome!', secretWord: 'sesame' } }],
  routes: [
    route({
      method: 'GET',
      path: '/visitors',
      auth: 'public',
      summary: 'How many have written',
      handler: async (env: Env<'visitors'>) => text(`${await env.asPlugin().model('visitors.entry').count(true)} in the book`),
    }),
  ],
});
