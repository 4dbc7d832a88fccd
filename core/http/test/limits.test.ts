import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../env.ts';
import { fail } from '../../errors.ts';
import { httpCleanup } from '../cleanup.ts';
import { html, json, type RateLimit, redirect, route } from '../route.ts';
import { form, jsonPost, problem, type TestSite, testSite } from './test-site.ts';

let site: TestSite;
let runs = 0;
let release: (() => void) | undefined;

const limit = (name: string, max: number, per: RateLimit['per'] = 'address'): RateLimit => ({ name, max, per, window: 60 });
const work = async () => {
  runs += 1;
  return json({ run: runs }, { status: 201 });
};

beforeAll(async () => {
  const post = (path: string, more: Partial<Parameters<typeof route>[0]>) =>
    route({ method: 'POST', path, auth: 'public', summary: path, handler: work, ...more });
  const mail = (request: { raw: Record<string, unknown> }) => (typeof request.raw.email === 'string' ? request.raw.email.toLowerCase() : undefined);
  site = await testSite({
    routes: [
      post('/three', { limits: [limit('three', 3)] }),
      post('/both', { limits: [limit('wide', 100), { ...limit('mail', 1, mail), window: 600 }] }),
      post('/settings', { limits: [{ ...limit('settings', 0), max: async () => 1 }] }),
      post('/once', { idempotent: true }),
      post('/once-limited', { idempotent: true, limits: [limit('once', 1)] }),
      post('/page', { idempotent: true, handler: async (env) => html(`<html><script nonce="${env.request?.nonce}"></script></html>`) }),
      post('/wait', {
        idempotent: true,
        handler: async () => {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          return work();
        },
      }),
      post('/fails', {
        idempotent: true,
        handler: async () => {
          runs += 1;
          await site.database.query("INSERT INTO core_token (hash, org_id, kind, record) VALUES ('\\x01', 1, 'half', 'written')");
          if (runs % 2 === 1) throw fail('VERSION_CONFLICT');
          return json({ run: runs });
        },
      }),
      post('/refuses', {
        idempotent: true,
        handler: async () => {
          await site.database.query("INSERT INTO core_token (hash, org_id, kind, record) VALUES ('\\x02', 1, 'refused', 'written')");
          return json({ taken: true }, { status: 409 });
        },
      }),
      post('/in', { idempotent: true, handler: async () => redirect('/app', { session: { token: `t${++runs}`, expiresAt: new Date(Date.now() + 1000) } }) }),
      route({ method: 'GET', path: '/read', auth: 'public', summary: 'read', limits: [{ ...limit('read', 1), reads: true }], handler: async () => json(1) }),
    ],
  });
});
afterAll(() => site.close());

const post = (path: string, value: unknown, key?: string, app = site.app, address = '192.0.2.1') =>
  app.fetch(jsonPost(path, value, key === undefined ? {} : { 'idempotency-key': key }), { address });

describe('rate limits', () => {
  it('are shared by two processes on one database', async () => {
    const second = await site.sibling();
    try {
      const answers = await Promise.all([0, 1, 2, 3, 4, 5].map((i) => post('/three', {}, undefined, i % 2 === 0 ? site.app : second.app)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429, 429]);
    } finally {
      await second.close();
    }
    const refused = await post('/three', {});
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await problem(refused)).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: seconds,
      detail: `Too many requests. Please try again in ${seconds} seconds.`,
    });
    expect((await post('/three', {}, undefined, site.app, '192.0.2.2')).status).toBe(201);
  });

  it('count a household of IPv6 as one', async () => {
    const statuses = [];
    for (const end of ['1', '2', 'ffff:3', '4']) statuses.push((await post('/three', {}, undefined, site.app, `2001:db8:0:7::${end}`)).status);
    expect(statuses).toEqual([201, 201, 201, 429]);
  });

  it('of one route cost one statement together; the longest wait is told', async () => {
    expect((await post('/both', { email: 'Ann@Example.org' })).status).toBe(201);
    const before = site.database.statements();
    const refused = await post('/both', { email: 'ann@example.org' });
    expect(site.database.statements() - before).toBe(1);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await post('/both', { email: 'bob@example.org' })).status).toBe(201);
  });

  it('may come from settings, and count reads where a route says so', async () => {
    expect([(await post('/settings', {})).status, (await post('/settings', {})).status]).toEqual([201, 429]);
    const read = async () => (await site.app.fetch(new Request('http://atrium.test/read'))).status;
    expect([await read(), await read()]).toEqual([200, 429]);
  });

  it('start again after their window', async () => {
    await site.database.query("UPDATE core_rate SET ends_at = now() - interval '1 second'");
    expect((await post('/three', {})).status).toBe(201);
  });
});

describe('idempotency', () => {
  it('gives the stored answer for the same key and body, also in another process', async () => {
    const second = await site.sibling();
    try {
      const first = await post('/once', { a: 1 }, 'key-1');
      const again = await post('/once', { a: 1 }, 'key-1', second.app);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(await again.text()).toBe(await first.text());
      expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([null, 'true']);
    } finally {
      await second.close();
    }
  });

  it('refuses the same key with another body', async () => {
    await post('/once', { a: 1 }, 'key-2');
    const refused = await post('/once', { a: 2 }, 'key-2');
    expect([refused.status, (await problem(refused)).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('does not mix up keys of other addresses, and takes a form field', async () => {
    const one = await site.app.fetch(form('/once', { idempotency_key: 'key-3', a: '1' }));
    const two = await site.app.fetch(form('/once', { idempotency_key: 'key-3', a: '1' }));
    expect(await two.text()).toBe(await one.text());
    expect(
      (await site.app.fetch(form('/once-limited', { idempotency_key: 'key-3', a: '1' }), { address: '192.0.2.3' })).headers.get('idempotency-replayed'),
    ).toBeNull();
  });

  it('says 409 while the same request is at work', async () => {
    const first = post('/wait', {}, 'key-4');
    await expect.poll(() => release).toBeDefined();
    const second = await post('/wait', {}, 'key-4');
    expect([second.status, (await problem(second)).code, second.headers.get('retry-after')]).toEqual([409, 'IDEMPOTENCY_IN_FLIGHT', '1']);
    release?.();
    expect((await first).status).toBe(201);
    expect((await post('/wait', {}, 'key-4')).headers.get('idempotency-replayed')).toBe('true');
  });

  it('runs the work once for many at the same time', async () => {
    const before = runs;
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/once', {}, 'key-5')));
    expect(runs).toBe(before + 1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it('keeps nothing of what failed, and lets it be tried again', async () => {
    runs = 0;
    expect((await post('/fails', {}, 'key-6')).status).toBe(409);
    expect((await site.database.query("SELECT FROM core_token WHERE kind = 'half'")).rowCount).toBe(0);
    expect((await post('/fails', {}, 'key-6')).status).toBe(200);
    expect((await site.database.query("SELECT FROM core_token WHERE kind = 'half'")).rowCount).toBe(1);
  });

  it('keeps nothing of what a handler wrote before it answered with a refusal', async () => {
    for (const key of ['key-12', 'key-12']) {
      const refused = await post('/refuses', {}, key);
      expect([refused.status, refused.headers.get('idempotency-replayed'), await refused.json()]).toEqual([409, null, { taken: true }]);
    }
    expect((await site.database.query("SELECT FROM core_token WHERE kind = 'refused'")).rowCount).toBe(0);
  });

  it('a double click gets the first answer, not the rate limit', async () => {
    const first = await post('/once-limited', {}, 'key-7', site.app, '192.0.2.9');
    const second = await post('/once-limited', {}, 'key-7', site.app, '192.0.2.9');
    expect(await second.text()).toBe(await first.text());
    expect((await post('/once-limited', {}, 'key-8', site.app, '192.0.2.9')).status).toBe(429);
  });

  it('a page comes again with the policy that fits its nonce', async () => {
    const first = await post('/page', {}, 'key-9');
    const second = await post('/page', {}, 'key-9');
    expect(second.headers.get('content-security-policy')).toBe(first.headers.get('content-security-policy'));
  });

  it('never stores a session', async () => {
    const first = await post('/in', {}, 'key-10');
    const second = await post('/in', {}, 'key-10');
    expect(second.headers.get('set-cookie')).not.toBe(first.headers.get('set-cookie'));
    const stored = await site.database.query<{ headers: unknown }>('SELECT headers FROM core_idempotency');
    expect(JSON.stringify(stored.rows)).not.toContain('cookie');
  });

  it.each(['', 'a b', 'x'.repeat(201)])('refuses the key "%s"', async (key) => {
    expect((await post('/once', {}, key)).status).toBe(422);
  });

  it('costs two statements besides the transaction', async () => {
    const before = site.database.statements();
    await post('/once', {}, 'key-11');
    expect(site.database.statements() - before).toBeLessThanOrEqual(4);
  });
});

it('old rows go', async () => {
  await site.database.query("UPDATE core_rate SET ends_at = now() - interval '1 second'");
  await site.database.query("UPDATE core_idempotency SET expires_at = now() - interval '1 second'");
  const result = await httpCleanup(site.runtime).run({} as Env<never>, { signal: new AbortController().signal, progress: async () => {} });
  expect(result?.count).toBeGreaterThan(5);
  const left = await site.database.query<{ n: number }>('SELECT (SELECT count(*) FROM core_rate) + (SELECT count(*) FROM core_idempotency) AS n');
  expect(left.rows[0]?.n).toBe(0);
});
