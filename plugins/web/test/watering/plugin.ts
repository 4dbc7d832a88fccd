import { definePlugin, defineSchema, defineViews, type Env, f } from '#core';
import type {} from '../garden/plugin.ts';

/** Extends the same beds and knows nothing of the greenhouse. */
export const schema = defineSchema({
  plugin: 'watering',
  depends: ['garden'],
  models: {},
  extend: { 'garden.bed': { litres: f.int({ label: 'Litres a day' }) } },
});

declare module '#core' {
  interface Plugins {
    watering: typeof schema;
  }
}

export const watering = definePlugin({
  name: 'watering',
  version: '1.0.0',
  title: 'Watering',
  summary: 'Water for beds',
  category: 'Test',
  icon: 'droplets',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['garden'],
  schema,
  access: { 'garden.bed': { 'plugin:watering': 'ru' } },
  views: defineViews<'watering'>([
    { kind: 'form-extension', model: 'garden.bed', after: 'Bed', sections: [{ title: 'Water', fields: ['litres'] }] },
    { kind: 'list-extension', model: 'garden.bed', columns: ['litres'], after: 'kind' },
  ]),
  hooks: [
    {
      model: 'garden.bed',
      on: 'create',
      run: async (env: Env<'watering'>, rows) => {
        const dry = rows.filter(({ litres }) => litres === null).map(({ id }) => String(id));
        if (dry.length > 0) await env.model('garden.bed').update({ id: { in: dry } }, { litres: 5 });
      },
    },
  ],
  slots: { home: () => 'Somebody has watered.' },
});
