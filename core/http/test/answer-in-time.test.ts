import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../testing/wait-for.ts';
import { type Route, text } from '../route.ts';
import { type TestSite, testSite } from './test-site.ts';

let aborted: unknown;
let endedLate = false;

class Mean extends Error {
  override get message(): string {
    throw new Error('you shall not read this');
  }
  override get stack(): string {
    throw new Error('nor this');
  }
  get code(): string {
    throw new Error('nor this');
  }
}
const strange: Record<string, unknown> = {
  string: 'just words',
  null: null,
  undefined: undefined,
  number: 7,
  symbol: Symbol('odd'),
  bare: Object.create(null),
  frozen: Object.freeze(new Error('cold')),
  mean: new Mean(),
  proxy: new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
      getPrototypeOf: () => {
        throw new Error('no');
      },
      has: () => {
        throw new Error('no');
      },
    },
  ),
  function: () => 'called',
};

const routes: Route[] = [
  { method: 'GET', path: '/never', auth: 'public', summary: 'Never answers', timeout: 0.1, handler: () => new Promise(() => {}) },
  {
    method: 'GET',
    path: '/listens',
    auth: 'public',
    summary: 'Hears that it is late',
    timeout: 0.1,
    handler: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason;
          reject(signal.reason);
        });
      }),
  },
  {
    method: 'POST',
    path: '/late',
    auth: 'public',
    summary: 'Answers after its time, under a key',
    idempotent: true,
    timeout: 0.1,
    handler: async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      endedLate = true;
      return text('done');
    },
  },
  { method: 'GET', path: '/quick', auth: 'public', summary: 'Answers', handler: async (_, { signal }) => text(String(signal.aborted)) },
  ...Object.entries(strange).map(
    ([name, thrown]): Route => ({
      method: 'GET',
      path: `/throws/${name}`,
      auth: 'public',
      summary: `Throws ${name}`,
      handler: async () => {
        throw thrown;
      },
    }),
  ),
];

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ routes });
});
afterAll(() => site.close());

const ask = (path: string, init?: RequestInit): Promise<Response> => site.app.fetch(new Request(`http://atrium.test${path}`, init));

describe('the time limit of a route', () => {
  it('answers 504 with a problem document where the handler never does', async () => {
    const response = await ask('/never');
    expect(response.status).toBe(504);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(await response.json()).toMatchObject({ code: 'ANSWER_LATE', status: 504 });
  });

  it('answers browsers with a page', async () => {
    const response = await ask('/never', { headers: { accept: 'text/html' } });
    expect(response.status).toBe(504);
    expect(await response.text()).toContain('took too long');
  });

  it('aborts the signal of the request', async () => {
    expect((await ask('/listens')).status).toBe(504);
    expect(aborted).toMatchObject({ code: 'ANSWER_LATE' });
  });

  it('keeps the answer of late work under its key: the same request gets it', async () => {
    const init = { method: 'POST', headers: { 'idempotency-key': 'key-of-the-late-one' } };
    expect((await ask('/late', init)).status).toBe(504);
    await waitFor('the late work', () => endedLate);
    const again = await waitFor('the stored answer', async () => {
      const response = await ask('/late', init);
      return response.status === 200 ? response : undefined;
    });
    expect(await again.text()).toBe('done');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('leaves those alone that answer in time', async () => {
    expect(await (await ask('/quick')).text()).toBe('false');
  });
});

describe('a handler that throws anything', () => {
  it.each(Object.keys(strange))('%s: a problem document, a line in the log, and the site serves on', async (name) => {
    const before = site.lines.length;
    const response = await ask(`/throws/${name}`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'INTERNAL' });
    expect(site.lines.slice(before).map(({ msg }) => msg)).toContain('request failed');
    expect((await ask('/quick')).status).toBe(200);
  });
});
