import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileRoutes } from '../compile-routes.ts';
import { json, route } from '../route.ts';
import { asAnn, asRoot, at, form, jsonPost, problem, type TestSite, testGeneration, testSite } from './test-site.ts';

let site: TestSite;
const who = async (env: { principal: { kind: string } }) => json({ kind: env.principal.kind });

beforeAll(async () => {
  site = await testSite({
    routes: [
      route({ method: 'GET', path: '/open', auth: 'public', summary: 'open', handler: who }),
      route({ method: 'POST', path: '/open', auth: 'public', summary: 'open', handler: who }),
      route({ method: 'GET', path: '/mine', auth: 'user', summary: 'mine', handler: who }),
      route({ method: 'POST', path: '/mine', auth: 'user', summary: 'mine', handler: who }),
      route({ method: 'GET', path: '/admin', auth: 'group:test.admin', summary: 'admin', handler: who }),
      route({ method: 'GET', path: '/link/:token', auth: 'portal', portal: { kind: 'test.link', param: 'token' }, summary: 'link', handler: who }),
      route({ method: 'POST', path: '/link/:token', auth: 'portal', portal: { kind: 'test.link', param: 'token' }, summary: 'link', handler: who }),
      route({
        method: 'GET',
        path: '/kind/:token',
        auth: 'portal',
        portal: { kind: 'test.link', param: 'token', optional: true },
        summary: 'kind',
        handler: who,
      }),
      route({
        method: 'POST',
        path: '/hook',
        auth: 'webhook',
        summary: 'hook',
        handler: async (env, request) => json({ kind: env.principal.kind, text: Buffer.from(request.bytes).toString() }),
      }),
      route({ method: 'GET', path: '/open/:word', auth: 'public', summary: 'word', handler: async (_, { params }) => json(params) }),
      route({ method: 'GET', path: '/open/fixed', auth: 'public', summary: 'fixed', handler: async () => json('fixed') }),
    ],
  });
});
afterAll(() => site.close());

const status = async (request: Request) => (await site.app.fetch(request)).status;

describe('who may enter', () => {
  it('lets anybody into public routes, as the person where there is a session', async () => {
    expect(await (await site.app.fetch(at('/open'))).json()).toEqual({ kind: 'anonymous' });
    expect(await (await site.app.fetch(at('/open', { headers: asAnn }))).json()).toEqual({ kind: 'user' });
    expect(await (await site.app.fetch(at('/open', { headers: { cookie: 'atrium=forged' } }))).json()).toEqual({ kind: 'anonymous' });
  });

  it('asks for a session: a problem for programs, the sign-in page for browsers', async () => {
    const refused = await site.app.fetch(at('/mine'));
    expect(refused.status).toBe(401);
    expect(await problem(refused)).toMatchObject({ code: 'AUTH_REQUIRED', status: 401, type: 'urn:atrium:error:AUTH_REQUIRED' });
    const page = await site.app.fetch(at('/mine?a=1&b=2', { headers: { accept: 'text/html' } }));
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fmine%3Fa%3D1%26b%3D2']);
    expect(await status(at('/mine', { headers: asAnn }))).toBe(200);
  });

  it('asks for the group', async () => {
    expect(await status(at('/admin'))).toBe(401);
    expect(await status(at('/admin', { headers: asAnn }))).toBe(403);
    expect(await status(at('/admin', { headers: asRoot }))).toBe(200);
  });

  it('opens a portal by its token, and answers a dead, foreign or guessed one alike', async () => {
    const good = await site.token('test.link', 'r1');
    const dead = await site.token('test.link', 'r1', new Date(Date.now() - 1000));
    const other = await site.token('test.other', 'r1');
    expect(await (await site.app.fetch(at(`/link/${good}`))).json()).toEqual({ kind: 'portal' });
    const answers = await Promise.all([dead, other, 'guessed'].map(async (token) => problem(await site.app.fetch(at(`/link/${token}`)))));
    for (const answer of answers) expect({ ...answer, instance: '' }).toEqual({ ...answers[0], instance: '' });
    expect(answers[0]).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(await (await site.app.fetch(at(`/kind/${dead}`))).json()).toEqual({ kind: 'anonymous' });
  });

  it('does not need a session for a portal, nor takes one', async () => {
    const token = await site.token('test.link', 'r1');
    expect(await (await site.app.fetch(at(`/link/${token}`, { headers: asRoot }))).json()).toEqual({ kind: 'portal' });
  });

  it('takes words before parameters', async () => {
    expect(await (await site.app.fetch(at('/open/fixed'))).json()).toBe('fixed');
    expect(await (await site.app.fetch(at('/open/else'))).json()).toEqual({ word: 'else' });
  });
});

describe('cross-site request forgery', () => {
  it('refuses a JSON post from another site that a cookie authenticates', async () => {
    const refused = await site.app.fetch(jsonPost('/mine', {}, { ...asAnn, origin: 'https://evil.example' }));
    expect(refused.status).toBe(403);
    expect(await problem(refused)).toMatchObject({ code: 'ORIGIN_REFUSED' });
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['origin null', { origin: 'null' }, 403],
    ['a look-alike origin', { origin: 'http://atrium.test.evil.example' }, 403],
    ['cross-site by fetch metadata', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling subdomain', { 'sec-fetch-site': 'same-site' }, 403],
    ['neither header', {}, 403],
    ['our own origin', { origin: 'http://atrium.test' }, 200],
    ['same-origin by fetch metadata', { 'sec-fetch-site': 'same-origin' }, 200],
  ])('with a session cookie: %s', async (_, headers: Record<string, string>, expected) => {
    expect(await status(jsonPost('/mine', {}, { ...asAnn, ...headers }))).toBe(expected);
  });

  it('checks public and portal forms too, lets programs without a cookie pass, and leaves webhooks alone', async () => {
    const token = await site.token('test.link', 'r1');
    expect(await status(form('/open', {}, { origin: 'https://evil.example' }))).toBe(403);
    expect(await status(form(`/link/${token}`, {}, { origin: 'https://evil.example' }))).toBe(403);
    expect(await status(form(`/link/${token}`, {}))).toBe(200);
    expect(await status(jsonPost(`/link/${token}`, {}))).toBe(200);
    const hook = await site.app.fetch(jsonPost('/hook', '{ "a":1}', { origin: 'https://zoom.example', ...asRoot }));
    expect(await hook.json()).toEqual({ kind: 'anonymous', text: '{ "a":1}' });
  });
});

describe('open redirect', () => {
  it.each(['//evil.example', '///evil.example', '/\\evil.example'])('carries no next for %s', async (path) => {
    const { signInAddress } = await import('../sign-in-address.ts');
    expect(signInAddress('GET', `http://atrium.test${path}`)).toBe('/sign-in');
  });
});

describe('at build', () => {
  const handler = async () => json({});
  const base = { method: 'GET', path: '/a/:x', summary: 's', handler } as const;

  it('refuses a route without auth, naming plugin and route', () => {
    const open = { ...base } as unknown as Parameters<typeof testGeneration>[0][number]['route'];
    expect(() => compileRoutes(testGeneration([{ plugin: 'shop', route: open }]))).toThrow(/GET \/a\/:x of plugin "shop" has no valid auth/);
  });

  it('refuses a limit that would never count, naming plugin, route and what to write', () => {
    const counted = route({ ...base, auth: 'public', limits: [{ name: 'shop.read', per: 'address', max: 1, window: 60 }] });
    expect(() => compileRoutes(testGeneration([{ plugin: 'shop', route: counted }]))).toThrow(/GET \/a\/:x of plugin "shop".*"shop\.read".*reads: true/);
  });

  it('refuses two routes for one address, naming both plugins', () => {
    const one = route({ ...base, auth: 'public' });
    const two = route({ ...base, path: '/a/:y', auth: 'user' });
    expect(() =>
      compileRoutes(
        testGeneration([
          { plugin: 'shop', route: one },
          { plugin: 'depot', route: two },
        ]),
      ),
    ).toThrow(/"shop" and by plugin "depot"/);
  });

  it('refuses an unknown group and a portal without its parameter', () => {
    expect(() => compileRoutes(testGeneration([{ plugin: 'shop', route: route({ ...base, auth: 'group:nobody' }) }]))).toThrow(/"nobody"/);
    expect(() => compileRoutes(testGeneration([{ plugin: 'shop', route: route({ ...base, auth: 'portal' }) }]))).toThrow(/portal/);
  });
});
