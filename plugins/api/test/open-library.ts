import type { Env, KeyScope } from '#core';
import { bootTestApp, type TestApp, type TestAppOptions } from '#core/testing';
import { makeKey } from '../make-key.ts';
import { type Records, recordsOf } from '../records.ts';
import { library } from './library/plugin.ts';
import { makePerson } from './make-person.ts';

export type Answer = { status: number; headers: Headers; text: string; json: unknown };

/** One who asks the API: with a key or a cookie. Bodies are sent as JSON. */
export type Asker = { person: string; key: string; ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> };

export const everything: KeyScope = { read: ['*'], write: ['*'], act: ['*'] };

export type Library = {
  app: TestApp;
  /** As the library itself: every record, no rules. */
  records(model: string): Records;
  /** Signs somebody in and makes a key for them. */
  asker(email: string, options?: { admin?: boolean; scope?: KeyScope; days?: number }): Promise<Asker>;
  raw(path: string, init?: RequestInit): Promise<Answer>;
  /** Statements that one request sends. */
  statements(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
};

export async function openLibrary(options: TestAppOptions = {}): Promise<Library> {
  const app = await bootTestApp({
    only: ['api', 'library'],
    plugins: [library],
    ...options,
    environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000', ...options.environment },
  });
  const { runtime } = app.app;
  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(app.url + path, { redirect: 'manual', ...init });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined,
    };
  };
  return {
    app,
    raw,
    records: (model) => recordsOf(app.env('library') as unknown as Env<'api'>, model),
    async asker(email, { admin, scope = everything, days = 90 } = {}) {
      const principal = await makePerson(app, email, admin);
      const { person } = principal;
      const { token } = await makeKey(app.envAs('api', principal), { name: 'test', days, scope });
      return {
        person,
        key: token,
        ask: (method, path, body, headers = {}) =>
          raw(path, {
            method,
            headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
      };
    },
    async statements(work) {
      const before = runtime.database.statements();
      await work();
      return runtime.database.statements() - before;
    },
    close: () => app.close(),
  };
}
