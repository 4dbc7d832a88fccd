import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env, Principal } from '#core';
import { accessMatrix, bootTestApp, lifecycleSuite, type TestApp } from '#core/testing';
import type {} from '../schema.ts';

lifecycleSuite('{{name}}');
accessMatrix('{{name}}');

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({ only: ['{{name}}'], listen: false });
});
afterAll(() => app.close());

async function personOf(name: string): Promise<{ id: string; env: Env<'{{name}}'> }> {
  const base: Env<'base'> = app.env('base');
  const { id } = await base.model('base.person').create({ name, email: `${name.toLowerCase()}@example.org`, timeZone: 'UTC', language: 'en' });
  const principal: Principal = { kind: 'user', org: 1, account: id, person: id, session: '', groups: new Set(['user', 'base.user']) };
  return { id, env: app.envAs('{{name}}', principal) };
}

describe('items', () => {
  it('are read by everybody and finished by their owner alone', async () => {
    const [ann, bob] = [await personOf('Ann'), await personOf('Bob')];
    const { id } = await ann.env.model('{{area}}.item').create({ name: 'First', owner: ann.id });
    expect(await bob.env.model('{{area}}.item').get(id)).toMatchObject({ name: 'First', state: 'open' });
    await expect(bob.env.model('{{area}}.item').update(id, { state: 'done' })).rejects.toMatchObject({ status: 403 });
    await ann.env.model('{{area}}.item').update(id, { state: 'done' });
    expect((await bob.env.model('{{area}}.item').get(id)).state).toBe('done');
  });
});
