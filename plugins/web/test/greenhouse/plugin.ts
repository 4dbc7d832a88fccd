import { definePlugin, defineSchema, defineViews, type Env, f, fail } from '#core';
import type {} from '../garden/plugin.ts';

/** Extends the beds of the garden: fields, a part of the form, a column, a hook, a slot. */
export const schema = defineSchema({
  plugin: 'greenhouse',
  depends: ['garden'],
  models: {},
  extend: { 'garden.bed': { degrees: f.int({ label: 'Warmth' }), heated: f.bool({ required: true, default: false }) } },
});

declare module '#core' {
  interface Plugins {
    greenhouse: typeof schema;
  }
}

export const greenhouse = definePlugin({
  name: 'greenhouse',
  version: '1.0.0',
  title: 'Greenhouse',
  summary: 'Warm beds',
  category: 'Test',
  icon: 'warehouse',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['garden'],
  schema,
  access: { 'garden.bed': { 'plugin:greenhouse': 'ru' } },
  views: defineViews<'greenhouse'>([
    {
      kind: 'form-extension',
      model: 'garden.bed',
      after: 'Bed',
      sections: [{ title: 'Climate', fields: ['heated', { name: 'degrees', visible: { heated: true } }] }],
      actions: [
        {
          name: 'heat',
          label: 'Heat',
          visible: { heated: false },
          run: async (env: Env<'greenhouse'>, id) => void (await env.model('garden.bed').update(id, { heated: true })),
        },
      ],
    },
    {
      kind: 'list-extension',
      model: 'garden.bed',
      columns: ['degrees'],
      after: 'kind',
      filters: [{ name: 'heated', label: 'Heated', domain: { heated: true } }],
    },
  ]),
  hooks: [
    {
      model: 'garden.bed',
      on: 'update',
      run: async (_env, rows) => {
        if (rows.some(({ degrees }) => typeof degrees === 'number' && degrees > 50))
          throw fail('INPUT_INVALID', { issues: [{ path: 'degrees', message: 'Nothing grows there.' }] });
      },
    },
  ],
  slots: { home: () => 'The greenhouse is warm.' },
});
