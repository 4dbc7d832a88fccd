import { uuidv7 } from 'uuidv7';
import { afterAll, describe, expect, it } from 'vitest';
import type { Hook } from '../../plugin/define-plugin.ts';
import { type Principal, pluginPrincipal, system } from '../../principal.ts';
import { ddl, recordsOf, user } from './library.ts';
import { openTestDatabase } from './open-test-database.ts';

const { database, stop } = await openTestDatabase();
afterAll(stop);
await database.script(ddl);

const staffId = uuidv7();
const staff = recordsOf(database, user(staffId, 'staff'));
const ann = await staff('people.person').create({ name: 'Ann', email: ' Ann@Example.com ', phone: '1234' });
const bob = await staff('people.person').create({ name: 'Bob' });
const asAnn = recordsOf(database, user(ann.id, 'reader'));
const asBob = recordsOf(database, user(bob.id, 'reader'));
const hour = (from: number): { start: Date; end: Date } => ({ start: new Date(Date.UTC(2027, 2, 9, from)), end: new Date(Date.UTC(2027, 2, 9, from + 1)) });

/** How many statements `fn` sends. */
async function counted<T>(fn: () => Promise<T>): Promise<[number, T]> {
  const before = database.statements();
  const value = await fn();
  return [database.statements() - before, value];
}

describe('values', () => {
  it('go in and come out as the field says', async () => {
    const values = {
      title: 'On Time',
      group: 'a',
      pages: 12,
      weight: 0.5,
      lent: true,
      published: '2027-03-09',
      end: new Date('2027-03-09T08:00:00.123Z'),
      during: hour(8),
      zone: 'Europe/Berlin',
      owner: ann.id,
      token: uuidv7(),
      tags: ['x', 'y"z\\'],
      cover: Buffer.from([0, 1, 255]),
      parent: null,
    };
    const made = await staff('library.book').create({ ...values, code: 'abc' });
    expect(made).toEqual({ ...values, code: null, id: made.id, createdAt: expect.any(Date), updatedAt: expect.any(Date) });
    expect(await staff('library.book').get(made.id)).toEqual(made);
    const [one, two] = await staff('library.book').create([values, { ...values, during: hour(9), cover: null, tags: [] }]);
    expect(one).toEqual({ ...made, id: one?.id, createdAt: one?.createdAt, updatedAt: one?.updatedAt });
    expect(two).toMatchObject({ during: hour(9), cover: null, tags: [] });
  });

  it('are tidied and take their defaults', async () => {
    expect(ann).toMatchObject({ email: 'ann@example.com', level: 1, card: null, login: null });
    const rows = await staff('library.book').create([
      { title: 'A', lent: null },
      { title: 'B', tags: ['b'] },
    ]);
    expect(rows).toMatchObject([
      { lent: false, tags: [] },
      { lent: false, tags: ['b'] },
    ]);
  });

  it('that cannot be used are told field by field', async () => {
    const wrong = {
      title: '',
      pages: -1,
      group: 'z',
      published: '2027-02-30',
      end: new Date('x'),
      during: { start: hour(9).end, end: hour(9).start },
      zone: 'Mars',
      owner: 'x',
      nothing: 1,
    };
    const failure = await staff('library.book')
      .create(wrong)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INPUT_INVALID', status: 422 });
    const paths = (failure as { issues: { path: string }[] }).issues.map(({ path }) => path).sort();
    expect(paths).toEqual(['during', 'end', 'group', 'nothing', 'owner', 'pages', 'published', 'title', 'zone']);
    await expect(staff('library.book').create({})).rejects.toMatchObject({ issues: [{ path: 'title', message: 'Please fill this in.' }] });
    await expect(staff('library.book').create([{ title: 'A' }, { title: 'nul\0' }])).rejects.toMatchObject({ issues: [{ path: '1.title' }] });
    await expect(staff('library.book').create({ title: 'A', tags: ['nul\0'] })).rejects.toMatchObject({ issues: [{ path: 'tags' }] });
    await expect(staff('library.book').create({ title: 'A', org_id: 2 })).rejects.toMatchObject({ issues: [{ path: 'org_id' }] });
    await expect(staff('library.book').create({ title: 'A', createdAt: new Date() })).rejects.toMatchObject({ issues: [{ path: 'createdAt' }] });
    await expect(staff('library.book').update(true, { title: null })).rejects.toMatchObject({ issues: [{ path: 'title' }] });
  });

  it('refuses data so deep that nothing could walk it', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 200_000; level++) deep = [deep];
    await expect(staff('library.book').create({ title: 'Deep', tags: deep } as never)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      status: 422,
      issues: [{ path: 'tags', message: 'The JSON is nested too deeply.' }],
    });
  });

  it('of secret fields are sealed to their place and read as null', async () => {
    const book = await staff('library.book').create({ title: 'Sealed', code: 'abc' });
    expect(book.code).toBeNull();
    const { rows } = await database.query<{ code: Buffer }>('SELECT code FROM library_book WHERE id = $1', [book.id]);
    expect(rows[0]?.code.toString()).toBe(`library.book/${book.id}/code:cba`);
    expect(await staff('library.book').reveal(book.id, 'code')).toBe('abc');
    expect((await staff('library.book').update(book.id, { code: 'xyz' })).code).toBeNull();
    expect(await staff('library.book').reveal(book.id, 'code')).toBe('xyz');
    await staff('library.book').update(book.id, { code: null, group: 'c' });
    expect(await staff('library.book').reveal(book.id, 'code')).toBeNull();
    await expect(asBob('library.book').reveal(book.id, 'code')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(staff('library.book').reveal(book.id, 'title')).rejects.toThrow('no secret');
    await expect(staff('library.book').find({ code: 'xyz' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('lists', async () => {
  const titles = ['l1', 'l2', 'l3', 'l4'];
  await staff('library.book').create(
    titles.map((title, index) => ({ title, pages: index < 2 ? 7 : null, group: index === 3 ? 'b' : 'a', weight: index, tags: ['list'] })),
  );
  const list = { title: { in: titles } };

  it('come in the order asked for, nulls last, in pages that do not overlap', async () => {
    const read = async (options: object): Promise<unknown[]> => (await staff('library.book').find(list, options)).map(({ title }) => title);
    expect(await read({ order: ['title'] })).toEqual(titles);
    expect(await read({ order: ['-title'] })).toEqual([...titles].reverse());
    expect(await read({})).toEqual(titles);
    expect(await read({ order: ['pages'], limit: 2 })).toEqual(['l1', 'l2']);
    expect(await read({ order: ['pages'], limit: 2, offset: 2 })).toEqual(['l3', 'l4']);
    await expect(read({ order: ['nothing'] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(read({ order: ['tags'] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(read({ limit: -1 })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('are grouped by stretches of the calendar, in a zone and by weeks that begin when one says', async () => {
    const day = async (text: string, end: string, published: string) =>
      (await staff('library.book').create({ title: `stretch ${text}`, end: new Date(end), published })).id;
    const ids = [
      await day('a', '2027-03-06T23:30:00Z', '2027-03-06'),
      await day('b', '2027-03-07T10:00:00Z', '2027-03-07'),
      await day('c', '2027-03-08T10:00:00Z', '2027-03-08'),
      await day('d', '2027-03-31T23:00:00Z', '2027-04-01'),
    ];
    const by = async (field: string, every: 'day' | 'week' | 'month' | 'quarter' | 'year', more: object = {}) =>
      Object.fromEntries(
        (await staff('library.book').group({ id: { in: ids } }, [field], { every: { [field]: every }, ...more })).map((row) => [row[field], row.count]),
      );
    expect(await by('end', 'day', { timeZone: 'Europe/Berlin' })).toEqual({ '2027-03-07': 2, '2027-03-08': 1, '2027-04-01': 1 });
    expect(await by('end', 'day')).toEqual({ '2027-03-06': 1, '2027-03-07': 1, '2027-03-08': 1, '2027-03-31': 1 });
    expect(await by('end', 'week', { timeZone: 'Europe/Berlin' })).toEqual({ '2027-03-01': 2, '2027-03-08': 1, '2027-03-29': 1 });
    expect(await by('end', 'week', { timeZone: 'Europe/Berlin', weekStart: 7 })).toEqual({ '2027-03-07': 3, '2027-03-28': 1 });
    expect(await by('published', 'month', { timeZone: 'America/New_York' })).toEqual({ '2027-03-01': 3, '2027-04-01': 1 });
    expect(await by('published', 'quarter')).toEqual({ '2027-01-01': 3, '2027-04-01': 1 });
    expect(await by('published', 'year')).toEqual({ '2027-01-01': 4 });
    await expect(by('title', 'day')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(by('end', "day') -- " as 'day')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await staff('library.book').delete({ id: { in: ids } });
  });

  it('can be counted, grouped and narrowed to some fields', async () => {
    expect(await staff('library.book').count(list)).toBe(4);
    expect(await staff('library.book').group(list, ['group'], { sum: ['weight', 'pages'] })).toEqual([
      { group: 'a', count: 3, sum: { weight: 3, pages: 14 } },
      { group: 'b', count: 1, sum: { weight: 3, pages: 0 } },
    ]);
    expect(await staff('library.book').group(list, [])).toEqual([{ count: 4, sum: {} }]);
    const picked = await staff('library.book').pick(list, ['title'], { order: ['title'], limit: 1 });
    expect(picked).toEqual([{ id: expect.any(String), title: 'l1' }]);
    await expect(staff('library.book').pick(list, ['nothing'])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('are one statement each, whatever they hold', async () => {
    expect((await counted(() => staff('library.book').find({ owner: { where: { name: 'Ann' } }, parts: { none: { title: 'x' } } })))[0]).toBe(1);
    expect((await counted(() => asAnn('library.book').find(true)))[0]).toBe(1);
    expect((await counted(() => asAnn('library.loan').count(true)))[0]).toBe(1);
    expect((await counted(() => asAnn('library.book').group(true, ['group'])))[0]).toBe(1);
  });

  it('bring related records in one statement, through the rules of their own model', async () => {
    const loans = await staff('library.loan').create([
      { person: ann.id, during: hour(1), state: 'closed' },
      { person: bob.id, during: hour(1), state: 'closed' },
      { person: ann.id, during: hour(2), state: 'closed' },
    ]);
    const [statements, found] = await counted(() => staff('library.loan').related(loans, 'person'));
    expect(statements).toBe(1);
    expect([...found.keys()].sort()).toEqual([ann.id, bob.id].sort());
    expect([...(await asAnn('library.loan').related(loans, 'person')).keys()]).toEqual([ann.id]);
    expect((await staff('people.person').related([ann], 'loans')).size).toBe(2);
    expect((await recordsOf(database, user(ann.id))('library.loan').related(loans, 'person')).size).toBe(0);
    await staff('library.loan').delete({ id: { in: loans.map(({ id }) => id) } });
  });
});

describe('access', async () => {
  const mine = await staff('library.book').create({ title: 'mine', group: 'c', owner: ann.id });
  const open = await staff('library.book').create({ title: 'open', group: 'a' });
  const closed = await staff('library.book').create({ title: 'closed', group: 'c', owner: bob.id });

  it('is denied where no table opens it', async () => {
    const nobody = recordsOf(database, user(ann.id))('library.book');
    for (const attempt of [
      () => nobody.find(true),
      () => nobody.get(mine.id),
      () => nobody.count(true),
      () => nobody.group(true, []),
      () => nobody.create({ title: 'x' }),
      () => nobody.add([{ title: 'x' }]),
      () => nobody.update(mine.id, {}),
      () => nobody.set({ id: mine.id }, {}),
      () => nobody.delete(mine.id),
      () => nobody.pick(true, []),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    }
    await expect(recordsOf(database, pluginPrincipal(1, 'library'))('library.book').find(true)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('shows the rows that the rules open, and for others there is nothing', async () => {
    const seen = await asAnn('library.book').find({ id: { in: [mine.id, open.id, closed.id] } }, { order: ['title'] });
    expect(seen.map(({ title }) => title)).toEqual(['mine', 'open']);
    await expect(asAnn('library.book').get(closed.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(asAnn('library.book').update(closed.id, { title: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(asAnn('library.book').delete(closed.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(asAnn('library.book').get('nonsense')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(asAnn('library.book').get(uuidv7())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await asAnn('library.book').count({ id: 'nonsense' })).toBe(0);
  });

  it('denies the change of what may be seen only', async () => {
    await expect(asAnn('library.book').update(open.id, { title: 'x' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(asAnn('library.book').delete(open.id)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await asAnn('library.book').update({ title: 'open' }, { title: 'x' })).toEqual([]);
    expect(await asAnn('library.book').delete({ title: 'open' })).toBe(0);
    expect((await asAnn('library.book').update(mine.id, { title: 'still mine' })).title).toBe('still mine');
  });

  it('says beforehand what may be changed, in one statement', async () => {
    expect(await counted(() => asAnn('library.book').may('update', mine.id))).toEqual([1, true]);
    expect(await asAnn('library.book').may('delete', mine.id)).toBe(true);
    for (const id of [open.id, closed.id, uuidv7(), 'nonsense']) expect(await asAnn('library.book').may('update', id)).toBe(false);
    expect(await recordsOf(database, pluginPrincipal(1, 'library'))('library.book').may('update', mine.id)).toBe(false);
  });

  it('changes and adds under the same rules where no rows come back', async () => {
    const reader = asAnn('library.book');
    expect(await reader.set({ id: { in: [mine.id, open.id, closed.id] } }, { pages: 77 })).toBe(1);
    expect(await staff('library.book').count({ pages: 77 })).toBe(1);
    await expect(reader.set({ id: mine.id }, { owner: bob.id })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect((await staff('library.book').get(mine.id)).owner).toBe(ann.id);
    await expect(reader.set({ id: mine.id }, { pages: 'many' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await staff('library.book').set({ title: 'there is none' }, { pages: 1 })).toBe(0);
    const ids = [uuidv7(), uuidv7()];
    expect(await reader.add(ids.map((id) => ({ id, title: 'added', owner: ann.id })))).toEqual(ids);
    expect(await staff('library.book').delete({ id: { in: ids } })).toBe(2);
  });

  it('refuses a write that leads out of what one may write, and undoes it', async () => {
    await expect(asAnn('library.book').create({ title: 'for Bob', owner: bob.id })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(asAnn('library.book').add([{ title: 'for Bob', owner: bob.id }])).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await staff('library.book').count({ title: 'for Bob' })).toBe(0);
    await expect(asAnn('library.book').update(mine.id, { owner: bob.id })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect((await staff('library.book').get(mine.id)).owner).toBe(ann.id);
    await expect(asAnn('library.loan').create({ person: bob.id, during: hour(3) })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await staff('library.loan').count({ person: bob.id })).toBe(0);
    const loan = await asAnn('library.loan').create({ person: ann.id, during: hour(3) });
    await expect(asAnn('library.loan').update(loan.id, { person: bob.id })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect((await staff('library.loan').get(loan.id)).person).toBe(ann.id);
    await staff('library.loan').delete(loan.id);
  });

  it('costs no statement more than it must', async () => {
    expect((await counted(() => asAnn('library.book').create({ title: 'in memory', owner: ann.id })))[0]).toBe(1);
    expect((await counted(() => asAnn('library.book').update(mine.id, { title: 'untouched rule' })))[0]).toBe(1);
    expect((await counted(() => asAnn('library.book').update(mine.id, { owner: ann.id })))[0]).toBe(1);
    const [forCreate, loan] = await counted(() => asAnn('library.loan').create({ person: ann.id, during: hour(4) }));
    expect(forCreate).toBe(2);
    expect((await counted(() => asAnn('library.loan').update(loan.id, { note: 'x' })))[0]).toBe(1);
    expect((await counted(() => asAnn('library.loan').update(loan.id, { person: ann.id })))[0]).toBe(2);
    expect((await counted(() => asAnn('library.loan').delete(loan.id)))[0]).toBe(1);
    expect(
      (await counted(() => staff('library.book').create(Array.from({ length: 1_000 }, (_, index) => ({ title: `bulk ${index}`, pages: index })))))[0],
    ).toBe(1);
    expect((await counted(() => staff('library.book').update({ title: { like: 'bulk' } }, { group: 'c' })))[0]).toBe(1);
    expect((await counted(() => staff('library.book').delete({ title: { like: 'bulk' } })))[0]).toBe(1);
  });

  it('does not tell through a relation what may not be read', async () => {
    await staff('library.book').update(open.id, { owner: bob.id });
    expect(await asAnn('library.book').count({ id: open.id, owner: { where: { name: 'Bob' } } })).toBe(0);
    expect(await asBob('library.book').count({ id: open.id, owner: { where: { name: 'Bob' } } })).toBe(0);
    expect(await staff('library.book').count({ id: open.id, owner: { where: { name: 'Bob' } } })).toBe(1);
    await staff('library.book').update(open.id, { owner: null });
  });

  it('gives who may write but not read no more than was written', async () => {
    const guest = recordsOf(database, user(ann.id, 'guest'))('library.book');
    const made = await guest.create({ title: 'dropped in', owner: ann.id });
    expect(made.title).toBe('dropped in');
    const changed = await guest.update(made.id, { pages: 3 });
    expect(Object.keys(changed).sort()).toEqual(['createdAt', 'id', 'pages', 'updatedAt']);
    await expect(guest.get(made.id)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('does not hold for the system, but the organization does', async () => {
    expect((await recordsOf(database, system(1, 'test'))('library.book').get(closed.id)).title).toBe('closed');
    await expect(recordsOf(database, system(2, 'test'))('library.book').get(closed.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('organizations', async () => {
  const second: Principal = { ...user(ann.id, 'staff'), org: 2 };
  const there = recordsOf(database, second);
  const theirs = await there('people.person').create({ name: 'Ann', email: 'ann@example.com' });

  it('may hold the same unique values', () => expect(theirs.email).toBe(ann.email));

  it('do not see, change or delete each other’s records', async () => {
    expect(await there('people.person').find(true)).toEqual([theirs]);
    await expect(there('people.person').get(ann.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(there('people.person').update(ann.id, { name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(there('people.person').delete(ann.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await there('people.person').update(true, { card: 'x' })).toHaveLength(1);
    expect((await staff('people.person').get(ann.id)).card).toBeNull();
  });

  it('cannot point at each other’s records', async () => {
    await expect(there('library.book').create({ title: 'x', owner: ann.id })).rejects.toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: 'owner' }] });
  });

  it('share global models', async () => {
    const login = await staff('people.login').create({ name: 'shared' });
    expect(await there('people.login').get(login.id)).toEqual(login);
    await there('people.person').update(theirs.id, { login: login.id });
    expect(await there('people.person').count({ login: { where: { name: 'shared' } } })).toBe(1);
    expect(await there('people.login').create([{ name: 'g1' }, { name: 'g2' }])).toHaveLength(2);
    expect((await there('people.login').update(login.id, { name: 'renamed' })).name).toBe('renamed');
    expect(await there('people.login').delete(login.id)).toBe(1);
    expect((await there('people.person').get(theirs.id)).login).toBeNull();
  });
});

describe('hidden fields', () => {
  it('read as null and cannot be filtered, sorted, grouped, picked or set by', async () => {
    const people = asAnn('people.person');
    expect((await people.get(ann.id)).phone).toBeNull();
    expect((await staff('people.person').get(ann.id)).phone).toBe('1234');
    for (const attempt of [
      () => people.find({ phone: '1234' }),
      () => people.find({ $or: [{ $not: { phone: { like: '1' } } }] }),
      () => people.find(true, { order: ['phone'] }),
      () => people.group(true, ['phone']),
      () => people.pick(true, ['phone']),
      () => asAnn('library.loan').find({ person: { where: { phone: '1234' } } }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });
});

describe('constraints speak to people', () => {
  it('a duplicate names its field', async () => {
    await expect(staff('people.person').create({ name: 'Ann II', email: 'ann@example.com' })).rejects.toMatchObject({
      code: 'RECORD_DUPLICATE',
      status: 409,
      issues: [{ path: 'email' }],
    });
  });

  it('a record in use says by what', async () => {
    const loan = await staff('library.loan').create({ person: bob.id, during: hour(5) });
    await expect(staff('people.person').delete(bob.id)).rejects.toMatchObject({
      code: 'RECORD_IN_USE',
      extra: { model: 'library.loan' },
      message: expect.stringContaining('loans'),
    });
    await staff('library.loan').delete(loan.id);
  });

  it('a missing record points at the field', async () => {
    await expect(staff('library.book').create({ title: 'x', owner: uuidv7() })).rejects.toMatchObject({ code: 'INPUT_INVALID', issues: [{ path: 'owner' }] });
    await expect(staff('library.book').update({ title: 'mine' }, { parent: uuidv7() })).resolves.toEqual([]);
  });

  it('a combination that is not possible is refused', async () => {
    await expect(staff('library.book').create({ title: 'x', weight: -1 })).rejects.toMatchObject({ code: 'CONSTRAINT_VIOLATED', status: 422 });
  });

  it('a stretch that is taken is 409; by onConflict the rest is written, in order', async () => {
    const taken = await staff('library.loan').create({ person: ann.id, during: hour(6) });
    await expect(staff('library.loan').create({ person: bob.id, during: hour(6) })).rejects.toMatchObject({ code: 'RECORD_DUPLICATE', status: 409 });
    const options = { onConflict: { constraint: 'library_loan_no_overlap', do: 'nothing' } } as const;
    const rows = [5, 6, 7].map((from) => ({ person: bob.id, during: hour(from) }));
    const [statements, made] = await counted(() => staff('library.loan').create(rows, options));
    expect(statements).toBe(1);
    expect(made.map(({ during }) => during)).toEqual([hour(5), hour(7)]);
    expect(await staff('library.loan').create([{ person: bob.id, during: hour(6) }], options)).toEqual([]);
    expect(await staff('library.loan').create([], options)).toEqual([]);
    await staff('library.loan').delete({ id: { in: [taken.id, ...made.map(({ id }) => id)] } });
  });

  it('deleting goes along the references', async () => {
    const owner = await staff('people.person').create({ name: 'Gone' });
    const parent = await staff('library.book').create({ title: 'parent' });
    const child = await staff('library.book').create({ title: 'child', owner: owner.id, parent: parent.id });
    await staff('library.book').delete(parent.id);
    expect((await staff('library.book').get(child.id)).parent).toBeNull();
    await staff('people.person').delete(owner.id);
    await expect(staff('library.book').get(child.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('hooks', () => {
  it('run in the transaction of the write, with the rows before and after, and may undo it', async () => {
    const seen: unknown[] = [];
    const hook = (on: Hook['on']): Hook => ({
      model: 'people.person',
      on,
      run: async (_env, rows, before) => {
        expect(database.inTransaction()).toBe(true);
        seen.push([on, rows.map(({ name }) => name), before.map(({ name }) => name)]);
        if (rows.some(({ name }) => name === 'Nobody')) throw new Error('not this one');
      },
    });
    const people = recordsOf(database, user(staffId, 'staff'), [hook('create'), hook('update'), hook('delete')])('people.person');
    const made = await people.create({ name: 'Hook' });
    await people.update(made.id, { name: 'Hooked' });
    await expect(people.update(made.id, { name: 'Nobody' })).rejects.toThrow('not this one');
    await expect(people.create({ name: 'Nobody' })).rejects.toThrow('not this one');
    expect(await people.count({ name: 'Nobody' })).toBe(0);
    expect((await people.get(made.id)).name).toBe('Hooked');
    await people.delete(made.id);
    expect(seen).toEqual([
      ['create', ['Hook'], []],
      ['update', ['Hooked'], ['Hook']],
      ['update', ['Nobody'], ['Hooked']],
      ['create', ['Nobody'], []],
      ['delete', ['Hooked'], ['Hooked']],
    ]);
  });
});

describe('locks', () => {
  it('hold until the transaction ends, and let others point at the record', async () => {
    await expect(staff('people.person').lock({ id: ann.id })).rejects.toThrow('transaction');
    const order: string[] = [];
    let locked: (() => void) | undefined;
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    await Promise.all([
      database.tx(async () => {
        await staff('people.person').lock({ id: ann.id });
        locked?.();
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push('first');
      }),
      isLocked.then(() =>
        database.tx(async () => {
          await staff('library.book').create({ title: 'points at the locked', owner: ann.id });
          await staff('people.person').lock({ id: ann.id });
          order.push('second');
        }),
      ),
    ]);
    expect(order).toEqual(['first', 'second']);
  });
});
