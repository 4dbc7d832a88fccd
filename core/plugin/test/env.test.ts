import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent, on } from '../../events/event.ts';
import { f } from '../../model/field.ts';
import { defineSchema, model } from '../../model/schema.ts';
import { anonymous, pluginPrincipal, portalPrincipal } from '../../principal.ts';
import { defineSettings } from '../../settings/settings.ts';
import { bootTestApp, type TestApp } from '../../testing/boot-test-app.ts';
import { definePlugin, type Manifest } from '../define-plugin.ts';

/** The env as a plugin without types of its own sees it. */
type Loose = {
  model(name: string): {
    create(values: object): Promise<{ id: string }>;
    find(domain: unknown): Promise<Record<string, unknown>[]>;
    update(id: string, values: object): Promise<unknown>;
    delete(id: string): Promise<number>;
    count(domain: unknown): Promise<number>;
  };
  service(name: string): Record<string, (input: unknown) => Promise<unknown>>;
  caller: { kind: string };
  plugin: string;
  emit(event: unknown, payload: unknown): Promise<void>;
  tx<T>(fn: () => Promise<T>): Promise<T>;
  sudo(reason: string): Loose;
  http: unknown;
  settings(type: unknown): Promise<Record<string, unknown>>;
  saveSettings(type: unknown, values: unknown): Promise<void>;
  secrets: { sign(purpose: string, ...parts: string[]): string; verify(mark: string, purpose: string, ...parts: string[]): boolean };
  tokens: {
    issue(kind: string, record: string): Promise<string>;
    find(kind: string, token: string): Promise<{ record: string } | undefined>;
    revoke(kind: string, record: string): Promise<void>;
  };
};

const heard: string[] = [];
const hooked: string[] = [];
const happened = defineEvent('note.written', z.object({ text: z.string() }));
const settings = defineSettings({
  plugin: 'notes',
  title: 'Notes',
  schema: z.object({ limit: z.number().default(3), key: z.string().default('') }),
  secrets: ['key'],
});
const schema = defineSchema({
  plugin: 'notes',
  depends: [],
  models: { 'note.note': model({ label: 'Note', title: 'text', fields: { text: f.text({ required: true }) } }) },
});

const notes = definePlugin({
  name: 'notes',
  version: '1.0.0',
  title: 'Notes',
  summary: 'For tests',
  category: 'Test',
  icon: 'box',
  core: '^1.0.0',
  url: new URL('./notes/plugin.ts', import.meta.url).href,
  schema,
  settings,
  access: { 'note.note': { 'plugin:notes': 'crud', 'plugin:more': 'r' } },
  data: [{ key: 'first', model: 'note.note', values: { text: 'brought along' } }],
  services: {
    notes: {
      open: { callers: ['public'], run: async (env: Loose) => `${env.plugin} for ${env.caller.kind}` },
      portal: { callers: ['portal'], run: async () => 'portal' },
      closed: { run: async (_env: Loose, input: unknown) => input },
    },
  } as unknown as NonNullable<Manifest['services']>,
  hooks: (['create', 'update', 'delete'] as const).map((when) => ({
    model: 'note.note',
    on: when,
    run: async (_env, rows, before) => {
      hooked.push(`${when} ${rows.length} ${before.length}`);
      if (rows.some(({ text }) => text === 'forbidden')) throw new Error('a hook says no');
    },
  })),
  on: [on(happened, async (_env, { text }) => void heard.push(text))],
});
const wrapped: unknown[] = [];
const more: Manifest = definePlugin({
  name: 'more',
  version: '1.0.0',
  title: 'More',
  summary: 'For tests',
  category: 'Test',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['notes'],
  wraps: [
    {
      service: 'notes' as never,
      method: 'closed',
      run: async (_env, input, next) => {
        wrapped.push(input);
        return ['wrapped', await next(input)];
      },
    },
  ],
});

let app: TestApp;
const env = (plugin: string) => app.env(plugin) as unknown as Loose;
const as = (principal: Parameters<TestApp['envAs']>[1]) => app.envAs('notes', principal) as unknown as Loose;

beforeAll(async () => {
  app = await bootTestApp({ only: ['notes', 'more'], plugins: [notes, more], listen: false });
  hooked.length = 0;
});
afterAll(() => app.close());

describe('services', () => {
  it('run as their plugin and know who asks', async () => {
    expect(await as(anonymous(1)).service('notes').open?.({})).toBe('notes for anonymous');
    expect(await env('more').service('notes').open?.({})).toBe('notes for plugin');
  });
  it('are open to token holders and visitors only where they say so', async () => {
    const holder = as(portalPrincipal(1, 'x', 'y'));
    expect(await holder.service('notes').portal?.({})).toBe('portal');
    await expect(holder.service('notes').closed?.({})).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(as(anonymous(1)).service('notes').portal?.({})).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(as(anonymous(1)).service('notes').closed?.({})).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
  it('can be wrapped', async () => {
    expect(await env('more').service('notes').closed?.('in')).toEqual(['wrapped', 'in']);
    expect(wrapped).toEqual(['in']);
  });
  it('are refused before a wrap hears of it', async () => {
    await expect(as(anonymous(1)).service('notes').closed?.('from outside')).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(wrapped).not.toContain('from outside');
  });
  it('that do not exist are named', () => {
    expect(() => env('notes').service('nothing')).toThrow('no enabled plugin offers the service "nothing"');
  });
});

describe('access of a plugin', () => {
  it('is what the table gives it, no more', async () => {
    await expect(env('more').model('note.note').create({ text: 'x' })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await env('more').model('note.note').count(true)).toBeGreaterThan(0);
    await expect(as(anonymous(1)).model('note.note').find(true)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
  it('has no sudo and no way out without the permission', () => {
    expect(() => env('notes').sudo('because')).toThrow('asks for "sudo" without naming it');
    expect(() => env('notes').http).toThrow('asks for "http:<host>" without naming it');
  });
});

describe('hooks and events', () => {
  it('hooks run in the transaction: what they refuse never was', async () => {
    hooked.length = 0;
    const { id } = await env('notes').model('note.note').create({ text: 'one' });
    await env('notes').model('note.note').update(id, { text: 'two' });
    await env('notes').model('note.note').delete(id);
    expect(hooked).toEqual(['create 1 0', 'update 1 1', 'delete 1 1']);
    await expect(env('notes').model('note.note').create({ text: 'forbidden' })).rejects.toThrow('a hook says no');
    expect(await env('notes').model('note.note').count({ text: 'forbidden' })).toBe(0);
  });
  it('events are heard after commit only', async () => {
    await expect(
      env('notes').tx(async () => {
        await env('notes').emit(happened, { text: 'rolled back' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await env('notes').emit(happened, { text: 'kept' });
    await app.runJobs();
    expect(heard).toEqual(['kept']);
  });
});

describe('what a plugin brings and keeps', () => {
  it('brings its data records once, over two boots', async () => {
    const again = await bootTestApp({ only: ['notes', 'more'], plugins: [notes, more], listen: false, databaseUrl: app.databaseUrl });
    expect(await (again.env('notes') as unknown as Loose).model('note.note').count({ text: 'brought along' })).toBe(1);
    expect(again.app.fresh).toBe(false);
    await again.close();
  });
  it('stores settings, secrets sealed', async () => {
    expect(await env('notes').settings(settings)).toEqual({ limit: 3, key: '' });
    await env('notes').saveSettings(settings, { limit: 5, key: 'hush-hush' });
    expect(await env('notes').settings(settings)).toEqual({ limit: 5, key: 'hush-hush' });
    expect(await env('more').settings(settings)).toEqual({ limit: 5, key: '' });
    const { rows } = await app.app.runtime.database.query<{ row: string }>('SELECT core_setting::text AS row FROM core_setting');
    expect(rows.map(({ row }) => row).join()).not.toContain('hush-hush');
    await expect(env('notes').saveSettings(settings, { limit: 'many' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
  it('signs for itself: another plugin’s mark is none', () => {
    const mark = env('notes').secrets.sign('use', 'a', 'bc');
    expect(env('notes').secrets.verify(mark, 'use', 'a', 'bc')).toBe(true);
    expect(env('notes').secrets.verify(mark, 'use', 'ab', 'c')).toBe(false);
    expect(env('notes').secrets.verify(mark, 'other', 'a', 'bc')).toBe(false);
    expect(env('more').secrets.verify(mark, 'use', 'a', 'bc')).toBe(false);
  });
  it('keeps only hashes of tokens, and forgets them when told', async () => {
    const token = await env('notes').tokens.issue('note.share', 'r1');
    expect(token.length).toBeGreaterThanOrEqual(22);
    expect(await env('notes').tokens.find('note.share', token)).toMatchObject({ record: 'r1' });
    expect(await env('notes').tokens.find('note.other', token)).toBeUndefined();
    const { rows } = await app.app.runtime.database.query<{ row: string }>('SELECT core_token::text AS row FROM core_token');
    expect(rows.map(({ row }) => row).join()).not.toContain(token);
    await env('notes').tokens.revoke('note.share', 'r1');
    expect(await env('notes').tokens.find('note.share', token)).toBeUndefined();
  });
  it('acts as itself', () => {
    expect((app.env('notes') as unknown as { principal: unknown }).principal).toEqual(pluginPrincipal(1, 'notes'));
  });
});
