import type { Env, Principal } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import type {} from '../../plugins/meetings/contract.ts';
import type {} from '../../plugins/thread/contract.ts';

const password = 'a rather long phrase';

export type Visitor = {
  person: string;
  principal: Principal & { kind: 'user' };
  get(path: string): Promise<Response>;
  post(path: string, fields: Readonly<Record<string, string | File>>): Promise<Response>;
};

export type TestThread = {
  app: TestApp;
  meetings: Env<'meetings'>;
  thread: Env<'thread'>;
  /** Somebody who has signed in. */
  person(name: string, email: string, ...groups: string[]): Promise<Visitor>;
  /** A meeting of that host with these people. */
  meeting(host: string, people: readonly string[], subject?: string): Promise<string>;
  rows<R = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<R[]>;
};

let hour = 0;

export async function openThread(): Promise<TestThread> {
  const app = await bootTestApp({ only: ['meetings', 'thread'], clock: '2027-03-01T07:30:00Z', environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000' } });
  const base = app.env('base') as Env<'base'>;
  const meetings = app.env('meetings') as Env<'meetings'>;
  // somebody must stay the administrator
  await base.service('base').ensureAdmin({ email: 'root@example.org', password, name: 'Root Admin' });
  const ask = (path: string, init: RequestInit, cookie: string) =>
    fetch(app.url + path, { redirect: 'manual', ...init, headers: { cookie, accept: 'text/html', origin: app.url, ...init.headers } });
  return {
    app,
    meetings,
    thread: app.env('thread') as Env<'thread'>,
    async person(name, email, ...groups) {
      const { person } = await base.service('base').ensureAdmin({ email, password, name, timeZone: 'Europe/Berlin' });
      await base.model('base.membership').delete({ person });
      await base.model('base.membership').create(['base.user', ...groups].map((group) => ({ person, group })));
      const signedIn = await ask('/sign-in', { method: 'POST', body: new URLSearchParams({ email, password }) }, '');
      const cookie = signedIn.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      const found = await base.service('base').personPrincipal({ person });
      if (!found) throw new Error(`${name} has no account`);
      return {
        person,
        principal: found.principal,
        get: (path) => ask(path, {}, cookie),
        post: (path, fields) => {
          const form = new FormData();
          for (const [key, value] of Object.entries(fields)) form.set(key, value);
          return ask(path, { method: 'POST', body: form }, cookie);
        },
      };
    },
    async meeting(host, people, subject = 'Plan the garden') {
      hour += 1;
      const start = new Date(Date.parse('2027-04-01T00:00:00Z') + hour * 3 * 3_600_000);
      const plan = {
        subject,
        description: null,
        host,
        rooms: [],
        virtualRoom: null,
        start,
        end: new Date(start.getTime() + 3_600_000),
        timeZone: 'Europe/Berlin',
        guests: [],
        people: people.map((person) => ({ person, role: 'required' as const })),
      };
      return (await meetings.service('meetings').draft(plan)).id;
    },
    rows: async <R>(sql: string, values: readonly unknown[] = []) => (await app.app.runtime.database.query<R>(sql, values)).rows,
  };
}
