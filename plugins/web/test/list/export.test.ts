import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantText } from '../../list/export/cell-text.ts';
import { formulaSafe, withoutApostrophe } from '../../list/export/formula-safe.ts';
import { openShelf, type Shelf, type Visitor } from '../shelf/open-shelf.ts';

let shelf: Shelf;
let ann: Visitor;
let admin: Visitor;
let author = '';

beforeAll(async () => {
  shelf = await openShelf({ clock: '2027-03-10T09:00:00Z' });
  ann = await shelf.visitor('ann@example.org');
  admin = await shelf.visitor('admin@example.org', true);
  author = (await shelf.store('shelf.author').create({ name: '=1+1' })).id;
  await shelf.store('shelf.book').create([
    {
      title: '=HYPERLINK("http://evil.example","x")',
      pages: 3,
      price: -4.5,
      author,
      kind: 'NON-FICTION',
      lent: true,
      bought: '2027-02-28',
      readAt: new Date('2027-03-10T22:30:00Z'),
      owner: ann.person,
    },
    { title: '@SUM(1)', note: '+cmd|calc\n"second, line"', extra: { a: [1] } },
    { title: '-2 degrees', owner: ann.person },
  ]);
});
afterAll(() => shelf?.close());

const csv = async (query: string, who = admin): Promise<string[]> => {
  const page = await who.get(`/app/shelf.book/export?format=csv&${query}`);
  expect(page.status).toBe(200);
  return page.text.replace('\uFEFF', '').trimEnd().split('\r\n');
};

describe('an export', () => {
  it('as CSV: the columns shown, the zone named, titles instead of ids, and no formula', async () => {
    const [head, ...rows] = await csv('sort=title');
    expect(head).toBe('Id,External id,Title,Author,Pages,Kind,Lent,Read at (Europe/Berlin)');
    expect(rows.map((row) => row.slice(37)).sort()).toEqual(
      [
        `,'-2 degrees,,,Novel,false,`,
        `,"'=HYPERLINK(""http://evil.example"",""x"")",'=1+1,3,Non fiction,true,2027-03-10 23:30`,
        `,'@SUM(1),,,Novel,false,`,
      ].sort(),
    );
  });

  it('has all columns that the viewer may see, or those that are named; filters as the list does', async () => {
    const [head] = await csv('what=all');
    expect(head).toBe(
      'Id,External id,Title,Code,Pages,Price,Kind,Lent,Active,Author,Owner,Bought,Read at (Europe/Berlin),Note,Extra,Created (Europe/Berlin),Changed (Europe/Berlin)',
    );
    expect((await csv('columns=title,price&where=pages.set')).map((row) => row.slice(row.indexOf(',')))).toEqual([
      ',External id,Title,Price',
      `,,"'=HYPERLINK(""http://evil.example"",""x"")",-4.5`,
    ]);
    expect(await csv('columns=title', ann)).toHaveLength(3);
  });

  it('as XLSX: numbers, dates and yes or no as such, texts never as formulas', async () => {
    const page = await admin.get('/app/shelf.book/export?format=xlsx&columns=title,pages,price,lent,bought,readAt,note&where=pages.set');
    expect(page.headers.get('content-disposition')).toBe('attachment; filename="shelf.book-2027-03-10.xlsx"');
    const [head, row] = await readSheet(Buffer.from(page.bytes));
    expect(head?.slice(2)).toEqual(['Title', 'Pages', 'Price', 'Lent', 'Bought', 'Read at (Europe/Berlin)', 'Note']);
    expect(row?.slice(2)).toEqual([
      '=HYPERLINK("http://evil.example","x")',
      3,
      -4.5,
      true,
      new Date('2027-02-28T00:00:00Z'),
      new Date('2027-03-10T23:30:00Z'),
      null,
    ]);
    const parts = Buffer.from(page.bytes).toString('latin1');
    expect(parts.includes('<f>')).toBe(false);
  });

  it('reads in batches: as many statements for 900 rows as for 3, one batch more for 1,900', async () => {
    const three = await shelf.statements(() => csv('what=all'));
    await shelf.store('shelf.book').create(Array.from({ length: 897 }, (_, n) => ({ title: `Many ${n}`, author, owner: ann.person })));
    expect(await shelf.statements(() => csv('what=all'))).toBe(three);
    await shelf.store('shelf.book').create(Array.from({ length: 1_000 }, (_, n) => ({ title: `More ${n}`, author, owner: ann.person })));
    const more = await shelf.statements(() => csv('what=all'));
    expect(more - three).toBe(5);
    expect(await csv('what=all')).toHaveLength(1_901);
  });
});

describe('cells', () => {
  it.each(['=1', '+1', '-a', '@x', '\tx', '\r=1', "'=1"])('of %j come back as they were', (text) => {
    expect(/^[=+\-@\t\r]/.test(formulaSafe(text))).toBe(false);
    if (!text.startsWith("'")) expect(withoutApostrophe(formulaSafe(text))).toBe(text);
  });

  it('tell the two hours apart that a clock goes through twice', () => {
    const [first, second] = [new Date('2027-10-31T00:30:00Z'), new Date('2027-10-31T01:30:00Z')];
    expect([instantText(first, 'Europe/Berlin'), instantText(second, 'Europe/Berlin')]).toEqual(['2027-10-31 02:30', '2027-10-31 02:30+01:00']);
    expect(instantText(new Date('2027-01-01T12:00:07Z'), 'Asia/Kolkata')).toBe('2027-01-01 17:30:07');
  });
});
