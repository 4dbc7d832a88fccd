import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asker, type Library, openLibrary } from './open-library.ts';

let library: Library;
let ann: Asker;
let bob: Asker;
let admin: Asker;
let austen = '';
let hiddenAuthor = '';

beforeAll(async () => {
  library = await openLibrary();
  [ann, bob, admin] = [
    await library.asker('ann@example.org'),
    await library.asker('bob@example.org'),
    await library.asker('admin@example.org', { admin: true }),
  ];
  austen = (await library.records('lib.author').create({ name: 'Jane Austen', salary: 12 })).id;
  hiddenAuthor = (await library.records('lib.author').create({ name: 'Nobody', public: false })).id;
});
afterAll(() => library?.close());

const list = (json: unknown): Record<string, unknown>[] => (json as { data: Record<string, unknown>[] }).data;
const q = (params: Record<string, string | object>): string =>
  `?${new URLSearchParams(Object.entries(params).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]))}`;

describe('one record', () => {
  it('is made, read, changed and deleted, every kind of field on the way', async () => {
    const sent = {
      title: 'Emma',
      pages: 470,
      rating: 4.5,
      owner: ann.person,
      author: austen,
      publishedAt: '1815-12-23T10:00:00+01:00',
      day: '1815-12-23',
      during: { start: '2027-01-01T00:00:00Z', end: '2027-02-01T00:00:00Z' },
      cover: Buffer.from('picture').toString('base64'),
      token: 'very secret',
    };
    const made = await ann.ask('POST', '/api/v1/lib.book', sent);
    expect(made.status).toBe(201);
    const { cover: _, token: __, ...rest } = sent;
    expect(made.json).toMatchObject({
      ...rest,
      publishedAt: '1815-12-23T09:00:00.000Z',
      during: { start: '2027-01-01T00:00:00.000Z', end: '2027-02-01T00:00:00.000Z' },
      state: 'draft',
    });
    expect(made.json).not.toHaveProperty('token');
    expect(made.json).not.toHaveProperty('internal');
    expect(made.text).not.toContain('very secret');
    const path = made.headers.get('location') ?? '';
    expect(path).toBe(`/api/v1/lib.book/${(made.json as { id: string }).id}`);

    const read = await ann.ask('GET', path);
    expect(read.status).toBe(200);
    expect(read.json).toEqual(made.json);
    expect((await ann.ask('GET', `${path}?fields=cover`)).json).toEqual({ id: (made.json as { id: string }).id, cover: sent.cover });
    expect((await ann.ask('GET', `${path}?fields=token`)).status).toBe(422);
    expect((await ann.ask('GET', `${path}?expand=author`)).json).toMatchObject({ author: { id: austen, name: 'Jane Austen' } });

    const changed = await ann.ask('PATCH', path, { pages: 474 });
    expect(changed.json).toMatchObject({ pages: 474, title: 'Emma' });
    expect((await bob.ask('DELETE', path)).status).toBe(404);
    expect((await ann.ask('DELETE', path)).status).toBe(204);
    expect((await ann.ask('GET', path)).status).toBe(404);
  });

  it('tells every fault by field, and nothing is written', async () => {
    const answer = await ann.ask('POST', '/api/v1/lib.book', {
      title: 'x'.repeat(200),
      pages: 0,
      owner: ann.person,
      publishedAt: '2027-03-09 10:00',
      day: '2027-13-01',
    });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((answer.json as { issues: { path: string }[] }).issues.map(({ path }) => path).sort()).toEqual(['day', 'pages', 'publishedAt', 'title']);
  });

  it('is written only as it was read: If-Match', async () => {
    const made = await ann.ask('POST', '/api/v1/lib.book', { title: 'Persuasion', owner: ann.person });
    const path = made.headers.get('location') ?? '';
    const etag = made.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect((await ann.ask('GET', path)).headers.get('etag')).toBe(etag);
    expect((await ann.ask('GET', path, undefined, { 'if-none-match': etag })).status).toBe(304);
    const first = await ann.ask('PATCH', path, { pages: 1 }, { 'if-match': etag });
    expect(first.status).toBe(200);
    const second = await ann.ask('PATCH', path, { pages: 2 }, { 'if-match': etag });
    expect(second.status).toBe(412);
    expect(second.json).toMatchObject({ code: 'API_PRECONDITION_FAILED' });
    expect((await ann.ask('DELETE', path, undefined, { 'if-match': etag })).status).toBe(412);
    expect((await ann.ask('DELETE', path, undefined, { 'if-match': first.headers.get('etag') ?? '' })).status).toBe(204);
  });

  it('is made once for one Idempotency-Key', async () => {
    const send = (title: string) => ann.ask('POST', '/api/v1/lib.book', { title, owner: ann.person }, { 'idempotency-key': 'only-once' });
    const [first, again] = [await send('Once'), await send('Once')];
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await send('Twice')).json).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await library.records('lib.book').count({ title: 'Once' })).toBe(1);
    const remove = () => ann.ask('DELETE', first.headers.get('location') ?? '', undefined, { 'idempotency-key': 'gone-once' });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204]);
  });
});

describe('several records', () => {
  it('are made in one call, all or none', async () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => ({ title: `Row ${String(index).padStart(4, '0')}`, owner: ann.person, pages: index + 1 }));
    const made = await ann.ask('POST', '/api/v1/lib.book', rows);
    expect(made.status).toBe(201);
    expect(list(made.json).map(({ title }) => title)).toEqual(rows.map(({ title }) => title));
    expect((await ann.ask('POST', '/api/v1/lib.book', [...rows, rows[0]])).status).toBe(422);
    const before = await library.records('lib.book').count(true);
    const refused = await ann.ask('POST', '/api/v1/lib.book', [
      { title: 'Fine', owner: ann.person },
      { title: 'Not mine', owner: bob.person },
    ]);
    expect(refused.status).toBe(403);
    const wrong = await ann.ask('POST', '/api/v1/lib.book', [
      { title: 'Fine', owner: ann.person },
      { title: 'Wrong', owner: ann.person, pages: 'many' },
    ]);
    expect(wrong.json).toMatchObject({ issues: [{ path: '1.pages' }] });
    expect(await library.records('lib.book').count(true)).toBe(before);
  });

  it('are changed in one call, all or none', async () => {
    const ids = list((await ann.ask('GET', `/api/v1/lib.book${q({ filter: { pages: { lte: 3 }, title: { like: 'Row' } }, fields: 'title' })}`)).json).map(
      ({ id }) => id,
    );
    const changed = await ann.ask('PATCH', '/api/v1/lib.book', { ids, values: { rating: 5 } });
    expect(list(changed.json).map(({ rating }) => rating)).toEqual([5, 5, 5]);
    const foreign = await library.records('lib.book').create({ title: 'Bob’s', owner: bob.person });
    expect((await ann.ask('PATCH', '/api/v1/lib.book', { ids: [...ids, foreign.id], values: { rating: 1 } })).status).toBe(404);
    expect(await library.records('lib.book').count({ rating: 1 })).toBe(0);
  });
});

describe('lists', () => {
  it('are filtered, sorted, cut to fields and expanded', async () => {
    const author = (await library.records('lib.author').create({ name: 'Public' })).id;
    await library.records('lib.book').create([
      { title: 'A', owner: bob.person, author, state: 'published', publishedAt: new Date('2026-01-01T00:00:00Z'), rating: 9 },
      { title: 'B', owner: bob.person, author: hiddenAuthor, state: 'published', rating: 9 },
      { title: 'C', owner: bob.person, author, rating: 9 },
    ]);
    const found = await ann.ask(
      'GET',
      `/api/v1/lib.book${q({ filter: { rating: 9 }, order: '-title', fields: 'title', expand: 'author,owner', total: 'true' })}`,
    );
    expect(found.json).toEqual({
      data: [
        { id: expect.any(String), title: 'B', author: { id: hiddenAuthor }, owner: expect.objectContaining({ id: bob.person, name: 'bob@example.org' }) },
        {
          id: expect.any(String),
          title: 'A',
          author: expect.objectContaining({ id: author, name: 'Public' }),
          owner: expect.objectContaining({ id: bob.person }),
        },
      ],
      next: null,
      total: 2,
    });
    const many = await ann.ask('GET', `/api/v1/lib.author${q({ filter: { id: author }, expand: 'books.owner', fields: 'name' })}`);
    expect(list(many.json)[0]).toMatchObject({ name: 'Public', books: [{ title: 'A', owner: { name: 'bob@example.org' } }] });
    const late = await ann.ask('GET', `/api/v1/lib.book${q({ filter: { publishedAt: { gte: '2025-12-31T00:00:00Z' } } })}`);
    expect(list(late.json).map(({ title }) => title)).toEqual(['A']);
    const stretch = { start: '2027-01-10T00:00:00Z', end: '2027-01-11T00:00:00Z' };
    await ann.ask('POST', '/api/v1/lib.book', { title: 'Lent', owner: ann.person, during: { start: '2027-01-01T00:00:00Z', end: '2027-02-01T00:00:00Z' } });
    expect(list((await ann.ask('GET', `/api/v1/lib.book${q({ filter: { during: { overlaps: stretch } } })}`)).json).map(({ title }) => title)).toEqual([
      'Lent',
    ]);
    expect(list((await ann.ask('GET', `/api/v1/lib.book${q({ filter: { during: { contains: '2027-01-05T00:00:00Z' } } })}`)).json)).toHaveLength(1);
    expect(list((await ann.ask('GET', `/api/v1/lib.book${q({ filter: { owner: { $var: 'me' }, title: 'Lent' } })}`)).json)).toHaveLength(1);
  });

  it.each([
    ['title', 'the order of the model'],
    ['-pages,title', 'nulls last'],
    ['rating,-publishedAt', 'nulls in several'],
    ['-id', 'the id alone'],
  ])('are read to the end by cursors, nothing twice and nothing left out (%s: %s)', async (order) => {
    const seen: unknown[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page = await ann.ask('GET', `/api/v1/lib.book${q({ order, limit: '170', fields: 'title', ...(cursor ? { cursor } : {}) })}`);
      expect(page.status).toBe(200);
      seen.push(...list(page.json).map(({ id }) => id));
      ({ next: cursor } = page.json as { next: string | null });
      pages += 1;
    } while (cursor !== null && pages < 50);
    const whole = list((await ann.ask('GET', `/api/v1/lib.book${q({ order, limit: '500', total: 'true' })}`)).json).map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 500)).toEqual(whole);
    const { total } = (await ann.ask('GET', `/api/v1/lib.book${q({ total: 'true', limit: '1' })}`)).json as { total: number };
    expect(seen).toHaveLength(total);
  });

  it('can be counted and added up by values', async () => {
    const groups = await ann.ask('GET', `/api/v1/lib.book/group${q({ by: 'state', sum: 'pages', filter: { title: { like: 'Row ' } } })}`);
    expect(groups.json).toEqual({ data: [{ state: 'draft', count: 1_000, sum: { pages: 500_500 } }] });
    expect((await ann.ask('GET', '/api/v1/lib.book/group?by=publishedAt:month')).status).toBe(200);
  });
});

describe('actions', () => {
  it('are offered by state and run with answers', async () => {
    const made = await ann.ask('POST', '/api/v1/lib.book', { title: 'Act', owner: ann.person, pages: 20 });
    const path = made.headers.get('location') ?? '';
    expect((await ann.ask('GET', `${path}/actions`)).json).toEqual({
      data: [{ name: 'publish', label: 'Publish', ask: [{ name: 'reason', label: 'Reason', kind: 'text', required: true }] }],
    });
    expect((await ann.ask('POST', `${path}/actions/publish`, {})).json).toMatchObject({ issues: [{ path: 'answers.reason' }] });
    expect((await ann.ask('POST', `${path}/actions/publish`, { answers: { reason: 'good', state: 'x' } })).status).toBe(422);
    expect((await ann.ask('POST', `${path}/actions/publish`, { answers: { reason: 'good' } })).json).toEqual({ message: 'Published.', location: null });
    expect((await ann.ask('GET', path)).json).toMatchObject({ state: 'published', note: 'good' });
    expect((await ann.ask('POST', `${path}/actions/publish`, { answers: { reason: 'again' } })).status).toBe(404);
    expect((await bob.ask('POST', `${path}/actions/nothing`, {})).status).toBe(404);
  });
});

describe('what one request costs', () => {
  it('is the same number of statements for ten rows and for five hundred', async () => {
    const cost = (limit: number) =>
      library.statements(() =>
        ann.ask('GET', `/api/v1/lib.book${q({ limit: String(limit), expand: 'author,owner,chapters', total: 'true', filter: { title: { like: 'Row' } } })}`),
      );
    await cost(10);
    expect(await cost(500)).toBe(await cost(10));
    const create = (count: number) =>
      library.statements(() =>
        ann.ask(
          'POST',
          '/api/v1/lib.book',
          Array.from({ length: count }, (_, index) => ({ title: `Cost ${index}`, owner: ann.person })),
        ),
      );
    expect(await create(1_000)).toBe(await create(10));
    const ids = (await library.records('lib.book').pick({ title: { like: 'Cost' } }, ['title'])).map(({ id }) => id);
    const change = (count: number) => library.statements(() => ann.ask('PATCH', '/api/v1/lib.book', { ids: ids.slice(0, count), values: { rating: count } }));
    expect(await change(1_000)).toBe(await change(10));
  });
});

describe('administrators', () => {
  it('see hidden fields that are theirs, and what the rules open to them', async () => {
    expect((await admin.ask('GET', `/api/v1/lib.author/${austen}`)).json).toMatchObject({ salary: 12 });
    expect((await admin.ask('GET', `/api/v1/lib.author/${hiddenAuthor}`)).status).toBe(200);
    expect((await ann.ask('GET', `/api/v1/lib.author/${hiddenAuthor}`)).status).toBe(404);
  });
});
