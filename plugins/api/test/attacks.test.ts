import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { createClock } from '#core/testing';
import { apiKeyPattern } from '../key-token.ts';
import { revokeKey } from '../make-key.ts';
import { type Asker, type Library, openLibrary } from './open-library.ts';

let library: Library;
let ann: Asker;
let bob: Asker;
let admin: Asker;
/** Bob's draft: Ann may not know of it. */
let foreign = '';
let book = '';
let author = '';
const clock = createClock(new Date('2027-03-01T08:00:00Z'));

beforeAll(async () => {
  library = await openLibrary({ clock });
  [ann, bob, admin] = [
    await library.asker('ann@example.org'),
    await library.asker('bob@example.org'),
    await library.asker('admin@example.org', { admin: true }),
  ];
  author = (await library.records('lib.author').create({ name: 'Secret', public: false, salary: 77 })).id;
  foreign = (await library.records('lib.book').create({ title: 'Bob’s diary', owner: bob.person, author })).id;
  book = (await library.records('lib.book').create({ title: 'Ann’s book', owner: ann.person, internal: 'codeword', secretary: bob.person, author })).id;
  await library.records('lib.chapter').create([
    { title: 'Mine', book },
    { title: 'Hidden', book: foreign },
  ]);
});
afterAll(() => library?.close());

const query = (params: Record<string, string | object | boolean>): string =>
  `?${new URLSearchParams(Object.entries(params).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]))}`;
const shape = ({ status, json }: { status: number; json: unknown }): unknown => ({ status, ...(json as object), instance: '' });

describe('hidden fields', () => {
  it.each([
    ['a filter', '/api/v1/lib.book', { filter: { internal: 'codeword' } }],
    ['a filter in an or', '/api/v1/lib.book', { filter: { $or: [{ title: 'x' }, { $not: { internal: { like: 'c' } } }] } }],
    ['a hidden relation in a filter', '/api/v1/lib.book', { filter: { secretary: { where: { name: { like: 'b' } } } } }],
    ['a filter through a relation', '/api/v1/lib.chapter', { filter: { book: { where: { internal: 'codeword' } } } }],
    ['a filter through a relation to many', '/api/v1/lib.author', { filter: { books: { some: { internal: 'codeword' } } } }],
    ['a sort', '/api/v1/lib.book', { order: 'internal' }],
    ['a sort, descending', '/api/v1/lib.book', { order: '-internal' }],
    ['a group', '/api/v1/lib.book/group', { by: 'internal' }],
    ['a sum', '/api/v1/lib.author/group', { sum: 'salary' }],
    ['fields', '/api/v1/lib.book', { fields: 'title,internal' }],
    ['an expansion', '/api/v1/lib.book', { expand: 'secretary' }],
  ])('are refused in %s, in the same words as fields that do not exist', async (_, path, params) => {
    const refused = await ann.ask('GET', path + query(params as Record<string, object>));
    expect(refused.status).toBe(422);
    const swapped = JSON.parse(
      JSON.stringify(params).replaceAll('internal', 'nothere').replaceAll('secretary', 'nothere').replaceAll('salary', 'nothere'),
    ) as Record<string, object>;
    const unknown = await ann.ask('GET', path + query(swapped));
    expect(JSON.stringify(shape(refused)).replaceAll(/internal|secretary|salary/g, 'nothere')).toBe(JSON.stringify(shape(unknown)));
  });

  it('are nowhere in what is read', async () => {
    for (const path of [`/api/v1/lib.book/${book}`, '/api/v1/lib.book?expand=author,owner,chapters', '/api/v1/lib.chapter?expand=book.author']) {
      const { text, status } = await ann.ask('GET', path);
      expect(status).toBe(200);
      expect(text).not.toMatch(/codeword|internal|secretary|salary/);
    }
  });

  it('cannot be set', async () => {
    const answer = await ann.ask('PATCH', `/api/v1/lib.book/${book}`, { internal: 'x' });
    expect(answer.json).toMatchObject({ status: 422, issues: [{ path: 'internal', message: 'There is no such field.' }] });
  });

  it('secrets and bytes are no filter, no sort and no group', async () => {
    for (const params of [{ filter: { token: 'a' } }, { order: 'token' }, { order: 'cover' }, { filter: { cover: { like: 'a' } } }]) {
      expect((await ann.ask('GET', `/api/v1/lib.book${query(params)}`)).status).toBe(422);
    }
    expect((await ann.ask('GET', '/api/v1/lib.book/group?by=token')).status).toBe(422);
  });
});

describe('records of others', () => {
  it('are the same 404 as records that do not exist', async () => {
    const missing = '01890000-0000-7000-8000-000000000000';
    for (const [method, suffix, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { title: 'x' }],
      ['DELETE', '', undefined],
      ['GET', '/actions', undefined],
      ['POST', '/actions/publish', { answers: { reason: 'x' } }],
    ] as const) {
      const of = async (id: string) => shape(await ann.ask(method, `/api/v1/lib.book/${id}${suffix}`, body));
      expect(await of(foreign)).toEqual(await of(missing));
      expect(await of(foreign)).toMatchObject({ status: 404 });
    }
    expect((await ann.ask('GET', `/api/v1/lib.book/${'-'.repeat(36)}`)).status).toBe(404);
    expect((await ann.ask('PATCH', `/api/v1/lib.book/${foreign}`, { title: 'x' }, { 'if-match': '"x"' })).status).toBe(404);
  });

  it('are not counted, grouped, added up or found through relations', async () => {
    const total = async (path: string) => ((await ann.ask('GET', path)).json as { total: number }).total;
    expect(await total(`/api/v1/lib.book${query({ filter: { id: foreign }, total: 'true' })}`)).toBe(0);
    expect(await total(`/api/v1/lib.book${query({ filter: { author: { where: { name: 'Secret' } } }, total: 'true' })}`)).toBe(0);
    expect(await total(`/api/v1/lib.chapter${query({ filter: { title: 'Hidden' }, total: 'true' })}`)).toBe(0);
    expect(await total(`/api/v1/lib.chapter${query({ filter: { book: { where: { title: { like: 'Bob' } } } }, total: 'true' })}`)).toBe(0);
    expect(JSON.stringify((await ann.ask('GET', '/api/v1/lib.book/group?by=owner')).json)).not.toContain(bob.person);
    expect((await ann.ask('GET', '/api/v1/lib.book?expand=author')).text).not.toContain('Secret');
  });

  it('cannot be moved to, and own ones cannot be moved away', async () => {
    expect((await ann.ask('PATCH', `/api/v1/lib.book/${book}`, { owner: bob.person })).status).toBe(403);
    expect((await ann.ask('POST', '/api/v1/lib.book', { title: 'For Bob', owner: bob.person })).status).toBe(403);
  });
});

describe('mass assignment', () => {
  it.each(['id', 'createdAt', 'updatedAt', 'state', 'chapters'])('%s is not set by hand', async (name) => {
    for (const [method, path] of [
      ['POST', '/api/v1/lib.book'],
      ['PATCH', `/api/v1/lib.book/${book}`],
    ] as const) {
      const answer = await ann.ask(method, path, { title: 'x', owner: ann.person, [name]: '2027-01-01T00:00:00Z' });
      expect(answer.json).toMatchObject({ status: 422, issues: [{ path: name, message: 'This cannot be set.' }] });
    }
  });

  it.each(['org_id', 'orgId', 'org', '__proto__', 'constructor'])('%s is no field', async (name) => {
    const body = `{"title":"x","owner":"${ann.person}","${name}":2}`;
    const answer = await library.raw('/api/v1/lib.book', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${ann.key}`, 'content-type': 'application/json' },
    });
    expect(answer.json).toMatchObject({ status: 422, issues: [{ path: name, message: 'There is no such field.' }] });
  });

  it('what a form shows only under a condition is set only under it', async () => {
    const path = `/api/v1/lib.book/${book}`;
    expect((await ann.ask('PATCH', path, { pages: 5 })).status).toBe(200);
    expect((await ann.ask('PATCH', path, { note: 'x' })).json).toMatchObject({ issues: [{ path: 'note' }] });
    expect((await ann.ask('PATCH', path, { note: 'x', pages: 50 })).status).toBe(200);
    expect((await ann.ask('PATCH', '/api/v1/lib.book', { ids: [book], values: { note: 'y' } })).status).toBe(422);
  });

  it('models without a form are read only, models left out are not there', async () => {
    expect((await ann.ask('POST', '/api/v1/lib.chapter', { title: 'x', book })).status).toBe(403);
    expect((await ann.ask('POST', '/api/v1/lib.shelf', { name: 'x', owner: ann.person })).status).toBe(201);
    for (const model of ['lib.diary', 'lib.nothing', 'api.key', 'api.webhook']) expect((await admin.ask('GET', `/api/v1/${model}`)).status).toBe(404);
    expect((await ann.ask('GET', '/api/v1/lib.vault')).status).toBe(403);
    expect((await ann.ask('GET', '/api/v1/base.session')).status).toBe(403);
  });
});

describe('keys', () => {
  it('open no more than they say', async () => {
    const reader = await library.asker('ann@example.org', { scope: { read: ['lib.book'], write: [], act: [] } });
    expect((await reader.ask('GET', `/api/v1/lib.book/${book}`)).status).toBe(200);
    expect((await reader.ask('PATCH', `/api/v1/lib.book/${book}`, { title: 'x' })).status).toBe(403);
    expect((await reader.ask('POST', '/api/v1/lib.book', { title: 'x', owner: ann.person })).status).toBe(403);
    expect((await reader.ask('DELETE', `/api/v1/lib.book/${book}`)).status).toBe(403);
    expect((await reader.ask('POST', `/api/v1/lib.book/${book}/actions/publish`, { answers: { reason: 'x' } })).status).toBe(403);
    expect((await reader.ask('GET', '/api/v1/lib.chapter')).status).toBe(403);
    expect((await reader.ask('GET', '/api/v1/lib.book?expand=chapters')).status).toBe(422);
    const through = (await reader.ask('GET', `/api/v1/lib.book${query({ filter: { chapters: { some: { title: 'Mine' } } } })}`)).json;
    expect(through).toMatchObject({ data: [] });
    const writer = await library.asker('ann@example.org', { scope: { read: [], write: ['lib.shelf'], act: [] } });
    expect((await writer.ask('POST', '/api/v1/lib.shelf', { name: 'y', owner: ann.person })).status).toBe(201);
    expect((await writer.ask('GET', '/api/v1/lib.book')).status).toBe(403);
    const actor = await library.asker('ann@example.org', { scope: { read: ['lib.book'], write: [], act: ['lib.book'] } });
    expect((await actor.ask('POST', `/api/v1/lib.book/${book}/actions/publish`, { answers: { reason: 'ok' } })).status).toBe(200);
    const byRule = await library.asker('ann@example.org', { scope: { read: ['lib.chapter'], write: [], act: [] } });
    expect((await byRule.ask('GET', `/api/v1/lib.chapter${query({ total: 'true' })}`)).json, 'rules are the person’s, not the key’s').toMatchObject({
      total: 1,
    });
  });

  it('of a person are no key to their pages, nor to other keys', async () => {
    for (const path of ['/app', '/app/me', '/app/me/keys', '/app/lib.book']) expect((await ann.ask('GET', path)).status).toBe(401);
    expect((await ann.ask('POST', '/app/me/keys', { name: 'more' })).status).not.toBe(201);
  });

  it('answer nothing once they are revoked, expired, misspelt or their person is closed', async () => {
    const gone = await library.asker('gone@example.org', { days: 10 });
    expect(gone.key).toMatch(apiKeyPattern);
    expect((await gone.ask('GET', '/api/v1/lib.book')).status).toBe(200);
    const owner = await library.app.env('api').service('base').personPrincipal({ person: gone.person });
    if (!owner) throw new Error('nobody');
    const other = await library.asker('gone@example.org', { days: 10 });
    const own: Env<'api'> = library.app.env('api');
    const [key] = await own.model('api.key').find({ person: gone.person, start: gone.key.slice(0, 10) });
    await revokeKey(library.app.envAs('api', owner.principal), key?.id ?? '');
    const refused = await gone.ask('GET', '/api/v1/lib.book');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect((await other.ask('GET', '/api/v1/lib.book')).status).toBe(200);
    clock.advance(11 * 86_400_000);
    expect((await other.ask('GET', '/api/v1/lib.book')).status).toBe(401);
    const closed = await library.asker('closed@example.org');
    await library.app
      .env('base')
      .model('base.person' as never)
      .update(closed.person, { active: false } as never);
    expect((await closed.ask('GET', '/api/v1/lib.book')).status).toBe(401);
    for (const authorization of [`Bearer ${ann.key}x`, `Bearer ${ann.key.slice(0, -1)}`, 'Bearer', 'Basic YTpi', `Token ${ann.key}`, '']) {
      expect((await library.raw('/api/v1/lib.book', { headers: { authorization } })).status).toBe(401);
    }
    expect((await library.raw('/api/v1/lib.book')).status).toBe(401);
  });

  it('are only hashes in the database', async () => {
    const { rows } = await library.app.app.runtime.database.query<{ t: string }>("SELECT string_agg(k::text || t::text, '') AS t FROM api_key k, core_token t");
    expect(rows[0]?.t).not.toContain(ann.key);
    expect(rows[0]?.t).not.toContain(Buffer.from(ann.key).toString('hex'));
  });

  it('are refused in an address, whoever else vouches', async () => {
    for (const path of [`/api/v1/lib.book?access_token=${ann.key}`, `/api/v1/lib.book?key=${ann.key}`]) {
      expect((await library.raw(path)).status).toBe(401);
      const answer = await ann.ask('GET', path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).not.toContain(ann.key);
    }
  });

  it('a key beside a session decides alone; a session needs a page of ours', async () => {
    const password = 'a rather long phrase';
    await library.app.env('api').service('base').ensureAdmin({ email: 'boss@example.org', password, name: 'Boss' });
    const signIn = await fetch(`${library.app.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: library.app.url, accept: 'text/html' },
      body: new URLSearchParams({ email: 'boss@example.org', password }),
    });
    const cookie = signIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const send = (headers: Record<string, string>) =>
      library.raw(`/api/v1/lib.book/${book}`, { method: 'PATCH', body: '{"pages":7}', headers: { cookie, 'content-type': 'application/json', ...headers } });
    expect((await library.raw('/api/v1/lib.book', { headers: { cookie } })).status).toBe(200);
    expect((await send({ origin: library.app.url })).status).toBe(200);
    expect((await send({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send({ origin: library.app.url, authorization: 'Bearer atr_wrong' })).status).toBe(401);
    expect((await send({ origin: 'https://a.example', authorization: `Bearer ${ann.key}` })).status, 'a key needs no origin').toBe(200);
    const preflight = await library.raw('/api/v1/lib.book', {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
    });
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('a stolen key does not outlive a new password by link or by command; a change leaves it only where its person wants that', async () => {
    const { app } = library;
    const post = (path: string, form: Record<string, string>, cookie = '') =>
      library.raw(path, { method: 'POST', headers: { origin: app.url, accept: 'text/html', cookie }, body: new URLSearchParams(form) });
    const cookieOf = ({ headers }: { headers: Headers }): string =>
      headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
    const works = async ({ ask }: Asker): Promise<boolean> => {
      await app.runJobs();
      return (await ask('GET', '/api/v1/lib.book')).status === 200;
    };
    const stolen = (): Promise<Asker> => library.asker('vic@example.org');

    const first = await stolen();
    const reset = await app.env('api').service('base').issueResetLink({ person: first.person });
    expect(await works(first)).toBe(true);
    const back = await post(new URL(reset?.link ?? '').pathname, { password: 'a wholly new phrase' });
    expect([back.status, await works(first)]).toEqual([303, false]);

    const second = await stolen();
    const page = await library.raw('/app/me/password', { headers: { cookie: cookieOf(back), accept: 'text/html' } });
    expect(page.text).toMatch(/href="\/app\/me\/keys"/);
    expect(page.text).toMatch(/name="revokeKeys" value="true" checked/);
    const change = { current: 'a wholly new phrase', password: 'yet another new phrase' };
    const changed = await post('/app/me/password', { ...change, revokeKeys: 'false' }, cookieOf(back));
    expect([changed.status, await works(second)]).toEqual([303, true]);
    const again = await post('/app/me/password', { current: change.password, password: change.current, revokeKeys: 'true' }, cookieOf(changed));
    expect([again.status, await works(second)]).toEqual([303, false]);

    const third = await stolen();
    const command = app.app.runtime
      .generation()
      .plugins.flatMap(({ commands = [] }) => commands)
      .find(({ name }) => name === 'user');
    expect(await command?.run(app.app.pluginEnv('base'), ['reset-password', 'vic@example.org'], () => undefined)).toBe(0);
    expect(await works(third)).toBe(false);
    const own: Env<'api'> = app.env('api');
    expect(await own.model('api.key').count({ person: third.person, revokedAt: null })).toBe(0);
  });

  it('one key is not given what another was answered', async () => {
    const narrow = await library.asker('ann@example.org', { scope: { read: ['lib.book'], write: [], act: [] } });
    const headers = { 'idempotency-key': 'shared-between-keys' };
    expect((await ann.ask('POST', '/api/v1/lib.shelf', { name: 'z', owner: ann.person }, headers)).status).toBe(201);
    expect((await narrow.ask('POST', '/api/v1/lib.shelf', { name: 'z', owner: ann.person }, headers)).status).toBe(403);
  });
});

describe('bombs and forgeries', () => {
  const deep = (depth: number): object => (depth === 0 ? { title: 'x' } : { $not: deep(depth - 1) });
  it.each([
    ['too deep', { filter: deep(50) }],
    ['too wide', { filter: { $or: Array.from({ length: 300 }, () => ({ title: 'x' })) } }],
    ['too long', { filter: { title: { like: 'x'.repeat(9_000) } } }],
    ['a long list', { filter: { pages: { in: Array.from({ length: 1_001 }, () => 1) } } }],
    ['no JSON', { filter: '{' }],
    ['a list', { filter: [] }],
    ['another variable', { filter: { owner: { $var: 'portal.record' } } }],
    ['an unknown operator', { filter: { title: { regex: '(a+)+$' } } }],
    ['a pollution', { filter: '{"__proto__":{"title":"x"}}' }],
    ['SQL', { filter: { 'title" = "" OR 1=1 --': 'x' } }],
    ['SQL in a sort', { order: 'title;drop table x' }],
    ['many sorts', { order: 'title,pages,rating,day,state,id' }],
    ['many expansions', { expand: Array.from({ length: 11 }, (_, index) => `a${index}`).join(',') }],
    ['deep expansions', { expand: 'author.books.author.books' }],
    ['an expansion of a value', { expand: 'title' }],
    ['a big page', { limit: '501' }],
    ['no page', { limit: '0' }],
    ['an unknown parameter', { where: 'x' }],
    ['a forged cursor', { cursor: `${Buffer.from('["a","b"]').toString('base64url')}.abc` }],
    ['no cursor', { cursor: '....' }],
  ])('%s', async (_, params) => {
    const answer = await ann.ask('GET', `/api/v1/lib.book${query(params as Record<string, object>)}`);
    expect([400, 414, 422, 431]).toContain(answer.status);
  });

  it('a cursor is good for its own list and person alone', async () => {
    await library.records('lib.book').create(Array.from({ length: 5 }, (_, index) => ({ title: `P${index}`, owner: bob.person, state: 'published' })));
    const { next } = (await ann.ask('GET', '/api/v1/lib.book?limit=2')).json as { next: string };
    expect((await ann.ask('GET', `/api/v1/lib.book?limit=2&cursor=${next}`)).status).toBe(200);
    for (const path of [
      `/api/v1/lib.book?order=-title&cursor=${next}`,
      `/api/v1/lib.book${query({ cursor: next, filter: { title: { ne: 'x' } } })}`,
      `/api/v1/lib.author?cursor=${next}`,
    ]) {
      expect((await ann.ask('GET', path)).json).toMatchObject({ status: 422, issues: [{ path: 'cursor' }] });
    }
    expect((await bob.ask('GET', `/api/v1/lib.book?limit=2&cursor=${next}`)).status).toBe(422);
    const [text = '', signature = ''] = next.split('.');
    const changed = Buffer.from(Buffer.from(text, 'base64url').toString('utf8').replace(/\["./, '["A')).toString('base64url');
    expect((await ann.ask('GET', `/api/v1/lib.book?limit=2&cursor=${changed}.${signature}`)).status).toBe(422);
  });

  it('bodies that are no JSON, or of another kind, are refused', async () => {
    const headers = { authorization: `Bearer ${ann.key}` };
    const form = await library.raw('/api/v1/lib.shelf', { method: 'POST', headers, body: new URLSearchParams({ name: 'x' }) });
    expect(form.status).toBe(415);
    for (const body of ['{', 'null', '3', '"x"', '[[]]', '[null]']) {
      const answer = await library.raw('/api/v1/lib.shelf', { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
      expect([400, 422]).toContain(answer.status);
    }
  });

  it('whoever asks too often waits', async () => {
    const few = await openLibrary({ environment: { ATRIUM_API_REQUESTS_PER_MINUTE: '3' } });
    try {
      const eve = await few.asker('eve@example.org');
      const mia = await few.asker('mia@example.org');
      const statuses: number[] = [];
      for (let index = 0; index < 5; index++) statuses.push((await eve.ask('GET', '/api/v1/lib.shelf')).status);
      expect(statuses).toEqual([200, 200, 200, 429, 429]);
      expect((await mia.ask('GET', '/api/v1/lib.shelf')).status).toBe(200);
    } finally {
      await few.close();
    }
  });
});
