import { defineSchema, f, type Manifest, me, model } from '#core';

const schema = defineSchema({
  plugin: 'shelf',
  depends: ['base'],
  models: {
    'bench.shelf': model({ label: 'Shelf', fields: { name: f.text({ required: true }), room: f.text() } }),
    'bench.book': model({
      label: 'Book',
      title: 'title',
      api: 'write',
      fields: {
        title: f.text({ required: true }),
        pages: f.int({ required: true, default: 0 }),
        price: f.number(),
        state: f.choice(['new', 'read'], { required: true, default: 'new' }),
        bought: f.instant(),
        note: f.text(),
        shelf: f.ref('bench.shelf', { required: true }),
        owner: f.ref('base.person', { required: true }),
      },
      indexes: [{ fields: ['owner', 'title'] }, { fields: ['shelf'] }],
      order: ['title'],
    }),
  },
});

/** Something to list and to make a thousand of: two relations, and rules that narrow to the person's own. */
export const shelf: Manifest = {
  name: 'shelf',
  version: '1.0.0',
  title: 'Shelf',
  summary: 'Books for measurements',
  category: 'Test',
  icon: 'book',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  schema,
  access: { 'bench.shelf': { user: 'r', 'plugin:shelf': 'crud' }, 'bench.book': { user: 'crud', 'plugin:shelf': 'crud' } },
  rules: [
    { name: 'own books', model: 'bench.book', groups: ['user'], domain: { owner: me } },
    { name: 'every book', model: 'bench.book', groups: ['plugin:shelf'], domain: true },
  ],
};
