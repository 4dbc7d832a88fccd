import { defineSchema, type Env, f, type Manifest, me, model } from '#core';

const schema = defineSchema({
  plugin: 'library',
  depends: ['base'],
  models: {
    'lib.author': model({
      label: 'Author',
      fields: {
        name: f.text({ required: true }),
        public: f.bool({ required: true, default: true }),
        salary: f.int({ hidden: ['base.admin', 'plugin:library'] }),
        books: f.many('lib.book', 'author'),
      },
    }),
    'lib.book': model({
      label: 'Book',
      title: 'title',
      fields: {
        title: f.text({ required: true, max: 100 }),
        pages: f.int({ min: 1 }),
        rating: f.number(),
        state: f.choice(['draft', 'published'], { required: true, default: 'draft', readonly: true }),
        owner: f.ref('base.person', { required: true }),
        author: f.ref('lib.author'),
        secretary: f.ref('base.person', { hidden: true }),
        publishedAt: f.instant(),
        day: f.date(),
        during: f.range(),
        cover: f.bytes(),
        token: f.secret(),
        internal: f.text({ hidden: true }),
        note: f.text(),
        chapters: f.many('lib.chapter', 'book'),
      },
      indexes: [{ fields: ['owner'] }, { fields: ['author'] }],
      order: ['title'],
    }),
    /** No form: nobody writes it by hand. */
    'lib.chapter': model({
      label: 'Chapter',
      title: 'title',
      fields: { title: f.text({ required: true }), book: f.ref('lib.book', { required: true, onDelete: 'cascade' }) },
      indexes: [{ fields: ['book'] }],
    }),
    'lib.shelf': model({ label: 'Shelf', api: 'write', fields: { name: f.text({ required: true }), owner: f.ref('base.person') } }),
    'lib.diary': model({ label: 'Diary', api: false, fields: { name: f.text() } }),
    'lib.vault': model({ label: 'Vault', fields: { name: f.text() } }),
  },
});

const mine = { owner: me };

/** Something to ask the API for: every kind of field, hidden ones, rules, relations, a form with an action. */
export const library: Manifest = {
  name: 'library',
  version: '1.0.0',
  title: 'Library',
  summary: 'Books for tests',
  category: 'Test',
  icon: 'book',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['base'],
  schema,
  access: {
    'lib.author': { user: 'r', 'base.admin': 'crud', 'plugin:library': 'crud' },
    'lib.book': { user: 'crud', 'base.admin': 'crud', 'plugin:library': 'crud' },
    'lib.chapter': { user: 'crud', 'plugin:library': 'crud' },
    'lib.shelf': { user: 'crud', 'plugin:library': 'crud' },
    'lib.diary': { user: 'crud' },
    'lib.vault': { 'base.admin': 'r' },
  },
  rules: [
    { name: 'public authors', model: 'lib.author', groups: ['user'], domain: { public: true } },
    { name: 'every author', model: 'lib.author', groups: ['base.admin', 'plugin:library'], domain: true },
    { name: 'own and published books', model: 'lib.book', groups: ['user'], operations: 'r', domain: { $or: [mine, { state: 'published' }] } },
    { name: 'own books', model: 'lib.book', groups: ['user'], operations: 'cud', domain: mine },
    { name: 'every book', model: 'lib.book', groups: ['base.admin', 'plugin:library'], domain: true },
    { name: 'chapters of books', model: 'lib.chapter', groups: ['user'], domain: { book: { readable: true } } },
    { name: 'own shelves', model: 'lib.shelf', groups: ['user'], domain: mine },
  ],
  views: [
    {
      kind: 'form',
      model: 'lib.book',
      sections: [
        {
          fields: [
            'title',
            'pages',
            'rating',
            'state',
            'owner',
            'author',
            'publishedAt',
            'day',
            'during',
            'cover',
            'token',
            { name: 'note', visible: { pages: { gt: 10 } } },
          ],
        },
      ],
      actions: [
        {
          name: 'publish',
          label: 'Publish',
          visible: { state: 'draft' },
          ask: [{ name: 'reason', label: 'Reason', kind: 'text', required: true }],
          async run(env, id, answers) {
            await (env as unknown as Env<'api'>).model('lib.book' as never).update(id, { state: 'published', note: answers.reason } as never);
            return { message: 'Published.' };
          },
        },
      ],
    },
  ],
};
