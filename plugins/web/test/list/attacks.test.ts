import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShelf, type Shelf, type Visitor } from '../shelf/open-shelf.ts';

let shelf: Shelf;
let ann: Visitor;
let bob: Visitor;
let admin: Visitor;
let foreign = '';

beforeAll(async () => {
  shelf = await openShelf();
  ann = await shelf.visitor('ann@example.org');
  bob = await shelf.visitor('bob@example.org');
  admin = await shelf.visitor('admin@example.org', true);
  const hidden = (await shelf.store('shelf.author').create({ name: 'Hidden author', public: false, salary: 77 })).id;
  foreign = (await shelf.store('shelf.book').create({ title: 'Bob’s diary', owner: bob.person, internal: 'codeword' })).id;
  await shelf
    .store('shelf.book')
    .create({ title: 'Ann’s book', owner: ann.person, internal: 'codeword', secretary: bob.person, token: 'opener', author: hidden });
});
afterAll(() => shelf?.close());

const path = '/app/shelf.book';

describe('hidden fields and secrets in the address of a list', () => {
  const asked: [string, string][] = [
    ['a filter', '?where=internal.like.code'],
    ['a filter that asks whether it is filled', '?where=internal.set'],
    ['a secret in a filter', '?where=token.set'],
    ['a secret in a filter by value', '?where=token.eq.opener'],
    ['a hidden reference', '?where=secretary.like.bob'],
    ['a sort', '?sort=internal'],
    ['a sort downwards', '?sort=-internal'],
    ['a sort by a secret', '?sort=token'],
    ['a group', '?group=secretary'],
    ['a group by a secret', '?group=token'],
    ['a group that is open', '?group=internal&open=code'],
    ['the builder', '?field=internal&operator=like&value=code'],
    ['what every object has', '?where=constructor.eq.1'],
    ['what every object has, sorted', '?sort=__proto__'],
    ['what every object has, grouped', '?group=toString'],
    ['a column of the database', '?sort=org_id'],
    ['a path', '?where=owner.where.name'],
    ['an operator that is none', '?where=title.or.1'],
    ['a filter that is none', '?filter=internal'],
    ['a date that is none', '?where=readAt.before.9999-12-31'],
    ['a date far away', '?where=readAt.on.0000-00-00'],
    ['a number that is none', '?where=pages.eq.1e999'],
    ['a number too large', '?where=pages.eq.99999999999'],
    ['half a character', '?where=title.eq.%ED%A0%80x&sort=%00'],
    ['too many conditions', `?${Array.from({ length: 21 }, () => 'where=pages.gt.1').join('&')}`],
    ['too many open groups', `?group=kind&${Array.from({ length: 11 }, (_, n) => `open=${n}`).join('&')}`],
    ['a key twice', '?sort=title&sort=pages'],
  ];
  it.each(asked)('are refused in %s', async (_, query) => {
    const page = await ann.get(path + query);
    expect(page.status).toBe(422);
    expect(page.text.includes('codeword')).toBe(false);
  });

  it.each(['?columns=title,internal', '?columns=token', '?columns=secretary&format=xlsx', '?sort=internal', '?where=internal.set', '?where=secretary.like.b'])(
    'are refused by the export, %s',
    async (query) => {
      expect((await ann.get(`${path}/export${query}`)).status).toBe(422);
    },
  );

  it('are in the same words refused as fields that do not exist', async () => {
    const words = (text: string) => text.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|nonce="[^"]*"|\d{3} · \S+?<|internal|nothere/g, '');
    for (const query of ['?where=NAME.like.code', '?sort=NAME', '?group=NAME']) {
      const [one, other] = [await ann.get(path + query.replace('NAME', 'internal')), await ann.get(path + query.replace('NAME', 'nothere'))];
      expect(words(one.text) === words(other.text)).toBe(true);
    }
  });

  it('are nowhere on the page, in no menu, and in no export of all columns', async () => {
    const page = await ann.get(path);
    expect(/internal|secretary|codeword|opener/i.test(page.text)).toBe(false);
    const table = await ann.get(`${path}/export?what=all&format=csv`);
    expect(/internal|secretary|codeword|opener|token/i.test(table.text)).toBe(false);
    expect(table.text).toContain('Ann’s book');
  });

  it('take declared filters along that look at them', async () => {
    const page = await ann.get(path);
    expect([page.status, page.text.includes('Ann’s book'), /Inside|Paid/.test(page.text), page.text.includes('Lent out')]).toEqual([200, true, false, true]);
    for (const name of ['inside', 'paid']) expect((await ann.get(`${path}?filter=${name}`)).status).toBe(422);
  });

  it('cannot be kept as a column', async () => {
    for (const column of ['internal', 'token', 'secretary', '__proto__', 'id'])
      expect((await ann.post(`${path}/columns`, { column: ['title', column] })).status).toBe(422);
  });
});

describe('favourites', () => {
  it('of others are not there', async () => {
    await ann.post(`${path}/favourites`, { name: 'Mine alone', where: 'pages.gt.1' });
    expect((await ann.get(path)).text.includes('Mine alone')).toBe(true);
    expect((await bob.get(path)).text.includes('Mine alone')).toBe(false);
    const env = shelf.app.envAs('web', ann.principal) as unknown as { model(name: string): { find(domain: object): Promise<{ id: string }[]> } };
    const [favourite] = await env.model('web.favourite').find({ name: 'Mine alone' });
    expect((await bob.post(`${path}/favourites/${favourite?.id}/remove`)).status).toBe(404);
    expect((await ann.post(`${path}/favourites/${favourite?.id}/remove`)).status).toBe(303);
  });

  it('are shared by those alone who may', async () => {
    expect((await ann.post(`${path}/favourites`, { name: 'For all', shared: '1' })).status).toBe(403);
    expect((await admin.post(`${path}/favourites`, { name: 'For all', shared: '1', where: 'kind.eq.poetry' })).status).toBe(303);
    expect((await ann.get(path)).text.includes('For all')).toBe(true);
    const env = shelf.app.envAs('web', ann.principal) as unknown as {
      model(name: string): {
        find(domain: object): Promise<{ id: string }[]>;
        update(id: string, values: object): Promise<unknown>;
        create(values: object): Promise<unknown>;
      };
    };
    const [favourite] = await env.model('web.favourite').find({ name: 'For all' });
    expect((await ann.post(`${path}/favourites/${favourite?.id}/remove`)).status).toBe(403);
    await expect(env.model('web.favourite').update(favourite?.id ?? '', { name: 'Taken' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    // neither in the name of others nor for everybody
    await expect(env.model('web.favourite').create({ owner: bob.person, model: 'shelf.book', name: 'x', query: 'q=a' })).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
    await expect(env.model('web.favourite').create({ owner: ann.person, model: 'shelf.book', name: 'x', query: 'q=a', shared: true })).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    });
  });

  it('that name hidden fields are neither saved nor, when shared, offered or opened', async () => {
    expect((await admin.post(`${path}/favourites`, { name: 'Spy', shared: '1', where: 'internal.set' })).status).toBe(422);
    // written past the pages, as somebody might who once saw the field
    const own = shelf.app.envAs('web', admin.principal) as unknown as { model(name: string): { create(values: object): Promise<{ id: string }> } };
    await own
      .model('web.favourite')
      .create({ owner: admin.person, model: 'shelf.book', name: 'Spy', query: 'where=internal.like.code', shared: true, first: true });
    const page = await ann.get(path);
    expect(page.status).toBe(200);
    expect(page.text.includes('Spy')).toBe(false);
    expect(page.text.includes('Ann’s book')).toBe(true);
  });

  it('open the list for whom they are the first, and a chip still clears them', async () => {
    await ann.post(`${path}/favourites`, { name: 'Poems', first: '1', where: 'kind.eq.poetry' });
    expect((await ann.get(path)).text.includes('Ann’s book')).toBe(false);
    expect((await ann.get(`${path}?filter=all`)).text.includes('Ann’s book')).toBe(true);
    await ann.post(`${path}/favourites`, { name: 'Everything', first: '1', sort: '-title' });
    expect((await ann.get(path)).text.includes('Ann’s book')).toBe(true);
  });
});

describe('records of others', () => {
  it('stay out of lists, exports, groups and titles', async () => {
    for (const query of ['', '?group=owner', `?group=owner&open=${bob.person}`, '?q=diary'])
      expect((await ann.get(path + query)).text.includes('diary')).toBe(query === '?q=diary');
    expect((await ann.get(`${path}/export?what=all`)).text.includes('diary')).toBe(false);
    const page = await ann.get(`${path}?group=author`);
    expect(page.text.includes('Hidden author')).toBe(false);
    expect(page.text.includes('Not open to you')).toBe(true);
    expect((await ann.get(`${path}?where=author.like.Hidden`)).text.includes('Nothing matches')).toBe(true);
    expect((await ann.get(`${path}/export?what=all`)).text.includes('Hidden author')).toBe(false);
  });

  it('are not touched by actions for many, whatever ids are sent', async () => {
    for (const body of [
      { do: 'delete', id: foreign, sure: '1' },
      { do: 'archive', id: foreign, sure: '1' },
      { do: 'edit', field: 'title', title: 'Taken', id: foreign, sure: '1' },
      { do: 'action:lend', reader: 'Ann', id: foreign, sure: '1' },
    ]) {
      const answer = await ann.post(`${path}/bulk`, body);
      expect([answer.status, new URL(answer.location, 'http://x').searchParams.get('said')]).toEqual([303, 'Nothing was selected.']);
    }
    expect(await shelf.store('shelf.book').find({ id: foreign })).toMatchObject([{ title: 'Bob’s diary', active: true, lent: false }]);
  });

  it('are only done to with actions that are for many, and fields of the form', async () => {
    const [mine] = await shelf.store('shelf.book').find({ owner: ann.person });
    for (const name of ['action:burn', 'action:nothere', 'action:__proto__', 'toString'])
      expect((await ann.post(`${path}/bulk`, { do: name, id: mine?.id ?? '' })).status).toBe(404);
    for (const field of ['internal', 'secretary', 'token', 'active', 'createdAt', '__proto__'])
      expect((await ann.post(`${path}/bulk`, { do: 'edit', field, [field]: 'x', id: mine?.id ?? '', sure: '1' })).status).toBe(422);
  });

  it('models without a list have neither export nor import', async () => {
    for (const one of ['shelf.loan', 'base.account', 'web.import', 'no.such'])
      for (const rest of ['', '/export', '/import']) expect((await ann.get(`/app/${one}${rest}`)).status).toBe(404);
    expect((await ann.post('/app/shelf.loan/bulk', { do: 'delete', id: foreign, sure: '1' })).status).toBe(404);
  });
});
