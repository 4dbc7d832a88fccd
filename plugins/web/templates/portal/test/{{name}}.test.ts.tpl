import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '#core';
import { accessMatrix, bootTestApp, lifecycleSuite, type TestApp } from '#core/testing';
import { newAddress } from '../page-address.ts';
import type {} from '../schema.ts';

lifecycleSuite('{{name}}');
accessMatrix('{{name}}');

let app: TestApp;
let env: Env<'{{name}}'>;
let owner: string;
beforeAll(async () => {
  app = await bootTestApp({ only: ['{{name}}'] });
  env = app.env('{{name}}');
  const base: Env<'base'> = app.env('base');
  owner = (await base.model('base.person').create({ name: 'Ann', email: 'ann@example.org', timeZone: 'UTC', language: 'en' })).id;
});
afterAll(() => app.close());

const post = (address: string, form: Record<string, string>): Promise<Response> =>
  fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', headers: { accept: 'text/html', origin: app.url } });

describe('a public page', () => {
  it('is read and answered by whoever has its address', async () => {
    const { id } = await env.model('{{area}}.page').create({ name: 'Say hello', owner });
    const address = await newAddress(env, id);
    expect(await (await fetch(address)).text()).toContain('Say hello');
    expect((await post(address, { sender: 'Gus', message: 'Hello <b>there</b>' })).status).toBe(303);
    expect(await env.model('{{area}}.message').find({ page: id })).toMatchObject([{ sender: 'Gus', message: 'Hello <b>there</b>' }]);
  });

  it('keeps what was typed when something is missing', async () => {
    const { id } = await env.model('{{area}}.page').create({ name: 'Strict', owner });
    const answer = await post(await newAddress(env, id), { sender: '', message: 'Typed at length' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Typed at length');
  });

  it('is the same 404 for a guessed token, an old address and a page that is switched off', async () => {
    const { id } = await env.model('{{area}}.page').create({ name: 'Closed', owner });
    const old = await newAddress(env, id);
    const current = await newAddress(env, id);
    await env.model('{{area}}.page').update(id, { active: false });
    for (const address of [old, current, `${app.url}/{{name}}/${'A'.repeat(22)}`]) {
      expect((await fetch(address)).status).toBe(404);
      expect((await post(address, { sender: 'Eve', message: 'x' })).status).toBe(404);
    }
    expect(await env.model('{{area}}.message').count({ page: id })).toBe(0);
  });
});
