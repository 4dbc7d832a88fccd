import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPolicy } from '../../access/build-policy.ts';
import type { AnyDomain } from '../domain.ts';
import { me } from '../domain.ts';
import type { PageMark } from '../keyset.ts';
import { createRepository } from '../repository.ts';
import { ruleWays } from '../rule-ways.ts';
import { ddl, groups, keys, registry, user } from './library.ts';
import { databaseForThisTest } from './open-test-database.ts';

const book = registry.model('library.book');
const reader = user('01900000-0000-7000-8000-000000000001', 'reader');

const policyOf = (...domains: AnyDomain[]) =>
  buildPolicy({
    plugins: [
      {
        name: 'library',
        access: { 'library.book': { reader: 'r' }, 'people.person': { reader: 'r' }, 'library.loan': {} },
        rules: [
          ...domains.map((domain, index) => ({ name: `rule ${index}`, model: 'library.book', groups: ['reader'], domain })),
          { name: 'people', model: 'people.person', groups: ['reader'], domain: { $or: [{ name: 'Ann' }, { loans: { some: { state: 'open' } } }] } },
        ],
      },
      { name: 'people' },
    ],
    registry,
    groups,
  });
const waysOf = (domain: AnyDomain) => {
  const policy = policyOf(domain);
  return ruleWays({ registry, policy, principal: reader }, book, policy.rows(reader, 'library.book', 'read'));
};

describe('the ways of a rule', () => {
  it('are told apart where one of them asks other records', () => {
    expect(waysOf({ $or: [{ owner: me }, { parent: { where: { owner: me } } }] })).toEqual([{ owner: me }, { parent: { where: { owner: me } } }]);
    expect(waysOf({ lent: true, $or: [{ owner: me }, { parts: { some: { owner: me } } }] })).toEqual([
      { $and: [{ lent: true }, { owner: me }] },
      { $and: [{ lent: true }, { parts: { some: { owner: me } } }] },
    ]);
  });

  it('lead through a relation, and through the rules of the other model where the rule says so', () => {
    expect(waysOf({ parent: { where: { $or: [{ owner: me }, { lent: true }] } } })).toEqual([
      { parent: { where: { owner: me } } },
      { parent: { where: { lent: true } } },
    ]);
    expect(waysOf({ owner: { readable: true } })).toEqual([
      { owner: { where: { name: 'Ann' } } },
      { owner: { where: { loans: { some: { state: 'open' } } } } },
    ]);
  });

  it('are one where columns alone decide, where there is one, and where there are too many', () => {
    expect(waysOf(true)).toBeUndefined();
    expect(waysOf({ $or: [{ owner: me }, { lent: true }] })).toBeUndefined();
    expect(waysOf({ parent: { where: { owner: me } } })).toBeUndefined();
    expect(waysOf({ $not: { $or: [{ owner: me }, { parent: { where: { owner: me } } }] } })).toBeUndefined();
    expect(waysOf({ $or: Array.from({ length: 9 }, (_, pages) => ({ pages, parent: { where: { owner: me } } })) })).toBeUndefined();
  });
});

describe('asked one by one', () => {
  it('the ways give the same rows, pages and counts as the rule itself, for hundreds of made-up rules', async () => {
    const database = await databaseForThisTest();
    await database.script(ddl);
    const owners = ['Ann', 'Bea', 'Cleo'].map((name, index) => ({ name, id: `01900000-0000-7000-8000-00000000000${index + 1}` }));
    for (const { name, id } of owners) await database.query('INSERT INTO people_person (org_id, id, name) VALUES (1, $1, $2)', [id, name]);
    for (let index = 0; index < 60; index++) {
      await database.query(
        `INSERT INTO library_book (org_id, id, title, pages, lent, owner_id, "group", parent_id)
         VALUES (1, ('01900000-0000-7000-9000-' || lpad($1::text, 12, '0'))::uuid, 'Book ' || ($1::int % 7), $1::int % 5, $1::int % 3 = 0, $2, (ARRAY['a', 'b', 'c'])[1 + $1::int % 3],
           CASE WHEN $1::int % 4 = 3 THEN ('01900000-0000-7000-9000-' || lpad(($1::int / 2)::text, 12, '0'))::uuid END)`,
        [index, owners[index % 5]?.id ?? null],
      );
    }
    const leaf = fc.constantFrom<AnyDomain>({ owner: me }, { lent: true }, { group: 'a' }, { pages: { gt: 2 } }, { owner: null }, false, {
      title: { like: '3' },
    });
    const rules = fc.letrec<{ rule: AnyDomain }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        leaf,
        fc.array(tie('rule'), { minLength: 1, maxLength: 4 }).map((list) => ({ $or: list })),
        fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((list) => ({ $and: list })),
        tie('rule').map((where) => ({ parent: { where } })),
        tie('rule').map((some) => ({ parts: { some } })),
        tie('rule').map((one) => ({ $not: one })),
        fc.constant<AnyDomain>({ owner: { readable: true } }),
      ),
    })).rule;
    const orders = fc.constantFrom<readonly string[] | undefined>(undefined, ['title'], ['-pages'], ['-id'], ['group', '-title']);
    let apart = 0;
    await fc.assert(
      fc.asyncProperty(rules, leaf, orders, fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 30 }), async (rule, asked, order, limit, offset) => {
        const policy = policyOf(rule);
        const context = { database, registry, policy, principal: reader, newId: () => '', keys, hooks: new Map(), hookEnv: () => ({}) as never };
        const books = createRepository(context, 'library.book');
        if (ruleWays({ registry, policy, principal: reader }, book, policy.rows(reader, 'library.book', 'read'))) apart++;
        const by = order ? { order } : {};
        // without a limit the rule is asked as it stands
        const all = (await books.find(asked, by)).map(({ id }) => id);
        expect((await books.find(asked, { ...by, limit, offset })).map(({ id }) => id)).toEqual(all.slice(offset, offset + limit));
        expect(await books.count(asked)).toBe(all.length);
        const walked: string[] = [];
        let after: PageMark | undefined;
        do {
          const { rows, next } = await books.page(asked, { ...by, limit: 7, ...(after ? { after } : {}) });
          walked.push(...rows.map(({ id }) => id));
          after = next;
        } while (after);
        expect(walked).toEqual(all);
      }),
      { numRuns: process.env.ATRIUM_TEST_LONG ? 1_500 : 80 },
    );
    expect(apart).toBeGreaterThan(10);
  });
});
