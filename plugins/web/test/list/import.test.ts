import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openShelf, type Page, type Shelf, type Visitor } from '../shelf/open-shelf.ts';

let shelf: Shelf;
let ann: Visitor;
let bob: Visitor;
let admin: Visitor;
const path = '/app/shelf.book/import';

beforeAll(async () => {
  shelf = await openShelf({ clock: '2027-03-10T09:00:00Z' });
  ann = await shelf.visitor('ann@example.org');
  bob = await shelf.visitor('bob@example.org');
  admin = await shelf.visitor('admin@example.org', true);
  await shelf.store('shelf.author').create([{ name: 'Ursula' }, { name: 'Twin' }, { name: 'Twin' }, { name: 'Hidden author', public: false }]);
});
beforeEach(async () => {
  const env = shelf.app.env('shelf') as unknown as { model(name: string): { delete(domain: unknown): Promise<number> } };
  await env.model('shelf.book').delete(true);
});
afterAll(() => shelf?.close());

const text = (page: Page): string =>
  page.text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const said = (page: Page): string | null => new URL(page.location, 'http://x').searchParams.get('said');
const books = () => shelf.store('shelf.book').find(true, { order: ['title'] });

/** What the form of the mapping page would send. */
const mapping = (page: Page): Record<string, string> =>
  Object.fromEntries(
    [...page.text.matchAll(/<select name="(c\d+)"[\s\S]*?<\/select>/g)].map(([html, name = '']) => [name, /value="([^"]*)" selected/.exec(html)?.[1] ?? '']),
  );

/** Uploads, takes the mapping as it was guessed, and checks or applies. */
async function bring(
  who: Visitor,
  content: string | Uint8Array,
  act: 'check' | 'apply' | 'look' = 'apply',
  changed: Record<string, string> = {},
  model = 'shelf.book',
) {
  const sent = await who.upload(`/app/${model}/import`, 'table.csv', content);
  if (sent.status !== 303) return { ...sent, address: '', words: text(sent) };
  const shown = await who.get(sent.location);
  if (act === 'look') return { ...shown, address: sent.location, words: text(shown) };
  const done = await who.post(sent.location, { ...mapping(shown), ...changed, do: act });
  return { ...done, address: sent.location, words: text(done) };
}

describe('an import', () => {
  it('guesses the columns, shows the first rows with what is wrong, and writes nothing yet', async () => {
    const page = await bring(
      ann,
      'Title;Author;Pages;Kind;Read at (Asia/Kolkata);Other\nOne;Ursula;12;Poetry;2027-03-10 10:00;x\n;Nobody;many;prose;soon;y\n',
      'look',
    );
    expect(mapping(page)).toEqual({ c0: 'title', c1: 'author', c2: 'pages', c3: 'kind', c4: 'readAt', c5: '' });
    expect(page.words).toContain('table.csv · rows: 2');
    for (const fault of ['This is needed.', 'There is no such record', 'Use a number.', 'Choose one of the list.', 'Use a date and a time'])
      expect(page.words).toContain(fault);
    expect(await books()).toEqual([]);
  });

  it('makes new records under the access of the person, in the zone that the head names', async () => {
    const checked = await bring(
      ann,
      `Title,Author,Pages,Kind,Read at (Asia/Kolkata),Lent,Owner,Bought\nOne,Ursula,12,POETRY,2027-03-10 10:00,yes,${ann.person},9.3.2027\n`,
      'check',
    );
    expect([checked.status, checked.words.includes('All rows are in order: 1 new, 0 changed, 0 as they are')]).toEqual([200, true]);
    expect(await books()).toEqual([]);
    const done = await bring(
      ann,
      `Title,Author,Pages,Kind,Read at (Asia/Kolkata),Lent,Owner,Bought\nOne,Ursula,12,POETRY,2027-03-10 10:00,yes,ann@example.org,9.3.2027\n`,
    );
    expect([done.status, said(done)]).toEqual([303, 'Imported: 1 new, 0 changed, 0 as they were.']);
    expect(await books()).toMatchObject([
      { title: 'One', pages: 12, kind: 'poetry', lent: true, owner: ann.person, bought: '2027-03-09', readAt: new Date('2027-03-10T04:30:00Z') },
    ]);
  });

  it('does all or nothing, and says which lines are wrong', async () => {
    // line 4 clashes with line 2, line 5 is not Ann's, line 6 is too short a book
    const table = [
      'Title,Code,Owner,Pages',
      'A,one,ann@example.org,',
      'B,two,ann@example.org,',
      'C,one,ann@example.org,',
      'D,three,bob@example.org,',
      'E,four,ann@example.org,0',
      'F,five,ann@example.org,',
    ].join('\n');
    for (const act of ['check', 'apply'] as const) {
      const page = await bring(ann, table, act);
      expect(page.status).toBe(422);
      expect(page.words).toContain('Rows that cannot be imported: 3.');
      expect(page.words).toMatch(/ 4 Code There is one with this value already/);
      expect(page.words).toMatch(/ 5 – You are not allowed/);
      expect(page.words).toMatch(/ 6 Pages /);
      expect(page.words.includes('Nothing was imported')).toBe(act === 'apply');
      expect(await books()).toEqual([]);
    }
  });

  it('takes back what an export gave: nothing changes, then what was edited does', async () => {
    await shelf.store('shelf.book').create(
      Array.from({ length: 30 }, (_, n) => ({
        title: `=Book ${n}`,
        pages: n + 1,
        price: n / 2 - 3,
        kind: 'NON-FICTION',
        lent: n % 2 === 0,
        bought: '2027-02-28',
        readAt: new Date(`2027-10-31T00:30:0${n % 10}Z`),
        note: `a;b,"${n}"\nline`,
      })),
    );
    for (const format of ['csv', 'xlsx']) {
      const table = await admin.get(`/app/shelf.book/export?what=all&format=${format}`);
      const done = await bring(admin, table.bytes);
      expect([format, said(done)]).toEqual([format, 'Imported: 0 new, 0 changed, 30 as they were.']);
    }
    const edited = (await admin.get('/app/shelf.book/export?what=all&format=csv')).text.replace('=Book 7', '=Book seven').replace('=Book 8', '-8');
    expect(said(await bring(admin, edited))).toBe('Imported: 0 new, 2 changed, 28 as they were.');
    const titles = (await books()).map(({ title }) => title);
    expect(titles).toContain('=Book seven');
    expect(titles).toContain('-8');
  });

  it('knows records again by external ids', async () => {
    expect(said(await bring(admin, 'External id,Title\nours.1,First\nours.2,Second\n'))).toBe('Imported: 2 new, 0 changed, 0 as they were.');
    expect(said(await bring(admin, 'External id,Title\nours.2,Second again\nours.3,Third\nours.1,First\n'))).toBe(
      'Imported: 1 new, 1 changed, 1 as they were.',
    );
    expect((await books()).map(({ title }) => title)).toEqual(['First', 'Second again', 'Third']);
    expect((await admin.get('/app/shelf.book/export?columns=title')).text).toContain('ours.2,Second again');
    const twice = await bring(admin, 'External id,Title\nours.9,A\nours.9,B\n');
    expect(twice.words).toContain('The same record stands in line 2 too.');
  });

  it('finds references by id, by name and by external id, never by what is not open', async () => {
    const [ursula] = await shelf.store('shelf.author').find({ name: 'Ursula' });
    const [hidden] = await shelf.store('shelf.author').find({ public: false });
    await bring(ann, `Title,Author,Owner\nA,${ursula?.id},ann@example.org\n`);
    expect(await books()).toMatchObject([{ author: ursula?.id }]);
    for (const author of ['Hidden author', String(hidden?.id), 'Nobody']) {
      const page = await bring(ann, `Title,Author,Owner\nB,${author},ann@example.org\n`);
      expect([page.status, page.words.includes('There is no such record, or it is not open to you.')]).toEqual([422, true]);
    }
    expect((await bring(ann, 'Title,Author,Owner\nB,Twin,ann@example.org\n')).words).toContain('Several records have this name');
  });

  it('is done once, and by the one who uploaded it', async () => {
    const sent = await ann.upload(path, 'table.csv', 'Title,Owner\nA,ann@example.org\n');
    const body = { c0: 'title', c1: 'owner', do: 'apply' };
    for (const who of [bob, admin]) for (const page of [await who.get(sent.location), await who.post(sent.location, body)]) expect(page.status).toBe(404);
    const answers = await Promise.all([ann.post(sent.location, body), ann.post(sent.location, body), ann.post(sent.location, body)]);
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(await books()).toHaveLength(1);
    expect(text(await ann.get(sent.location))).toContain('This file has been imported.');
  });

  it('goes through the action of the plugin where the form has one', async () => {
    expect(said(await bring(admin, 'Name\nOne\nTwo\n', 'apply', {}, 'shelf.box'))).toBe('Imported: 2 new, 0 changed, 0 as they were.');
    expect((await shelf.store('shelf.box').find(true)).map(({ name }) => name).sort()).toEqual(['Box One', 'Box Two']);
    const refused = await bring(admin, 'Name\nThree\nForbidden\n', 'apply', {}, 'shelf.box');
    expect(refused.words).toMatch(/ 3 Name Choose another name/);
    expect(await shelf.store('shelf.box').count(true)).toBe(2);
  });
});

describe('attacks by import', () => {
  it('cannot change, or learn of, records of others', async () => {
    const foreign = await shelf.store('shelf.book').create({ title: 'Diary', owner: bob.person });
    const poem = await shelf.store('shelf.book').create({ title: 'Poem', kind: 'poetry', owner: bob.person });
    const missing = '00000000-0000-4000-8000-000000000000';
    const words = async (id: string): Promise<string> => (await bring(ann, `Id,Title\n${id},Taken\n`)).words.replaceAll(id, '');
    expect(await words(foreign.id)).toBe(await words(missing));
    expect((await bring(ann, `Id,Title\n${poem.id},Taken\n`)).words).toContain('You are not allowed to do this');
    expect((await books()).map(({ title }) => title)).toEqual(['Diary', 'Poem']);
    // nor give a record away, or out of one's sight
    const mine = await shelf.store('shelf.book').create({ title: 'Mine', owner: ann.person });
    expect((await bring(ann, `Id,Owner\n${mine.id},bob@example.org\n`)).status).toBe(422);
    // nor take the name of a record that is not one's own
    expect(said(await bring(admin, `External id,Title,Owner\nx.1,Admin’s,admin@example.org\n`))).toContain('1 new');
    expect((await bring(ann, 'External id,Title,Owner\nx.1,Taken,ann@example.org\n')).words).toContain('gone or not open to you');
  });

  it('cannot write what the form does not', async () => {
    for (const target of ['internal', 'secretary', 'token', 'active', 'createdAt', 'org_id', '__proto__', 'constructor']) {
      const page = await bring(ann, 'Title,X\nA,b\n', 'apply', { c1: target });
      expect([target, page.status]).toEqual([target, 422]);
    }
    expect((await bring(ann, 'Title,X\nA,b\n', 'apply', { c1: 'title' })).status).toBe(422);
    const heads = await bring(ann, 'Title,Internal,Secretary,Token,Active\nA,b,c,d,e\n', 'look');
    expect(Object.values(mapping(heads))).toEqual(['title', '', '', '', '']);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'Please choose a file.'],
    ['a head alone', 'Title\n', 'The table is empty'],
    ['a NUL', 'Title\nA\0B\n', 'characters that cannot be used'],
    ['an open quote', 'Title\n"A\n', 'could not be read as CSV'],
    ['101 columns', `${Array.from({ length: 101 }, (_, n) => `c${n}`).join(',')}\n${'x,'.repeat(100)}x\n`, 'more than 100 columns'],
    ['10,001 rows', `Title\n${'a\n'.repeat(10_001)}`, 'more than 10,000 rows'],
    ['6 MB', `Title\n${'a'.repeat(6 * 1024 * 1024)}`, 'larger than 5 MB'],
    ['no workbook', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), 'could not be read as XLSX'],
  ])('refuses a file with %s', async (_, content, message) => {
    const page = await bring(ann, content);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.status).toBeLessThan(500);
    expect(page.words).toContain(message);
  });

  it.each<[string, Uint8Array | string, string]>([
    ['a byte order mark', '\uFEFFTitle\nÄpfel\n', 'Äpfel'],
    ['semicolons', 'Pages;Title\n1;Äpfel\n', 'Äpfel'],
    ['tabs', 'Pages\tTitle\n1\tÄpfel\n', 'Äpfel'],
    ['quotes and line ends within', 'Title\r\n"Ä ""p"", fel"\r\n', 'Ä "p", fel'],
    ['the letters of old Windows', Buffer.from('Title\nÄpfel\n', 'latin1'), 'Äpfel'],
    ['sixteen bits', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Title\nÄpfel\n', 'utf16le')]), 'Äpfel'],
    ['empty lines and columns', 'Title,,\n\n,,\nÄpfel,,\n', 'Äpfel'],
  ])('reads %s', async (_, content, title) => {
    expect(said(await bring(admin, content))).toContain('1 new');
    expect((await books()).map((book) => book.title)).toEqual([title]);
  });
});
