import type { Env, Principal } from '#core';
import { bootTestApp, type TestApp, type TestAppOptions } from '#core/testing';
import { shelf } from './plugin.ts';

export type Page = { status: number; location: string; text: string; bytes: Uint8Array; headers: Headers };
/** Somebody with a browser that runs no scripts. */
export type Visitor = {
  person: string;
  principal: Principal & { kind: 'user' };
  get(path: string): Promise<Page>;
  /** Sends a form; a list value comes several times. */
  post(path: string, body?: Record<string, string | readonly string[]>, headers?: Record<string, string>): Promise<Page>;
  upload(path: string, name: string, content: string | Uint8Array): Promise<Page>;
};
type Store = {
  create(values: object | readonly object[]): Promise<{ id: string }>;
  find(domain: object | true, options?: object): Promise<(Record<string, unknown> & { id: string })[]>;
  update(what: string | object, values: object): Promise<unknown>;
  count(domain: object | true): Promise<number>;
};
export type Shelf = {
  app: TestApp;
  store(model: string): Store;
  visitor(email: string, admin?: boolean): Promise<Visitor>;
  statements(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
};

const password = 'a rather long phrase';

export async function openShelf(options: TestAppOptions = {}): Promise<Shelf> {
  const app = await bootTestApp({ only: ['base', 'shelf'], plugins: [shelf], ...options, environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000' } });
  const page = async (answer: Response): Promise<Page> => {
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return {
      status: answer.status,
      location: answer.headers.get('location') ?? '',
      text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
      bytes,
      headers: answer.headers,
    };
  };
  return {
    app,
    store: (model) => (app.env('shelf') as unknown as { model(name: string): Store }).model(model),
    async visitor(email, admin = false) {
      const base: Env<'base'> = app.env('base');
      const make = (address: string) => base.service('base').ensureAdmin({ email: address, password, name: address, timeZone: 'Europe/Berlin' });
      await make('root@example.org');
      const { person } = await make(email);
      if (!admin) await base.model('base.membership').delete({ person });
      const owner = await base.service('base').personPrincipal({ person });
      if (owner?.principal.kind !== 'user') throw new Error(`${email} has no account`);
      const signed = await fetch(`${app.url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: app.url, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ email, password }),
      });
      const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      const headers = { cookie, origin: app.url, accept: 'text/html' };
      return {
        person,
        principal: owner.principal,
        get: async (path) => page(await fetch(app.url + path, { redirect: 'manual', headers })),
        post: async (path, body = {}, more = {}) => {
          const form = new URLSearchParams();
          for (const [name, value] of Object.entries(body)) for (const one of [value].flat()) form.append(name, one);
          return page(await fetch(app.url + path, { method: 'POST', redirect: 'manual', headers: { ...headers, ...more }, body: form }));
        },
        upload: async (path, name, content) => {
          const form = new FormData();
          form.append('file', new File([Buffer.from(content)], name));
          return page(await fetch(app.url + path, { method: 'POST', redirect: 'manual', headers, body: form }));
        },
      };
    },
    async statements(work) {
      const { database } = app.app.runtime;
      const before = database.statements();
      await work();
      return database.statements() - before;
    },
    close: () => app.close(),
  };
}
