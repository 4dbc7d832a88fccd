import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { system } from '../../principal.ts';
import { compileDomain, type DomainContext } from '../compile-domain.ts';
import type { AnyDomain } from '../domain.ts';
import { me } from '../domain.ts';
import { evaluateDomain } from '../evaluate-domain.ts';
import { ddl, policy, recordsOf, registry, user } from './library.ts';
import { openTestDatabase } from './open-test-database.ts';

/** Random domains; ten times as many in the long run. */
const runs = process.env.ATRIUM_TEST_LONG ? 30_000 : 3_000;

const book = registry.model('library.book');
const ids = Array.from({ length: 8 }, (_, index) => `01900000-0000-7000-8000-00000000000${index}`);
const instants = [0, 1, 2, 3, 4, 5].map((hour) => new Date(Date.UTC(2027, 2, 9, hour, 0, 0, hour)));
const texts = ['', 'a', 'A', 'b%', 'a_b', '\\', 'Äpfel', 'äPFEL', 'z', 'naïve', '\u{1F600}', '\uFFFD', "o'neill", 'AB'];

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4, nil: null });
const text = fc.constantFrom(...texts);
const id = fc.constantFrom(...ids);
const instant = fc.constantFrom(...instants);
const day = fc.constantFrom('2027-03-09', '2027-03-10', '2028-02-29', '1999-12-31');
const int = fc.integer({ min: -2, max: 3 });
const float = fc.constantFrom(-1.5, -0, 0, 0.1, 2, 1e300);
const stretch = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
  .map(([a, b]) => ({ start: instants[Math.min(a, b)] ?? new Date(0), end: instants[Math.max(a, b)] ?? new Date(0) }));

const scalarCondition = (value: fc.Arbitrary<string | number | boolean | Date>): fc.Arbitrary<unknown> =>
  fc.oneof(
    maybe(value),
    fc.record({ eq: maybe(value), ne: maybe(value), lt: maybe(value), lte: maybe(value), gt: maybe(value), gte: maybe(value) }, { requiredKeys: [] }),
    fc.record({ in: fc.array(maybe(value), { maxLength: 3 }) }),
    fc.record({ notIn: fc.array(maybe(value), { maxLength: 3 }) }),
  );
const textCondition = fc.oneof(
  scalarCondition(text),
  text.map((like) => ({ like })),
  fc.constantFrom({ like: '%' }, { like: 'A' }, { eq: 'x\0' }, { ne: 'x\0' }, { in: ['\ud800', 'a'] }),
);
const idCondition = fc.oneof(
  scalarCondition(id),
  fc.constantFrom(me, { eq: me }, { ne: me }, 'not an id', { notIn: ['not an id', null] }, { lt: 'not an id' }),
);

const leaf: fc.Arbitrary<AnyDomain> = fc
  .oneof(
    fc.record(
      {
        title: textCondition,
        group: fc.oneof(scalarCondition(fc.constantFrom('a', 'b', 'c')), fc.constantFrom({ like: 'A' })),
        pages: scalarCondition(int),
        weight: scalarCondition(float),
        lent: scalarCondition(fc.boolean()),
        published: scalarCondition(day),
        end: scalarCondition(instant),
        during: fc.oneof(
          stretch.map((overlaps) => ({ overlaps })),
          instant.map((contains) => ({ contains })),
          fc.constantFrom(null, { ne: null }),
        ),
        owner: idCondition,
        token: idCondition,
        id: idCondition,
        zone: textCondition,
        cover: fc.constantFrom(null, { ne: null }),
      },
      { requiredKeys: [] },
    ),
    fc.boolean(),
  )
  .map((one) => (typeof one === 'boolean' ? one : (Object.fromEntries(Object.entries(one).slice(0, 3)) as AnyDomain)));

const domains: fc.Arbitrary<AnyDomain> = fc.letrec<{ domain: AnyDomain }>((tie) => ({
  domain: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('domain'), { maxLength: 3 }).map((list) => ({ $and: list })),
    fc.array(tie('domain'), { maxLength: 3 }).map((list) => ({ $or: list })),
    tie('domain').map((inner) => ({ $not: inner })),
    fc.tuple(leaf, tie('domain')).map(([fields, inner]) => (typeof fields === 'boolean' ? fields : { ...fields, $not: inner })),
  ),
})).domain;

describe('a domain means the same in SQL and in memory', async () => {
  const { database, stop } = await openTestDatabase();
  afterAll(stop);
  await database.script(ddl);
  const records = recordsOf(database, system(1, 'test'));
  for (const [index, person] of ids.entries()) await records('people.person').create({ id: person, name: `Person ${index}` });

  const row = fc.record({
    title: fc.constantFrom(...texts.filter((one) => one !== '')),
    group: maybe(fc.constantFrom('a', 'b', 'c')),
    pages: maybe(fc.integer({ min: 0, max: 3 })),
    weight: maybe(fc.constantFrom(0, 0.1, 2, 1e300)),
    lent: fc.boolean(),
    published: maybe(day),
    end: maybe(instant),
    during: maybe(stretch.filter(({ start, end }) => start < end)),
    owner: maybe(id),
    token: maybe(id),
    zone: maybe(fc.constantFrom('UTC', 'Europe/Berlin')),
    cover: maybe(fc.constant(Buffer.from([1]))),
  });
  const made = fc.sample(row, { numRuns: 120, seed: 7 });
  await records('library.book').create(made);
  const rows = await records('library.book').find(true);

  const acting = user(ids[3] ?? '', 'staff');
  const context: DomainContext = { registry, policy, principal: acting, throughRules: false, guardFields: false };

  const inSql = async (domain: AnyDomain): Promise<Set<string>> => {
    const values: unknown[] = [1];
    const condition = compileDomain(context, book, domain, 't0', values);
    const found = await database.query<{ id: string }>(`SELECT t0.id FROM library_book AS t0 WHERE $1::integer = 1 AND ${condition}`, values);
    return new Set(found.rows.map((one) => one.id));
  };

  it(`on ${runs} random domains over ${made.length} rows`, { timeout: 600_000 }, async () => {
    let decided = 0;
    await fc.assert(
      fc.asyncProperty(domains, async (domain) => {
        const matched = await inSql(domain);
        for (const one of rows) {
          const verdict = evaluateDomain(book, domain, one, acting);
          if (verdict === 'unknown') continue;
          decided += 1;
          if (verdict !== matched.has(one.id)) throw new Error(`SQL says ${matched.has(one.id)}, memory says ${verdict} of ${JSON.stringify(one)}`);
        }
      }),
      { numRuns: runs, seed: 20270309 },
    );
    expect(decided).toBeGreaterThan(runs * rows.length * 0.8);
  });

  it('the negation of a domain matches exactly the other rows', async () => {
    await fc.assert(
      fc.asyncProperty(domains, async (domain) => {
        const [yes, no] = [await inSql(domain), await inSql({ $not: domain })];
        if (yes.size + no.size !== rows.length || [...yes].some((one) => no.has(one))) throw new Error(`${yes.size} and ${no.size} of ${rows.length}`);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
