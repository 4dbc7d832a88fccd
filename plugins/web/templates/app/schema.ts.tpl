import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';

/** What the plugin keeps. Change it, then write the migration: npx atrium migrate make {{name}} what-it-does */
export const schema = defineSchema({
  plugin: '{{name}}',
  depends: ['base', 'web'],
  models: {
    '{{area}}.item': model({
      label: '{{title}} item',
      labelPlural: '{{title}} items',
      title: 'name',
      fields: {
        name: f.text({ required: true, max: 120 }),
        owner: f.ref('base.person', { required: true, onDelete: 'restrict', help: 'Who looks after it.' }),
        state: f.choice(['open', 'done'], { required: true, default: 'open' }),
        note: f.longText(),
      },
      order: ['name'],
    }),
  },
});

declare module '#core' {
  interface Messages {
    {{key}}: typeof import('./i18n/de.json');
  }
  interface Plugins {
    {{key}}: typeof schema;
  }
}
