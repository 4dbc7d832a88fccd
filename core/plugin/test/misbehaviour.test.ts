import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pluginHealth } from '../../health/plugin-health.ts';
import { html, text } from '../../http/route.ts';
import { bootTestApp, type TestApp } from '../../testing/boot-test-app.ts';
import type { Manifest } from '../define-plugin.ts';

const plugin = (name: string, more: Partial<Manifest>): Manifest => ({
  name,
  version: '1.0.0',
  title: name,
  summary: 'For a test.',
  category: 'Test',
  icon: 'box',
  core: '*',
  url: import.meta.url,
  ...more,
});
const throws = (thrown: unknown) => (): never => {
  throw thrown;
};

/** A page with a slot that five plugins fill; all but one badly. */
const page = plugin('page', {
  routes: [
    {
      method: 'GET',
      path: '/page',
      auth: 'public',
      summary: 'A page with pieces of others',
      handler: async (env) => {
        const pieces = await Promise.all(env.catalog.slots('corner').map((slot) => slot(env, {})));
        return html(pieces.map((piece) => String(piece ?? '')).join('|'));
      },
    },
  ],
});
const Late = async (): Promise<string> => {
  throw 'while it is drawn';
};
const sluggish = plugin('sluggish', { slots: { corner: () => new Promise(() => {}) } });
const thrower = plugin('thrower', {
  slots: { corner: throws(null) },
  routes: [{ method: 'GET', path: '/thrower', auth: 'public', summary: 'Throws', handler: throws('words') }],
  jobs: [{ name: 'thrower.work', payload: z.object({}), maxAttempts: 1, run: throws(Object.freeze(new Error('cold'))) }],
});
const drawer = plugin('drawer', { slots: { corner: () => Late() } });
const quoter = plugin('quoter', { slots: { corner: () => '<b>plain words</b>' } });
const sound = plugin('sound', {
  slots: { corner: async () => 'sound' },
  routes: [{ method: 'GET', path: '/sound', auth: 'public', summary: 'Answers', handler: async () => text('sound') }],
});

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({ only: [], plugins: [page, sluggish, thrower, drawer, quoter, sound] });
});
afterAll(() => app.close());

describe('plugins that misbehave in pages and jobs of others', () => {
  it('leave a hole where their piece would stand, and the page is there', async () => {
    const response = await fetch(`${app.url}/page`);
    expect(response.status).toBe(200);
    const body = await response.text();
    expect(body).toContain('sound');
    expect(body).toContain('&lt;b&gt;plain words&lt;/b&gt;');
    expect(body).not.toContain('while it is drawn');
  });

  it('get their faults counted, without ever going into quarantine for them', async () => {
    for (let count = 0; count < 12; count++) expect((await fetch(`${app.url}/thrower`)).status).toBe(500);
    await app.env('thrower').enqueue({ name: 'thrower.work', payload: z.object({}), run: async () => {} }, {});
    await app.runJobs();
    const { runtime } = app.app;
    await runtime.faults?.flush();
    const { rows } = await runtime.database.query<{ plugin: string; kind: string; place: string; count: number }>(
      'SELECT plugin, kind, place, count FROM core_plugin_fault ORDER BY plugin, place',
    );
    expect(rows).toEqual([
      { plugin: 'drawer', kind: 'thrown', place: 'slot corner', count: 1 },
      { plugin: 'sluggish', kind: 'late', place: 'slot corner', count: 1 },
      { plugin: 'thrower', kind: 'thrown', place: 'job thrower.work', count: 1 },
      { plugin: 'thrower', kind: 'thrown', place: 'route GET /thrower', count: 12 },
      { plugin: 'thrower', kind: 'thrown', place: 'slot corner', count: 1 },
    ]);
    const findings = await pluginHealth(runtime);
    expect(findings.map(({ ok, message }) => ({ ok, message }))).toEqual([
      { ok: false, message: '"thrower" threw errors 14 times within a day, most of them in route GET /thrower (string)' },
    ]);
    expect((await fetch(`${app.url}/sound`)).status).toBe(200);
  });
});
