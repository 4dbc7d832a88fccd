import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail } from '../../errors.ts';
import { html, json, redirect, route } from '../route.ts';
import { asAnn, at, form, problem, type TestSite, testPlugin, testSite } from './test-site.ts';

let site: TestSite;
const page = (text: string) => (
  <html lang="en">
    <body>{text}</body>
  </html>
);
async function Slow({ text }: { text: string }) {
  await Promise.resolve();
  return page(text);
}
const asBrowser = { accept: 'text/html' };

beforeAll(async () => {
  const get = (path: string, handler: Parameters<typeof route>[0]['handler']) => route({ method: 'GET', path, auth: 'public', summary: path, handler });
  site = await testSite({
    routes: [
      get('/page', async () => html(page('Hello <you>'))),
      get('/slow', async () => html(<Slow text="Hello" />)),
      get('/nonce', async (env) => json(env.request?.nonce)),
      get('/string', async () => {
        throw 'a bare string';
      }),
      get('/nothing', async () => {
        throw undefined;
      }),
      get('/secret', async () => {
        throw new Error('password is hunter2');
      }),
      get('/taken', async () => {
        throw fail('VERSION_CONFLICT', { detail: 'Ann was faster.', extra: { alternatives: ['10:00'], status: 200 } });
      }),
      get('/away', async () => redirect('//evil.example')),
      get('/off', async () => redirect('https://evil.example/')),
      get('/here', async () => redirect('/app')),
      get('/in', async () =>
        redirect('/app', { session: { token: 'fresh', expiresAt: new Date(Date.now() + 60_000) }, cookies: [{ name: 'seen', value: 'a b', maxAge: 5 }] }),
      ),
      get('/out', async () => redirect('/app', { session: null })),
      get('/seen', async (_, request) => json([request.cookie('seen') ?? null, request.cookie('atrium') ?? null])),
      route({
        method: 'POST',
        path: '/form',
        auth: 'public',
        summary: 'form',
        handler: async () => {
          throw fail('RECORD_DUPLICATE');
        },
        onError: async (_, request, error) => html(page(`${error.code}: ${String(request.raw.name)}`), { status: error.status }),
      }),
      route({
        method: 'GET',
        path: '/framed',
        auth: 'public',
        summary: 'framed',
        frameAncestors: async () => ['https://shop.example'],
        handler: async () => html(page('x')),
      }),
      route({ method: 'GET', path: '/mine/:token', auth: 'user', summary: 'mine', handler: async () => html(page('x')) }),
    ],
  });
});
afterAll(() => site.close());

const fetch = (path: string, headers: Record<string, string> = {}) => site.app.fetch(at(path, { headers }));

describe('answers', () => {
  it('sends a page with a policy of its own nonce, and headers that every answer has', async () => {
    const first = await fetch('/page');
    expect(await first.text()).toBe('<!doctype html><html lang="en"><body>Hello &lt;you&gt;</body></html>');
    const policy = first.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await fetch('/page')).headers.get('content-security-policy')).not.toBe(policy);
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect((await fetch('/mine/x', asAnn)).headers.get('cache-control')).toBe('no-store');
    expect((await fetch('/nonce')).headers.get('content-security-policy')).toBeNull();
    expect((await fetch('/framed')).headers.get('content-security-policy')).toContain('frame-ancestors https://shop.example');
  });

  it('renders asynchronous components', async () => {
    expect(await (await fetch('/slow')).text()).toContain('<body>Hello</body>');
  });

  it('answers HEAD like GET without the body, other methods with 405, and unknown addresses with 404', async () => {
    const head = await site.app.fetch(at('/page', { method: 'HEAD' }));
    expect([head.status, await head.text()]).toEqual([200, '']);
    const wrong = await site.app.fetch(at('/page', { method: 'DELETE' }));
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await problem(await fetch('/nowhere'))).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  it('serves its own addresses', async () => {
    expect(await (await fetch('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await fetch('/readyz')).json()).toEqual({ status: 'ready', database: true, migrations: true, generation: true });
    const asset = await fetch('/assets/abc/test/app.js');
    expect([await asset.text(), asset.headers.get('cache-control'), asset.headers.get('x-content-type-options')]).toEqual([
      'export {};',
      'public, max-age=31536000, immutable',
      'nosniff',
    ]);
  });

  it('keeps redirects on this site', async () => {
    expect((await fetch('/here')).headers.get('location')).toBe('/app');
    expect((await fetch('/away')).status).toBe(500);
    expect((await fetch('/off')).status).toBe(500);
  });

  it('sets and clears cookies, and keeps plugins away from the session', async () => {
    const cookies = (await fetch('/in')).headers.getSetCookie();
    expect(cookies[0]).toMatch(/^atrium=fresh; Max-Age=(59|60); Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookies[1]).toBe('test.seen=a%20b; Max-Age=5; Path=/; HttpOnly; SameSite=Lax');
    expect((await fetch('/out')).headers.getSetCookie()).toEqual(['atrium=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax']);
    expect(await (await fetch('/seen', { cookie: 'atrium=token-of-ann; test.seen=a%20b' })).json()).toEqual(['a b', null]);
  });
});

describe('what goes wrong', () => {
  it('is a problem document for programs', async () => {
    const response = await fetch('/taken');
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const body = await problem(response);
    expect(body).toMatchObject({ code: 'VERSION_CONFLICT', status: 409, detail: 'Ann was faster.', alternatives: ['10:00'] });
    expect(body.instance).toBe(response.headers.get('x-request-id'));
  });

  it('is a page for browsers, in their language', async () => {
    const response = await fetch('/nowhere', { ...asBrowser, 'accept-language': 'fr, de-AT;q=0.8, en;q=0.2' });
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('Hier ist nichts.');
    expect(text).toContain(response.headers.get('x-request-id'));
  });

  it.each(['/string', '/nothing', '/secret'])('hides what was thrown at %s and logs it with the id', async (path) => {
    const response = await fetch(path);
    const body = await problem(response);
    expect([response.status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toMatch(/bare string|hunter2/);
    const line = site.lines.find(({ request }) => request === body.instance);
    expect(line).toMatchObject({ level: 'error', route: `GET ${path}`, status: 500 });
    expect(line?.message).toBeDefined();
  });

  it('is answered by the form itself where the route says how', async () => {
    const response = await site.app.fetch(form('/form', { name: 'Ann' }));
    expect([response.status, await response.text()]).toEqual([409, '<!doctype html><html lang="en"><body>RECORD_DUPLICATE: Ann</body></html>']);
    expect(await problem(await site.app.fetch(form('/form', { name: 'Ann' }, { accept: 'application/json' })))).toMatchObject({ code: 'RECORD_DUPLICATE' });
  });

  it('is shown by the slot error-page where a plugin fills it, and by the plain page where that fails', async () => {
    const slot = (_: unknown, data: unknown) => {
      const { error, requestId } = data as { error: { code: string }; requestId: string };
      if (error.code !== 'NOT_FOUND') throw new Error('no');
      return page(`shell ${error.code} ${requestId.length > 0}`);
    };
    const other = await testSite({
      plugins: [testPlugin('web', { slots: { 'error-page': slot } })],
      routes: [route({ method: 'GET', path: '/a', auth: 'group:test.admin', summary: 'a', handler: async () => json(1) })],
    });
    try {
      expect(await (await other.app.fetch(at('/x', { headers: asBrowser }))).text()).toContain('shell NOT_FOUND true');
      const plain = await other.app.fetch(at('/a', { headers: { ...asBrowser, ...asAnn } }));
      expect([plain.status, (await plain.text()).includes('You are not allowed')]).toEqual([403, true]);
    } finally {
      await other.close();
    }
  });
});

describe('log', () => {
  it('has one line per request with the pattern, and no token, query or address', async () => {
    site.lines.length = 0;
    await fetch('/mine/very-secret-token?mail=a@b.example', asAnn);
    expect(site.lines).toHaveLength(1);
    expect(site.lines[0]).toMatchObject({ msg: 'request', method: 'GET', route: 'GET /mine/:token', status: 200 });
    expect(JSON.stringify(site.lines)).not.toMatch(/very-secret|a@b|token-of-ann/);
  });
});
