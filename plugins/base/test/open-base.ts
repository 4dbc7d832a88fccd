import { type Env, type Principal, pluginPrincipal } from '#core';
import { bootTestApp, createClock, type TestApp } from '#core/testing';
import type { AccountLink } from '../contract.ts';
import { ensureUser } from '../ensure-admin.ts';
import { type Browser, openBrowser } from './browser.ts';

export const password = 'a rather long phrase';
export const fresh = 'quite another phrase';

export type TestBase = {
  app: TestApp;
  env: Env<'base'>;
  browser(): Browser;
  /** With the password above. @returns the person's id */
  makeUser(email: string, options: { name: string; admin?: boolean; active?: boolean }): Promise<string>;
  /** A browser that has signed in; where several passwords are given, with the first that works. */
  signedIn(email: string, ...passwords: string[]): Promise<Browser>;
  forward(by: { days?: number; minutes?: number }): void;
  /** As a plugin that writes mails would ask. */
  resetLink(email: string): Promise<AccountLink | null>;
  inviteLink(email: string): Promise<AccountLink | null>;
  /** As an administrator's page of some other plugin would ask. */
  resetLinkAs(email: string): Promise<AccountLink | null>;
  close(): Promise<void>;
};

export async function openBase(environment: Record<string, string> = {}): Promise<TestBase> {
  const app = await bootTestApp({
    only: ['base'],
    listen: true,
    clock: createClock(),
    environment: { ATRIUM_BASE_SIGN_IN_PER_ADDRESS: '1000', ...environment },
  });
  const env: Env<'base'> = app.env('base');
  const find = async (email: string) => {
    const [person] = await env.model('base.person').find({ email });
    if (!person) throw new Error(`nobody is called ${email}`);
    return person;
  };
  const asWeb = app.app.runtime.env({ plugin: 'web', principal: pluginPrincipal(1, 'web') });
  const base: TestBase = {
    app,
    env,
    browser: () => openBrowser(app.url),
    async makeUser(email, { name, admin, active }) {
      const { person } = await ensureUser(env, { email, password, name, ...(admin ? { group: 'base.admin' } : {}) });
      if (active === false) await env.model('base.person').update(person, { active: false });
      return person;
    },
    async signedIn(email, ...passwords) {
      for (const one of passwords.length > 0 ? passwords : [password]) {
        const browser = openBrowser(app.url);
        if ((await browser.post('/sign-in', { email, password: one })).status === 303) return browser;
      }
      throw new Error(`${email} cannot sign in`);
    },
    forward: ({ days = 0, minutes = 0 }) => app.clock.advance(days * 86_400_000 + minutes * 60_000),
    resetLink: async (email) => asWeb.service('base').issueResetLink({ person: (await find(email)).id }),
    inviteLink: async (email) => asWeb.service('base').issueInviteLink({ person: (await find(email)).id }),
    async resetLinkAs(email) {
      const { id, account } = await find(email);
      const groups = new Set(['user', 'base.user', 'base.admin']);
      const principal: Principal = { kind: 'user', org: 1, account: account ?? '', person: id, session: '', groups };
      return app.app.runtime.env({ plugin: 'web', principal }).service('base').issueResetLink({ person: id });
    },
    close: () => app.close(),
  };
  return base;
}
