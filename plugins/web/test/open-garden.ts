import type { Env } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { garden } from './garden/plugin.ts';
import { greenhouse } from './greenhouse/plugin.ts';
import { watering } from './watering/plugin.ts';

const PASSWORD = 'a long enough phrase';

export type Visitor = {
  get(path: string): Promise<{ status: number; text: string; location: string }>;
  post(path: string, body: Record<string, string> | [string, string][]): Promise<{ status: number; text: string; location: string }>;
};

export type Garden = {
  app: TestApp;
  garden: Env<'garden'>;
  ada: Visitor;
  /** A user without further groups. */
  ben: Visitor;
  people: { ada: string; ben: string };
  /** Statements that a piece of work needs. */
  statements(work: () => Promise<unknown>): Promise<number>;
};

async function visitor(url: string, email: string): Promise<Visitor> {
  const form = { origin: url, 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${url}/sign-in`, { method: 'POST', redirect: 'manual', headers: form, body: new URLSearchParams({ email, password: PASSWORD }) });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const read = async (response: Response) => ({ status: response.status, text: await response.text(), location: response.headers.get('location') ?? '' });
  return {
    get: async (path) => read(await fetch(url + path, { redirect: 'manual', headers: { cookie, accept: 'text/html' } })),
    post: async (path, body) =>
      read(await fetch(url + path, { method: 'POST', redirect: 'manual', headers: { ...form, cookie, accept: 'text/html' }, body: new URLSearchParams(body) })),
  };
}

/** The plugins of the tests with an administrator (Ada) and a user (Ben), both signed in. */
export async function openGarden(options: { clock?: string } = {}): Promise<Garden> {
  const app = await bootTestApp({
    only: ['garden', 'greenhouse', 'watering', 'base', 'web'],
    plugins: [garden, greenhouse, watering],
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const base: Env<'base'> = app.env('base');
  await base.service('base').ensureAdmin({ email: 'ada@example.org', password: PASSWORD, name: 'Ada', timeZone: 'Europe/Berlin' });
  await base.service('base').ensureAdmin({ email: 'ben@example.org', password: PASSWORD, name: 'Ben', timeZone: 'Europe/Berlin' });
  const people = await base.model('base.person').find(true);
  const idOf = (email: string): string => people.find((person) => person.email === email)?.id ?? '';
  const own = base.asPlugin();
  await own.model('base.membership').delete({ person: idOf('ben@example.org'), group: 'base.admin' });
  return {
    app,
    garden: app.env('garden'),
    ada: await visitor(app.url, 'ada@example.org'),
    ben: await visitor(app.url, 'ben@example.org'),
    people: { ada: idOf('ada@example.org'), ben: idOf('ben@example.org') },
    statements: async (work) => {
      const before = app.app.runtime.database.statements();
      await work();
      return app.app.runtime.database.statements() - before;
    },
  };
}
