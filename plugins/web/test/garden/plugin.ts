import { definePlugin, defineSchema, defineViews, type Env, f, model } from '#core';

/** A plugin of the tests: every kind of view, a hidden field, a secret, related records. */
export const schema = defineSchema({
  plugin: 'garden',
  depends: ['base', 'web'],
  models: {
    'garden.bed': model({
      label: 'Bed',
      labelPlural: 'Beds',
      fields: {
        name: f.text({ required: true, max: 80 }),
        kind: f.choice(['flowers', 'herbs', 'trees'], { required: true, default: 'flowers' }),
        size: f.int({ required: true, default: 1, min: 0 }),
        gardener: f.ref('base.person', { onDelete: 'restrict' }),
        opened: f.instant(),
        closed: f.instant(),
        planted: f.date(),
        fenced: f.bool({ required: true, default: false }),
        height: f.int({ min: 0, help: 'Of the fence, in centimetres.' }),
        notes: f.longText(),
        code: f.text({ max: 20 }),
        key: f.secret(),
        price: f.int({ hidden: ['base.admin', 'plugin:garden'] }),
        tags: f.many('garden.bed_tag', 'bed'),
      },
      order: ['name'],
    }),
    'garden.plant': model({
      label: 'Plant',
      labelPlural: 'Plants',
      fields: {
        name: f.text({ required: true, max: 80 }),
        bed: f.ref('garden.bed', { required: true, onDelete: 'cascade' }),
        tag: f.ref('garden.tag', { onDelete: 'setNull' }),
        number: f.int({ required: true, default: 1 }),
        cost: f.int({ hidden: ['base.admin', 'plugin:garden'] }),
      },
      order: ['name'],
    }),
    'garden.bed_tag': model({
      label: 'Tag of a bed',
      title: 'tag',
      fields: { bed: f.ref('garden.bed', { required: true, onDelete: 'cascade' }), tag: f.ref('garden.tag', { required: true, onDelete: 'cascade' }) },
      unique: [['bed', 'tag']],
    }),
    'garden.tag': model({
      label: 'Tag',
      labelPlural: 'Tags',
      fields: { name: f.text({ required: true, max: 40 }), active: f.bool({ required: true, default: true }) },
    }),
  },
});

declare module '#core' {
  interface Plugins {
    garden: typeof schema;
  }
}

const views = defineViews<'garden'>([
  {
    kind: 'list',
    model: 'garden.bed',
    columns: ['name', 'kind', 'size', 'gardener'],
    filters: [{ name: 'herbs', label: 'Herbs', domain: { kind: 'herbs' } }],
    search: ['name'],
    order: ['name'],
  },
  {
    kind: 'form',
    model: 'garden.bed',
    status: 'kind',
    sections: [
      { title: 'Bed', fields: ['name', 'kind', 'size', { name: 'gardener', help: 'Who looks after it.' }, { name: 'code', copy: true }, 'price'] },
      {
        title: 'Fence',
        fields: ['fenced', { name: 'height', visible: { fenced: true }, required: { fenced: true } }, { name: 'planted', readonly: { kind: 'trees' } }],
      },
    ],
    tabs: [
      { name: 'more', title: 'More', sections: [{ fields: [{ name: 'tags', through: 'tag' }, 'opened', 'closed', 'notes', 'key'] }] },
      {
        name: 'plants',
        title: 'Plants',
        related: [{ title: 'Plants', model: 'garden.plant', field: 'bed', columns: ['name', 'number', 'tag', 'cost'], order: ['name'] }],
        panels: [async (env: Env<'garden'>, record) => `panel of ${env.plugin} for ${record.id}`],
      },
    ],
    smartButtons: [{ name: 'plants', label: 'Plants', icon: 'sprout', model: 'garden.plant', field: 'bed' }],
  },
  { kind: 'cards', model: 'garden.bed', fields: ['size', 'gardener', 'price'], groupBy: 'kind', move: true },
  { kind: 'calendar', model: 'garden.bed', start: 'opened', end: 'closed', detail: 'gardener', colour: 'kind' },
  {
    kind: 'graph',
    model: 'garden.bed',
    groupBy: 'kind',
    choices: [{ field: 'opened', by: 'month' }, 'gardener', 'price'],
    measures: [{ sum: 'size' }, { average: 'size' }, { sum: 'price' }],
  },
  {
    kind: 'pivot',
    model: 'garden.bed',
    rows: 'kind',
    columns: 'fenced',
    choices: ['gardener', { field: 'opened', by: 'month' }, 'price'],
    measures: [{ sum: 'size' }, { sum: 'price' }],
  },
  { kind: 'list', model: 'garden.plant', columns: ['name', 'bed', 'tag'], search: ['name'] },
  { kind: 'form', model: 'garden.plant', sections: [{ fields: ['name', 'bed', 'tag', 'number', 'cost'] }] },
  { kind: 'list', model: 'garden.tag', columns: ['name'], search: ['name'] },
  { kind: 'form', model: 'garden.tag', sections: [{ fields: ['name'] }] },
]);

const everybody = { user: 'crud', 'plugin:garden': 'crud' };

export const garden = definePlugin({
  name: 'garden',
  version: '1.0.0',
  title: 'Garden',
  summary: 'Beds and plants',
  category: 'Test',
  icon: 'sprout',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base', 'web'],
  schema,
  access: { 'garden.bed': everybody, 'garden.plant': everybody, 'garden.tag': everybody, 'garden.bed_tag': everybody },
  views,
  menu: [{ id: 'garden', label: 'Garden', icon: 'sprout', href: '/app/garden.bed', order: 50 }],
});
