import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, type Principal } from '../../principal.ts';
import { bootTestApp, type TestApp } from '../boot-test-app.ts';

const operations = { create: 'c', read: 'r', update: 'u', delete: 'd' } as const;

/**
 * The access table and the routes of a plugin, tried from outside: who is not named gets nowhere. Call it in a test file of the plugin; what its rules mean for its own
 * records is for its own tests to say.
 */
export function accessMatrix(plugin: string): void {
  describe(`access to "${plugin}"`, () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await bootTestApp({ only: [plugin] });
    });
    afterAll(() => app?.close());

    const manifest = () => app.app.runtime.generation().plugins.find(({ name }) => name === plugin);
    const ownModels = () => [...app.app.runtime.generation().registry.models.values()].filter((model) => model.plugin === plugin).map(({ name }) => name);
    const member = (...groups: string[]): Principal => ({
      kind: 'user',
      org: 1,
      account: '01890000-0000-7000-8000-00000000000a',
      person: '01890000-0000-7000-8000-00000000000b',
      session: '',
      groups: new Set(['user', ...groups]),
    });

    it('names every own model in its table, and only groups that there are', () => {
      const table = manifest()?.access ?? {};
      const { groups, plugins } = app.app.runtime.generation();
      for (const model of ownModels()) expect(Object.keys(table)).toContain(model);
      for (const group of Object.values(table).flatMap((row) => Object.keys(row)))
        expect(
          groups.has(group) ||
            ['public', 'user', 'portal'].includes(group) ||
            group.startsWith('portal:') ||
            plugins.some(({ name }) => group === `plugin:${name}`),
          `the group "${group}"`,
        ).toBe(true);
    });

    it('refuses whoever the table does not name, for each model and operation', async () => {
      const { access } = app.app.runtime.generation();
      const visitors: [string, Principal][] = [
        ['a visitor', anonymous(1)],
        ['a member of no group', member()],
      ];
      for (const model of ownModels())
        for (const [who, principal] of visitors) {
          const records = app.envAs(plugin, principal).model(model as never);
          for (const operation of Object.keys(operations) as (keyof typeof operations)[]) {
            if (access.allows(principal, model, operation)) continue;
            const tried = {
              create: () => records.create({} as never),
              read: () => records.find({}),
              update: () => records.update({}, {} as never),
              delete: () => records.delete({}),
            }[operation];
            await expect(tried(), `${operation} ${model} as ${who}`).rejects.toMatchObject({
              status: expect.toSatisfy((status) => [403, 404].includes(Number(status))),
            });
          }
        }
    });

    it('lets nobody into a route without what it asks for', async () => {
      for (const { route } of app.app.runtime.generation().routes.filter((one) => one.plugin === plugin)) {
        if (route.auth === 'public') continue;
        const path = route.path.replace(/:\w+(\{[^}]*\})?/g, '01890000-0000-7000-8000-00000000000c');
        const answer = await fetch(app.url + path, {
          method: route.method,
          redirect: 'manual',
          headers: { accept: 'text/html', origin: app.url, ...(route.method === 'GET' ? {} : { 'content-type': 'application/json' }) },
          ...(route.method === 'GET' ? {} : { body: '{}' }),
        });
        expect([303, 400, 401, 403, 404, 405, 410, 415, 422], `${route.method} ${path}`).toContain(answer.status);
        if (answer.status === 303) expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
        if (route.auth === 'user' || route.auth.startsWith('group:')) expect([303, 401, 403, 404]).toContain(answer.status);
      }
    });
  });
}
