import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShelf, type Shelf, type Visitor } from '../shelf/open-shelf.ts';

let shelf: Shelf;
let ann: Visitor;
let admin: Visitor;
let author = '';

/** First cells of the rows, in order. */
const titles = (html: string): string[] => [...html.matchAll(/<td class="main"[^>]*><a href="[^"]*">([^<]*)<\/a>/g)].map(([, text = '']) => text);

beforeAll(async () => {
  shelf = await openShelf({ clock: '2027-03-10T09:00:00Z' });
  ann = await shelf.visitor('ann@example.org');
  admin = await shelf.visitor('admin@example.org', true);
  author = (await shelf.store('shelf.author').create({ name: 'Ursula' })).id;
  await shelf.store('shelf.book').create([
    {
      title: 'Alpha',
      pages: 300,
      author,
      kind: 'novel',
      owner: ann.person,
      readAt: new Date('2027-03-10T22:30:00Z'),
      internal: 'codeword',
      secretary: ann.person,
    },
    { title: 'Beta', pages: 80, kind: 'poetry', lent: true, bought: '2027-02-28', readAt: new Date('2027-03-09T23:30:00Z') },
    { title: 'Gamma', pages: null, kind: 'NON-FICTION', owner: ann.person, readAt: new Date('2027-01-31T23:30:00Z'), note: 'about 50% off_' },
    { title: 'Delta', kind: 'novel' },
    { title: 'Old', active: false, owner: ann.person },
  ]);
});
afterAll(() => shelf?.close());

const list = async (query = '', who = admin) => {
  const page = await who.get(`/app/shelf.book${query}`);
  return { ...page, titles: titles(page.text) };
};

describe('a list', () => {
  it('shows what the rules leave, in the declared order, archived records not', async () => {
    expect((await list()).titles).toEqual(['Alpha', 'Beta', 'Delta', 'Gamma']);
    expect((await list('', ann)).titles).toEqual(['Alpha', 'Beta', 'Gamma']);
    expect((await list('?archived=1')).titles).toEqual(['Old']);
  });

  it('sorts, searches, and filters by chips', async () => {
    expect((await list('?sort=-pages')).titles.slice(0, 2)).toEqual(['Alpha', 'Beta']);
    expect((await list('?sort=-title')).titles).toEqual(['Gamma', 'Delta', 'Beta', 'Alpha']);
    expect((await list('?q=50%25')).titles).toEqual(['Gamma']);
    expect((await list('?q=f_')).titles).toEqual(['Gamma']);
    expect((await list('?filter=lent')).titles).toEqual(['Beta']);
  });

  it.each([
    ['pages.gte.80', ['Alpha', 'Beta']],
    ['pages.lt.100', ['Beta']],
    ['pages.unset', ['Delta', 'Gamma']],
    ['title.unlike.eta', ['Alpha', 'Delta', 'Gamma']],
    ['kind.ne.novel', ['Beta', 'Gamma']],
    ['lent.eq.true', ['Beta']],
    ['author.like.urs', ['Alpha']],
    ['author.unset', ['Beta', 'Delta', 'Gamma']],
    ['bought.on.2027-02-28', ['Beta']],
    ['bought.before.2027-02-28', []],
    ['readAt.in.today', ['Alpha', 'Beta']],
    ['readAt.in.month', ['Alpha', 'Beta']],
    ['readAt.on.2027-02-01', ['Gamma']],
    ['readAt.after.2027-03-10T12:00', ['Alpha']],
    ['active.eq.false', ['Old']],
  ])('narrows by %s', async (where, expected) => {
    expect((await list(`?where=${encodeURIComponent(where)}`)).titles).toEqual(expected);
  });

  it('puts several conditions together, and takes one from the builder', async () => {
    expect((await list('?where=pages.gte.80&where=kind.eq.poetry')).titles).toEqual(['Beta']);
    const added = await list('?where=pages.gte.80&field=kind&operator=eq&value=poetry&q=');
    expect([added.status, added.location]).toEqual([303, '/app/shelf.book?where=pages.gte.80&where=kind.eq.poetry']);
  });

  it('groups by a choice, a reference and a stretch of the calendar in the zone of the viewer, and opens one group', async () => {
    const groups = (html: string) => [...html.matchAll(/<span>([^<]*)<\/span> <span class="count">(\d+)<\/span>/g)].map(([, label, count]) => [label, count]);
    expect(groups((await list('?group=kind')).text)).toEqual([
      ['Novel', '2'],
      ['Non fiction', '1'],
      ['Poetry', '1'],
    ]);
    expect(groups((await list('?group=author')).text)).toEqual([
      ['None', '3'],
      ['Ursula', '1'],
    ]);
    expect(groups((await list('?group=readAt:month')).text)).toEqual([
      ['None', '1'],
      ['March 2027', '2'],
      ['February 2027', '1'],
    ]);
    expect(groups((await list('?group=readAt:day')).text)).toContainEqual(['Wed, Mar 10, 2027', '2']);
    expect(groups((await list('?group=readAt:week')).text)).toContainEqual(['Week of Mon, Mar 8, 2027', '2']);
    expect((await list('?group=readAt:month&open=2027-02-01')).titles).toEqual(['Gamma']);
    expect((await list(`?group=author&open=~&open=${author}`)).titles).toEqual(['Beta', 'Delta', 'Gamma', 'Alpha']);
  });

  it('says what to do where nothing is, and where nothing matches', async () => {
    const none = await list('?q=zebra');
    expect(none.text).toContain('Nothing matches');
    expect(none.text).toContain('/app/shelf.book?filter=all');
  });

  it('counts beyond the last page', async () => {
    const page = await list('?page=99999');
    expect(page.status).toBe(200);
    expect(page.text).toContain('This page is beyond the end');
    for (const bad of ['?page=0', '?page=1e9', '?size=100000', '?page=x']) expect((await list(bad)).status).toBe(422);
  });

  it('keeps columns and the length of pages for the person', async () => {
    expect((await ann.post('/app/shelf.book/columns', { column: ['title', 'bought'], back: '/app/shelf.book?q=a' })).location).toBe('/app/shelf.book?q=a');
    const page = await list('', ann);
    expect(page.text).toContain('data-label="Bought"');
    expect(page.text).not.toContain('data-label="Pages"');
    expect((await list()).text).toContain('data-label="Pages"');
    await ann.post('/app/shelf.book/columns', { reset: '1' });
    expect((await list('', ann)).text).toContain('data-label="Pages"');
    expect((await ann.post('/app/shelf.book/columns', { column: 'title', back: 'https://evil.example/' })).location).toBe('/app/shelf.book');
    for (const back of ['//evil.example', '/app/shelf.bookx', '/app/shelf.book?\r\nset-cookie: a', '/app/shelf.book?\\'])
      expect((await ann.post('/app/shelf.book/columns', { reset: '1', back })).location).toBe('/app/shelf.book');
  });

  it('turns a yes or no from within the list, under the rules', async () => {
    const [alpha] = await shelf.store('shelf.book').find({ title: 'Alpha' });
    const [delta] = await shelf.store('shelf.book').find({ title: 'Delta' });
    const [beta] = await shelf.store('shelf.book').find({ title: 'Beta' });
    const turned = await ann.post(`/app/shelf.book/${alpha?.id}/switch`, { set: 'lent.true' }, { accept: 'application/json' });
    expect([turned.status, turned.text]).toEqual([200, '{"on":true}']);
    expect((await ann.post(`/app/shelf.book/${alpha?.id}/switch`, { set: 'lent.false', back: '/app/shelf.book?q=a' })).location).toMatch(
      /^\/app\/shelf.book\?q=a&said=/,
    );
    expect((await ann.post(`/app/shelf.book/${delta?.id}/switch`, { set: 'lent.true' }, { accept: 'application/json' })).status).toBe(404);
    expect((await ann.post(`/app/shelf.book/${beta?.id}/switch`, { set: 'lent.false' }, { accept: 'application/json' })).status).toBe(403);
    // not on the form, no yes or no, with a condition of its own
    for (const set of ['active.false', 'title.true', 'internal.true'])
      expect((await ann.post(`/app/shelf.book/${alpha?.id}/switch`, { set })).status).toBe(422);
  });

  it('sends as many statements for a thousand rows as for ten', async () => {
    const small = await shelf.statements(() => list('?filter=novels'));
    await shelf
      .store('shelf.book')
      .create(Array.from({ length: 1_000 }, (_, n) => ({ title: `Novel ${n}`, kind: 'novel', author, owner: ann.person, active: n % 2 === 0 })));
    expect(await shelf.statements(() => list('?filter=novels'))).toBe(small);
    const grouped = await shelf.statements(() => list('?group=kind&open=poetry'));
    // and one for the titles of the authors, whom no poetry has
    expect(await shelf.statements(() => list('?group=kind&open=novel'))).toBe(grouped + 1);
    expect(small).toBeLessThanOrEqual(8);
    const page = await list('?filter=novels&page=3');
    expect(page.text).toContain('Showing');
    expect(page.text).toContain('Showing 101–150 of 502');
    await list('?size=20', ann);
    expect((await list('', ann)).text.includes('aria-current="true">20<')).toBe(true);
  });
});
