import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogObjects } from '../../model/catalog-objects.ts';
import { differences } from '../../model/differences.ts';
import { loadPlugins } from '../../plugin/load-plugins.ts';
import type { Change, PluginState } from '../../plugin/platform.ts';
import { pluginFolder } from '../../plugin/plugin-folder.ts';
import { bootTestApp, type TestApp } from '../boot-test-app.ts';

/**
 * What every plugin must stand: installed onto what it depends on, turned off and on while the others serve, uninstalled so that nothing is left. Call it in a test file of
 * the plugin.
 */
export function lifecycleSuite(plugin: string): void {
  describe(`the plugin "${plugin}"`, () => {
    let app: TestApp;
    let before: unknown;
    const state = async (): Promise<PluginState | undefined> => (await app.app.runtime.platform().plugins()).find(({ name }) => name === plugin)?.state;
    const apply = (change: Change) => app.app.runtime.platform().apply(change, { actor: 'test' });
    const enabled = (): boolean => app.app.runtime.generation().plugins.some(({ name }) => name === plugin);
    const owned = () => app.app.runtime.generation().routes.filter((one) => one.plugin === plugin);

    beforeAll(async () => {
      const found = await loadPlugins();
      const manifest = found.plugins.find(({ name }) => name === plugin);
      if (!manifest) throw new Error(found.broken.find(({ name }) => name === plugin)?.reason ?? `there is no plugin "${plugin}"`);
      const needs = (manifest.depends ?? []).map((name) => name.split('@')[0] ?? name);
      app = await bootTestApp({ only: needs.length > 0 ? needs : ['web'], available: [manifest], empty: true });
      before = await catalogObjects(app.app.runtime.database);
    });
    afterAll(() => app?.close());

    it('shows itself: a readme, German words, and a place on the Apps page', async () => {
      const found = (await app.app.runtime.platform().plugins()).find(({ name }) => name === plugin);
      expect(found).toMatchObject({ state: 'available', summary: expect.stringMatching(/\S/), readme: expect.stringMatching(/^# \S/) });
      const manifest = (await loadPlugins()).plugins.find(({ name }) => name === plugin);
      expect(existsSync(path.join(pluginFolder(manifest?.url ?? ''), 'i18n', 'de.json'))).toBe(true);
    });

    it('says what an install would do, then does it: the tables are as declared', async () => {
      const platform = app.app.runtime.platform();
      const plan = await platform.plan({ kind: 'install', plugins: [plugin] });
      expect(plan.problems).toEqual([]);
      await platform.apply({ kind: 'install', plugins: [plugin] }, { actor: 'test', planned: plan.hash });
      expect(await state()).toBe('enabled');
      const { runtime } = app.app;
      expect(await differences(runtime.generation().registry, runtime.database)).toEqual([]);
    });

    it('is turned off and on while the others serve', async () => {
      const routes = owned().length;
      await apply({ kind: 'disable', plugins: [plugin] });
      expect([await state(), enabled(), owned().length]).toEqual(['disabled', false, 0]);
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
      await apply({ kind: 'enable', plugins: [plugin] });
      expect([await state(), enabled(), owned().length]).toEqual(['enabled', true, routes]);
    });

    it('leaves nothing when it is uninstalled and purged, and can come back', async () => {
      await apply({ kind: 'uninstall', plugins: [plugin], mode: 'purge' });
      expect(await catalogObjects(app.app.runtime.database)).toEqual(before);
      await apply({ kind: 'install', plugins: [plugin] });
      expect(await state()).toBe('enabled');
    });
  });
}
