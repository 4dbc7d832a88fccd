import { defineSchema, f, model } from '#core';
import type {} from '../base/contract.ts';

/** What the plugin keeps. Change it, then write the migration: npx atrium migrate make {{name}} what-it-does */
export const schema = defineSchema({
  plugin: '{{name}}',
  depends: ['base', 'web'],
  models: {
    /** A page on the open internet; whoever has its address may read it and leave a message. */
    '{{area}}.page': model({
      label: '{{title}} page',
      labelPlural: '{{title}} pages',
      title: 'name',
      fields: {
        name: f.text({ required: true, max: 120 }),
        text: f.longText({ max: 2000, help: 'What visitors read.' }),
        owner: f.ref('base.person', { required: true, onDelete: 'restrict' }),
        active: f.bool({ required: true, default: true }),
      },
      order: ['name'],
    }),
    '{{area}}.message': model({
      label: '{{title}} message',
      labelPlural: '{{title}} messages',
      title: 'sender',
      fields: {
        page: f.ref('{{area}}.page', { required: true, onDelete: 'cascade' }),
        sender: f.text({ required: true, max: 120, personal: true }),
        message: f.longText({ required: true, max: 2000 }),
      },
      order: ['-createdAt'],
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
