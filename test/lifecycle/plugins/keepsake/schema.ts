import { defineSchema, f, model } from '#core';

export const schema = defineSchema({
  plugin: 'keepsake',
  depends: ['base'],
  models: {
    'keepsake.entry': model({
      label: 'Entry',
      title: 'text',
      fields: {
        text: f.text({ required: true }),
        person: f.ref('base.person', { onDelete: 'setNull' }),
        mark: f.secret(),
        stars: f.int({ min: 0, max: 5, default: 0 }),
      },
      unique: [['text']],
    }),
  },
  extend: {
    'base.person': {
      keepsakeMotto: f.text({ index: true }),
      keepsakeBest: f.ref('keepsake.entry', { onDelete: 'setNull' }),
    },
  },
});

declare module '#core' {
  interface Plugins {
    keepsake: typeof schema;
  }
}
