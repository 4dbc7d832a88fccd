import { definePlugin, defineSchema, defineViews, f, model } from '#core';

/** A plugin of the tests: a form that keeps some of its fields from some people, and from some records. */
const schema = defineSchema({
  plugin: 'orchard',
  depends: ['base', 'web'],
  models: {
    'orchard.tree': model({
      label: 'Tree',
      labelPlural: 'Trees',
      fields: {
        name: f.text({ required: true, max: 80 }),
        state: f.choice(['young', 'bearing', 'felled'], { required: true, default: 'young' }),
        /** Only administrators are offered it. */
        listed: f.bool({ required: true, default: false }),
        /** Stays as it is from the first harvest on. */
        sort: f.text({ max: 80 }),
      },
      order: ['name'],
    }),
    /** Made by the plugin alone. */
    'orchard.harvest': model({
      label: 'Harvest',
      labelPlural: 'Harvests',
      fields: { name: f.text({ required: true, max: 80 }), tree: f.ref('orchard.tree', { required: true, onDelete: 'cascade' }) },
      order: ['name'],
    }),
  },
});

declare module '#core' {
  interface Plugins {
    orchard: typeof schema;
  }
}

const views = defineViews<'orchard'>([
  { kind: 'list', model: 'orchard.tree', columns: ['name', 'state', 'listed', 'sort'] },
  {
    kind: 'form',
    model: 'orchard.tree',
    sections: [
      { fields: ['name', { name: 'state', readonly: { listed: true } }, { name: 'sort', readonly: { state: { ne: 'young' } } }] },
      { title: 'Register', groups: ['base.admin'], fields: ['listed'] },
    ],
    related: [{ title: 'Harvests', model: 'orchard.harvest', field: 'tree', columns: ['name'] }],
  },
  { kind: 'cards', model: 'orchard.tree', fields: ['sort'], groupBy: 'state', move: true },
  { kind: 'list', model: 'orchard.harvest', columns: ['name', 'tree'] },
  { kind: 'form', model: 'orchard.harvest', noCreate: true, noDelete: true, sections: [{ fields: ['name', 'tree'] }] },
]);

const everybody = { user: 'crud', 'plugin:orchard': 'crud' };

export const orchard = definePlugin({
  name: 'orchard',
  version: '1.0.0',
  title: 'Orchard',
  summary: 'Trees and harvests',
  category: 'Test',
  icon: 'sprout',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base', 'web'],
  schema,
  access: { 'orchard.tree': everybody, 'orchard.harvest': everybody },
  views,
  data: [{ key: 'oldest', model: 'orchard.tree', values: { name: 'The oldest' } }],
});
