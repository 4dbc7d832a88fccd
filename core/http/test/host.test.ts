import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../build-app.ts';
import { type Host, startHost } from '../host.ts';
import { html, json, route, text } from '../route.ts';
import { type TestSite, testGeneration, testSite } from './test-site.ts';

let site: TestSite;
let host: Host;
let entered = 0;
let release: () => void = () => {};

beforeAll(async () => {
  site = await testSite({
    config: { trustedProxies: ['127.0.0.0/8'] },
    routes: [
      route({
        method: 'GET',
        path: '/who',
        auth: 'public',
        summary: 'who',
        handler: async (env) => json({ address: env.request?.address, id: env.request?.id }),
      }),
      route({ method: 'POST', path: '/in', auth: 'public', summary: 'in', handler: async (_, { bytes }) => json(bytes.byteLength) }),
      route({
        method: 'GET',
        path: '/page',
        auth: 'public',
        summary: 'page',
        handler: async () =>
          html('<html></html>', {
            cookies: [
              { name: 'a', value: '1', maxAge: 1 },
              { name: 'b', value: '2', maxAge: 1 },
            ],
          }),
      }),
      route({
        method: 'GET',
        path: '/wait',
        auth: 'public',
        summary: 'wait',
        handler: async () => {
          entered += 1;
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          return text('done');
        },
      }),
    ],
  });
  host = await startHost(site.runtime, { headersTimeout: 300, requestTimeout: 600 });
});
afterAll(async () => {
  await host.close();
  await site.close();
});

/** Sends bytes as they are and gives everything that comes until the other side closes. */
const raw = (...pieces: (string | Buffer)[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(host.port, '127.0.0.1');
    let got = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      got += chunk;
    });
    socket.on('close', () => resolve(got));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(got) : reject(error)));
    for (const piece of pieces) socket.write(piece);
  });

describe('over a socket', () => {
  it('serves pages and problems', async () => {
    const page = await fetch(`${host.url}/page`);
    expect([page.status, await page.text(), page.headers.getSetCookie().length]).toEqual([200, '<!doctype html><html></html>', 2]);
    expect((await fetch(`${host.url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${host.url}/page`, { method: 'HEAD' })).status).toBe(200);
  });

  it('closes the connection of a client that sends its headers drop by drop', async () => {
    expect(await raw('GET /page HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^(HTTP\/1.1 408|$)/);
  });

  it('closes the connection of a client that never ends its body', async () => {
    expect(await raw('POST /in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')).toMatch(/^(HTTP\/1.1 4|$)/);
  });

  it('refuses 10 MB with 413, announced or in chunks', async () => {
    const body = Buffer.alloc(10_000_000, 97);
    const announced = await fetch(`${host.url}/in`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(announced.status).toBe(413);
    const chunked = await raw(
      'POST /in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      '20000\r\n',
      Buffer.alloc(0x20000, 97),
      '\r\n0\r\n\r\n',
    );
    expect(chunked).toMatch(/^HTTP\/1.1 413/);
    expect((await fetch(`${host.url}/in`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(200);
  });

  it('refuses oversized headers, missing hosts and paths with a backslash', async () => {
    expect(await raw(`GET /page HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await raw('GET /page HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(await raw('GET /\\evil HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
  });

  it('takes address and request id from a trusted proxy, and from the last hop that is not ours', async () => {
    const forwarded = await fetch(`${host.url}/who`, { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 127.0.0.7', 'x-request-id': 'abcdef-123456' } });
    expect(await forwarded.json()).toEqual({ address: '203.0.113.9', id: 'abcdef-123456' });
    const insane = await fetch(`${host.url}/who`, { headers: { 'x-request-id': '"><script>' } });
    expect((await insane.json()) as { id: string }).not.toMatchObject({ id: '"><script>' });
  });

  it('swaps the generation without a restart', async () => {
    const next = testGeneration([
      { plugin: 'test', route: route({ method: 'GET', path: '/new', auth: 'public', summary: 'new', handler: async () => json('new') }) },
    ]);
    expect((await fetch(`${host.url}/new`)).status).toBe(404);
    host.swap(buildApp(site.runtime, next));
    expect((await fetch(`${host.url}/new`)).status).toBe(200);
    expect((await fetch(`${host.url}/page`)).status).toBe(404);
    host.swap(buildApp(site.runtime, site.runtime.generation()));
  });

  it('lets running requests end when it closes, and cuts those that never end', async () => {
    const leaving = await startHost(site.runtime, { drain: 5_000 });
    const before = entered;
    const running = fetch(`${leaving.url}/wait`);
    await expect.poll(() => entered).toBe(before + 1);
    const closed = leaving.close();
    await expect(fetch(`${leaving.url}/page`)).rejects.toThrow();
    release();
    expect(await (await running).text()).toBe('done');
    await closed;

    const hanging = await startHost(site.runtime, { drain: 50 });
    const cut = fetch(`${hanging.url}/wait`);
    cut.catch(() => {});
    await expect.poll(() => entered).toBe(before + 2);
    await hanging.close();
    await expect(cut).rejects.toThrow();
    release();
  });
});

describe('without trusted proxies', () => {
  it('believes no X-Forwarded-For and no request id', async () => {
    const other = await testSite({ routes: site.runtime.generation().routes.map(({ route: known }) => known) });
    try {
      const request = new Request('http://atrium.test/who', { headers: { 'x-forwarded-for': '6.6.6.6', 'x-request-id': 'abcdef-123456' } });
      const answer = (await (await other.app.fetch(request, { address: '::ffff:192.0.2.4' })).json()) as { address: string; id: string };
      expect(answer.address).toBe('192.0.2.4');
      expect(answer.id).not.toBe('abcdef-123456');
    } finally {
      await other.close();
    }
  });
});

describe('in production', () => {
  it('serves only its own host name, probes excepted, with https attributes', async () => {
    const live = await testSite({
      config: { mode: 'production', url: 'https://book.example' },
      routes: [route({ method: 'GET', path: '/a', auth: 'public', summary: 'a', handler: async () => json(1, { session: null }) })],
    });
    try {
      expect((await live.app.fetch(new Request('http://evil.example/a'))).status).toBe(400);
      expect((await live.app.fetch(new Request('http://10.0.0.1/healthz'))).status).toBe(200);
      const good = await live.app.fetch(new Request('http://book.example/a'));
      expect(good.headers.get('strict-transport-security')).toContain('max-age');
      expect(good.headers.get('set-cookie')).toBe('__Host-atrium=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure');
    } finally {
      await live.close();
    }
  });
});
