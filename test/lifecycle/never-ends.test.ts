import { afterAll, expect, it } from 'vitest';
import { route, text } from '#core';
import { bootTestApp } from '#core/testing';
import { removeSmallPlugins, smallPlugin } from './small-plugin.ts';

afterAll(removeSmallPlugins);
const by = { actor: 'test' };
const never = (): Promise<void> => new Promise(() => undefined);
const hello = smallPlugin('hello', {
  routes: [route({ method: 'GET', path: '/hello', auth: 'public', summary: 'Hello', handler: async () => text('hello') })],
});

// each waits for its whole minute: they wait side by side
it.concurrent.each([
  ['install', smallPlugin('stuck', { install: never })],
  ['enable', smallPlugin('stuck', { enable: never })],
])('%s that never answers is given up, changes nothing, and the others serve all the while', { timeout: 100_000 }, async (_, stuck) => {
  const app = await bootTestApp({ only: ['base', 'hello'], plugins: [hello], available: [stuck] });
  try {
    const { platform } = app.env('base');
    const served = async (): Promise<string> => (await fetch(`${app.url}/hello`)).text();
    const before = app.app.runtime.generation().number;
    const applied = platform.apply({ kind: 'install', plugins: ['stuck'] }, by).then(() => 'done', String);
    expect(await served()).toBe('hello');
    expect(await applied).toMatch(/Nothing was changed: .*"stuck".*not finished after 60 s/);
    expect(await served()).toBe('hello');
    expect(app.app.runtime.generation().number).toBe(before);
    const state = (await platform.plugins()).find(({ name }) => name === 'stuck');
    expect(state).toMatchObject({ state: 'available' });
    expect((await platform.history())[0]).toMatchObject({ ok: false, message: expect.stringContaining('60 s') });
    // nothing is held
    await platform.apply({ kind: 'disable', plugins: ['hello'] }, by);
  } finally {
    await app.close();
  }
});
