import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin, type Env, type Manifest, pluginPrincipal } from '#core';
import { bootTestApp, type TestApp, waitFor } from '#core/testing';

/** A plugin that has declared `permissions` and nothing else; what it does with its env is up to the test. */
const plugin = (name: string, permissions: readonly string[], more: Partial<Manifest> = {}): Manifest => ({
  ...(definePlugin({
    name: 'greedy',
    version: '1.0.0',
    title: name,
    summary: 'Asks for more than it was given',
    category: 'Test',
    icon: 'hand',
    core: '^1.0.0',
    url: import.meta.url,
    permissions,
  }) as Manifest),
  name,
  ...more,
});

let app: TestApp;
beforeAll(async () => {
  app = await bootTestApp({
    only: ['mail', 'greedy', 'modest', 'sudoer', 'caller'],
    plugins: [
      plugin('greedy', []),
      plugin('modest', [], { depends: ['base'] }),
      plugin('sudoer', ['sudo'], { depends: ['base'] }),
      plugin('caller', ['http:good.example']),
    ],
    listen: false,
  });
});
afterAll(() => app?.close());

const envOf = (name: string): Env => app.app.runtime.env({ plugin: name, principal: pluginPrincipal(1, name) });
const uses = async () => (envOf('base') as unknown as Env<'base'>).access.sudo();

describe('a plugin that asks for what its manifest does not permit', () => {
  it('gets no rights of the system, and the attempt leaves no trace in what was permitted', async () => {
    for (const name of ['greedy', 'modest', 'caller']) expect(() => envOf(name).sudo('because'), name).toThrow('asks for "sudo"');
    expect(await uses()).toEqual([]);
  });

  it('cannot send mail, also not through a service of the plugin that may', () => {
    expect(() => envOf('greedy').service('mail' as never)).toThrow('asks for "mail"');
    expect(() => envOf('mail').service('mail' as never)).not.toThrow();
  });

  it('cannot reach the network, and with a permission only the host that it names', async () => {
    expect(() => envOf('greedy').http).toThrow('asks for "http:<host>"');
    await expect(envOf('caller').http.request({ url: 'https://evil.example/' } as never)).rejects.toThrow();
    await expect(envOf('caller').http.request({ url: 'https://good.example.evil.example/' } as never)).rejects.toThrow();
  });

  it('cannot change the set of plugins, nor who may do what', () => {
    for (const name of ['greedy', 'sudoer', 'mail']) {
      expect(() => envOf(name).platform, name).toThrow('asks for "platform"');
      expect(() => envOf(name).access, name).toThrow('asks for "platform"');
    }
  });

  it('cannot open models of plugins that it does not depend on, whatever its types were cast to', async () => {
    expect(() => envOf('greedy').model('base.person' as never)).toThrow('asks for the model "base.person" of the plugin "base"');
    expect(() => envOf('modest').model('mail.message' as never)).toThrow('asks for the model "mail.message"');
    // a dependency is in reach, and still closed: no table opens it
    await expect(
      envOf('modest')
        .model('base.person' as never)
        .count(true),
    ).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('gains nothing by acting as the system in a hook of another', () => {
    const inner = app.app.runtime.env({ plugin: 'greedy', principal: { kind: 'system', org: 1, reason: 'of another', groups: new Set() } });
    expect(() => inner.sudo('more')).toThrow('asks for "sudo"');
    expect(() => inner.access).toThrow('asks for "platform"');
    expect(() => inner.model('base.person' as never)).toThrow('asks for the model');
  });
});

describe('setting the rules aside', () => {
  it('works with the permission, and every use is counted by plugin and reason', async () => {
    for (let index = 0; index < 3; index++)
      expect(
        await envOf('sudoer')
          .sudo('moves old rows')
          .model('base.person' as never)
          .count(true),
      ).toBe(0);
    envOf('sudoer').sudo('another reason');
    const list = await uses();
    expect(list.map(({ plugin: name, reason, count }) => ({ name, reason, count }))).toEqual(
      expect.arrayContaining([
        { name: 'sudoer', reason: 'moves old rows', count: 3 },
        { name: 'sudoer', reason: 'another reason', count: 1 },
      ]),
    );
  });

  it('is counted also where the transaction is rolled back, and without anybody asking for the list', async () => {
    await envOf('sudoer')
      .tx(async (env) => {
        env.sudo('rolled back');
        throw new Error('undo');
      })
      .catch(() => {});
    await waitFor('the count', async () => {
      const { rows } = await app.app.runtime.database.query(`SELECT FROM core_sudo WHERE reason = 'rolled back'`);
      return rows.length === 1;
    });
  });

  it('is over when the permission is gone', async () => {
    const next = await bootTestApp({ only: ['sudoer'], plugins: [plugin('sudoer', [], { depends: ['base'] })], databaseUrl: app.databaseUrl, listen: false });
    try {
      expect(() => next.app.runtime.env({ plugin: 'sudoer', principal: pluginPrincipal(1, 'sudoer') }).sudo('as before')).toThrow('asks for "sudo"');
    } finally {
      await next.close();
    }
  });

  it('does not fill the table when a plugin makes up reasons', async () => {
    for (let index = 0; index < 700; index++) envOf('sudoer').sudo(`for record ${index}${'x'.repeat(300)}\0`);
    await uses();
    for (let index = 0; index < 700; index++) envOf('sudoer').sudo(`for another record ${index}`);
    await uses();
    const { rows } = await app.app.runtime.database.query<{ n: number; total: number; longest: number }>(
      `SELECT count(*)::int AS n, sum(count)::int AS total, max(char_length(reason)) AS longest FROM core_sudo WHERE plugin = 'sudoer'`,
    );
    expect(rows[0]?.n).toBeLessThan(1_100);
    expect(rows[0]?.total).toBeGreaterThanOrEqual(1_404);
    expect(rows[0]?.longest).toBeLessThanOrEqual(200);
  });
});
