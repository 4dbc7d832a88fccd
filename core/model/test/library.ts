import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { buildPolicy } from '../../access/build-policy.ts';
import type { AccessPolicy } from '../../access/policy.ts';
import type { Env } from '../../env.ts';
import type { AccessTable, Hook, RecordRule } from '../../plugin/define-plugin.ts';
import type { Principal } from '../../principal.ts';
import type { KeyRing } from '../../secrets/key-ring.ts';
import type { Database } from '../database-type.ts';
import { me } from '../domain.ts';
import { f } from '../field.ts';
import { makeMigration } from '../make-migration.ts';
import type { RecordStore } from '../record-store.ts';
import { buildRegistry } from '../registry.ts';
import { createRepository } from '../repository.ts';
import { defineSchema, model } from '../schema.ts';

/** A small world with every kind of field and relation. */
const people = defineSchema({
  plugin: 'people',
  depends: [],
  models: {
    'people.login': model({ label: 'Login', global: true, title: 'name', fields: { name: f.text({ required: true }) }, unique: [['name']] }),
    'people.person': model({
      label: 'Person',
      labelPlural: 'People',
      fields: {
        name: f.text({ required: true, max: 40 }),
        email: f.email(),
        login: f.ref('people.login', { onDelete: 'setNull' }),
        phone: f.text({ hidden: ['staff'] }),
        loans: f.many('library.loan', 'person'),
      },
      unique: [['email']],
      order: ['name'],
    }),
    'library.loan': model({
      label: 'Loan',
      labelPlural: 'Loans',
      title: 'id',
      fields: {
        person: f.ref('people.person', { required: true, onDelete: 'restrict' }),
        during: f.range({ required: true }),
        seat: f.int({ required: true, default: 0, min: 0, max: 9 }),
        state: f.choice(['open', 'closed'], { required: true, default: 'open' }),
        note: f.longText(),
      },
      exclude: [{ name: 'library_loan_no_overlap', using: { seat: '=', during: '&&' }, where: `state = 'open'` }],
      indexes: [{ fields: ['person', 'state'], where: 'person_id IS NOT NULL' }],
    }),
  },
});

const library = defineSchema({
  plugin: 'library',
  depends: ['people'],
  models: {
    'library.book': model({
      label: 'Book',
      labelPlural: 'Books',
      title: 'title',
      fields: {
        title: f.text({ required: true }),
        group: f.choice(['a', 'b', 'c']),
        pages: f.int({ min: 0 }),
        weight: f.number(),
        lent: f.bool({ required: true, default: false }),
        published: f.date(),
        end: f.instant(),
        during: f.range(),
        zone: f.zone(),
        owner: f.ref('people.person', { onDelete: 'cascade' }),
        token: f.uuid(),
        tags: f.json(z.array(z.string()), { required: true, default: [] }),
        code: f.secret(),
        cover: f.bytes(),
        parent: f.ref('library.book', { onDelete: 'setNull' }),
        parts: f.many('library.book', 'parent'),
      },
      check: { library_book_weight: 'weight IS NULL OR weight >= 0' },
      order: ['-pages', 'title'],
    }),
  },
  extend: { 'people.person': { card: f.text({ max: 20 }), level: f.int({ required: true, default: 1 }) } },
});

export const plugins = [
  { name: 'people', depends: [] as string[], schema: people },
  { name: 'library', depends: ['people'], schema: library },
];
export const registry = buildRegistry(plugins);
export const ddl = `CREATE EXTENSION IF NOT EXISTS btree_gist;\n${makeMigration(registry, 'people')}${makeMigration(registry, 'library')}`;

export const groups = new Map([
  ['staff', { title: 'Staff' }],
  ['reader', { title: 'Reader' }],
  ['guest', { title: 'Guest' }],
]);

const access: Record<string, AccessTable> = {
  'people.login': { staff: 'crud' },
  'people.person': { staff: 'crud', reader: 'r', guest: 'r' },
  'library.loan': { staff: 'crud', reader: 'crud' },
  'library.book': { staff: 'crud', reader: 'crud', guest: 'cu' },
};

const rules: RecordRule[] = [
  { name: 'staff: everything', model: 'library.book', groups: ['staff'], domain: true },
  {
    name: 'readers read what is not in group c, and theirs',
    model: 'library.book',
    groups: ['reader'],
    operations: 'r',
    domain: { $or: [{ group: { ne: 'c' } }, { owner: me }] },
  },
  { name: 'readers write theirs', model: 'library.book', groups: ['reader'], operations: 'cud', domain: { owner: me } },
  { name: 'staff: every loan', model: 'library.loan', groups: ['staff'], domain: true },
  { name: 'loans of persons one may read', model: 'library.loan', groups: ['reader'], domain: { person: { readable: true } } },
  { name: 'readers see those with a name that starts in A', model: 'people.person', groups: ['reader'], domain: { name: { gte: 'A', lt: 'B' } } },
];

export const policy: AccessPolicy = buildPolicy({ plugins: [{ name: 'people', access, rules }, { name: 'library' }], registry, groups });

/** Turns the text round: enough to see that it is not stored as it is. */
export const keys: KeyRing = {
  ids: [],
  encrypt: (plain, aad) => Buffer.from(`${aad}:${[...plain].reverse().join('')}`),
  decrypt: (sealed, aad) => {
    const text = Buffer.from(sealed).toString();
    if (!text.startsWith(`${aad}:`)) throw new Error('another place');
    return [...text.slice(aad.length + 1)].reverse().join('');
  },
  sign: () => '',
  verify: () => false,
};

export const user = (person: string, ...names: string[]): Principal => ({
  kind: 'user',
  org: 1,
  account: person,
  person,
  session: person,
  groups: new Set(['user', ...names]),
});

/** Repositories of one principal. */
export const recordsOf =
  (database: Database, principal: Principal, hooks: readonly Hook[] = []) =>
  (name: string): RecordStore =>
    createRepository(
      {
        database,
        registry,
        policy,
        principal,
        newId: uuidv7,
        keys,
        hooks: new Map(
          [...registry.models.keys()].map((key) => [key, hooks.filter((hook) => hook.model === key).map((hook) => ({ plugin: 'library', hook }))]),
        ),
        hookEnv: () => ({}) as Env,
      },
      name,
    );
