import { z } from 'zod';
import { type AnyDomain, defineSchema, type Env, f, fail, type Manifest, me, model } from '#core';

const schema = defineSchema({
  plugin: 'shelf',
  depends: ['base'],
  models: {
    'shelf.author': model({
      label: 'Author',
      fields: { name: f.text({ required: true }), public: f.bool({ required: true, default: true }), salary: f.int({ hidden: true }) },
    }),
    'shelf.book': model({
      label: 'Book',
      labelPlural: 'Books',
      title: 'title',
      archive: 'active',
      fields: {
        title: f.text({ required: true, max: 100 }),
        code: f.text({ max: 20 }),
        pages: f.int({ min: 1 }),
        price: f.number(),
        kind: f.choice(['novel', 'poetry', 'NON-FICTION'], { required: true, default: 'novel' }),
        lent: f.bool({ required: true, default: false }),
        active: f.bool({ required: true, default: true }),
        author: f.ref('shelf.author'),
        owner: f.ref('base.person'),
        bought: f.date(),
        readAt: f.instant({ label: 'Read at' }),
        note: f.longText(),
        token: f.secret(),
        internal: f.text({ hidden: true }),
        secretary: f.ref('base.person', { hidden: true }),
        extra: f.json(z.json()),
      },
      unique: [['code']],
      indexes: [{ fields: ['author'] }, { fields: ['owner'] }],
      order: ['title'],
    }),
    /** Points at books, so that some cannot be deleted. */
    'shelf.loan': model({
      label: 'Loan',
      title: 'reader',
      fields: { reader: f.text({ required: true }), book: f.ref('shelf.book', { required: true, onDelete: 'restrict' }) },
      indexes: [{ fields: ['book'] }],
    }),
    /** Saved by the plugin's own action. */
    'shelf.box': model({
      label: 'Box',
      labelPlural: 'Boxes',
      fields: { name: f.text({ required: true }), sealed: f.bool({ required: true, default: false }) },
    }),
  },
});

const mine: AnyDomain = { owner: me };
const asAny = (env: Env<never>) =>
  env as unknown as { model(name: string): { update(id: string, values: object): Promise<unknown>; create(values: object): Promise<{ id: string }> } };

/** Something to make lists of: every kind of field, hidden ones, rules, an archive, actions for many. */
export const shelf: Manifest = {
  name: 'shelf',
  version: '1.0.0',
  title: 'Shelf',
  summary: 'Books for tests',
  category: 'Test',
  icon: 'book',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  schema,
  access: {
    'shelf.author': { user: 'r', 'base.admin': 'crud', 'plugin:shelf': 'crud' },
    'shelf.book': { user: 'crud', 'base.admin': 'crud', 'plugin:shelf': 'crud' },
    'shelf.loan': { 'plugin:shelf': 'crud' },
    'shelf.box': { user: 'crud', 'plugin:shelf': 'crud' },
  },
  rules: [
    { name: 'public authors', model: 'shelf.author', groups: ['user'], domain: { public: true } },
    { name: 'every author', model: 'shelf.author', groups: ['base.admin', 'plugin:shelf'], domain: true },
    { name: 'own and poetry', model: 'shelf.book', groups: ['user'], operations: 'r', domain: { $or: [mine, { kind: 'poetry' }] } },
    { name: 'own books', model: 'shelf.book', groups: ['user'], operations: 'cud', domain: mine },
    { name: 'every book', model: 'shelf.book', groups: ['base.admin', 'plugin:shelf'], domain: true },
  ],
  views: [
    {
      kind: 'list',
      model: 'shelf.book',
      columns: ['title', 'author', 'pages', 'kind', 'lent', 'readAt'],
      filters: [
        { name: 'inside', label: 'Inside', domain: { $or: [{ internal: 'codeword' }, { lent: true }] }, default: true },
        { name: 'paid', label: 'Paid', domain: { author: { where: { salary: { gt: 1 } } } } },
        { name: 'lent', label: 'Lent out', domain: { lent: true } },
        { name: 'novels', label: 'Novels', domain: { kind: 'novel' } },
      ],
      search: ['title', 'note'],
      order: ['title'],
      empty: 'No books yet.',
    },
    {
      kind: 'form',
      model: 'shelf.book',
      sections: [{ fields: ['title', 'code', 'pages', 'price', 'kind', 'lent', 'author', 'owner', 'bought', 'readAt', 'note', 'token'] }],
      actions: [
        {
          name: 'lend',
          label: 'Lend',
          bulk: true,
          confirm: 'The book leaves the house.',
          visible: { lent: false },
          ask: [{ name: 'reader', label: 'Reader', kind: 'text', required: true }],
          async run(env, id, answers) {
            if (answers.reader === 'Nobody') throw fail('INPUT_INVALID', { detail: 'Nobody cannot read.' });
            await asAny(env).model('shelf.book').update(id, { lent: true, note: answers.reader });
          },
        },
        { name: 'burn', label: 'Burn', async run() {} },
      ],
    },
    { kind: 'list', model: 'shelf.box', columns: ['name', 'sealed'] },
    {
      kind: 'form',
      model: 'shelf.box',
      sections: [{ fields: ['name', { name: 'sealed', readonly: { name: 'Fixed' } }] }],
      async save(env, id, values) {
        if (values.name === 'Forbidden') throw fail('INPUT_INVALID', { issues: [{ path: 'name', message: 'Choose another name.' }] });
        const boxes = asAny(env).model('shelf.box');
        if (id === undefined) return (await boxes.create({ ...values, name: `Box ${String(values.name)}` })).id;
        await boxes.update(id, values);
        return id;
      },
    },
  ],
};
