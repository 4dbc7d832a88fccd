import type { Env, Manifest } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';

const PASSWORD = 'a long enough phrase';

export type Answer = { status: number; text: string; location: string; etag: string };
export type Visitor = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: Record<string, string>): Promise<Answer>;
  /** A form with a file, as a browser sends it. */
  upload(path: string, field: string, content: Uint8Array<ArrayBuffer>): Promise<Answer>;
};

export type TestPages = {
  app: TestApp;
  env: Env<'meetings'>;
  /** Ada hosts; Ben and Ada know nothing of each other's meetings; Cleo is a meeting manager. */
  ada: Visitor;
  ben: Visitor;
  cleo: Visitor;
  /** Somebody at a door. */
  stranger: Visitor;
  people: { ada: string; ben: string; cleo: string };
  as(person: string): Env<'meetings'>;
  statements(work: () => Promise<unknown>): Promise<number>;
};

async function visitor(url: string, email?: string): Promise<Visitor> {
  const form = { origin: url, 'content-type': 'application/x-www-form-urlencoded' };
  let cookie = '';
  if (email) {
    const answer = await fetch(`${url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: form,
      body: new URLSearchParams({ email, password: PASSWORD }),
    });
    cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }
  const read = async (response: Response): Promise<Answer> => ({
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    etag: response.headers.get('etag') ?? '',
  });
  return {
    get: async (path, headers = {}) => read(await fetch(url + path, { redirect: 'manual', headers: { cookie, accept: 'text/html', ...headers } })),
    post: async (path, body = {}) =>
      read(await fetch(url + path, { method: 'POST', redirect: 'manual', headers: { ...form, cookie, accept: 'text/html' }, body: new URLSearchParams(body) })),
    upload: async (path, field, content) => {
      const body = new FormData();
      body.set(field, new Blob([content]), 'picture.png');
      return read(await fetch(url + path, { method: 'POST', redirect: 'manual', headers: { origin: url, cookie, accept: 'text/html' }, body }));
    },
  };
}

/** Monday, January 4, 2027, nine in Berlin; everybody lives there. */
export async function openPages(plugins: readonly Manifest[] = []): Promise<TestPages> {
  const app = await bootTestApp({ only: ['meetings', 'jitsi', ...plugins.map(({ name }) => name)], plugins, clock: '2027-01-04T08:00:00Z' });
  const base: Env<'base'> = app.env('base');
  const names = { ada: 'Ada Host', ben: 'Ben Other', cleo: 'Cleo Keeper' };
  for (const [key, name] of Object.entries(names))
    await base.service('base').ensureAdmin({ email: `${key}@example.org`, password: PASSWORD, name, timeZone: 'Europe/Berlin' });
  await base.service('base').ensureAdmin({ email: 'root@example.org', password: PASSWORD, name: 'Root' });
  const persons = await base.model('base.person').find(true);
  const idOf = (key: string): string => persons.find(({ email }) => email === `${key}@example.org`)?.id ?? '';
  const own = base.asPlugin();
  await own.model('base.membership').delete({ group: 'base.admin', person: { in: Object.keys(names).map(idOf) } });
  await own.model('base.membership').create({ person: idOf('cleo'), group: 'meetings.manager' });
  return {
    app,
    env: app.env('meetings'),
    ada: await visitor(app.url, 'ada@example.org'),
    ben: await visitor(app.url, 'ben@example.org'),
    cleo: await visitor(app.url, 'cleo@example.org'),
    stranger: await visitor(app.url),
    people: { ada: idOf('ada'), ben: idOf('ben'), cleo: idOf('cleo') },
    as: (person) => app.envAs('meetings', { kind: 'user', org: 1, account: person, person, session: '', groups: new Set(['user', 'base.user']) }),
    statements: async (work) => {
      const before = app.app.runtime.database.statements();
      await work();
      return app.app.runtime.database.statements() - before;
    },
  };
}
