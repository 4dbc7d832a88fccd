import { defineSchema, f, model } from '#core';

export const schema = defineSchema({
  plugin: 'guestbook',
  depends: ['base'],
  models: {
    'guestbook.entry': model({
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
      guestbookMotto: f.text({ index: true }),
      guestbookBest: f.ref('guestbook.entry', { onDelete: 'setNull' }),
    },
  },
});

declare module '#core' {
  interface Plugins {
    guestbook: typeof schema;
  }
}
