import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type App, boot } from '../../core/boot.ts';
import type { Config } from '../../core/config.ts';
import { route, text } from '../../core/http/route.ts';
import { createLogger } from '../../core/log.ts';
import { f } from '../../core/model/field.ts';
import { makeMigration } from '../../core/model/make-migration.ts';
import { buildRegistry } from '../../core/model/registry.ts';
import { defineSchema, model } from '../../core/model/schema.ts';
import type { Manifest } from '../../core/plugin/define-plugin.ts';
import { loadPlugins } from '../../core/plugin/load-plugins.ts';
import { namesOf } from '../../core/plugin/version-range.ts';
import { percentile } from './interleave.ts';

const COUNT = 60;
const SWAPS = 20;

/** A plugin that adds three fields to people, a model of its own that points at them, a route and a right. */
function extender(number: number): Manifest {
  const name = `extender${number}`;
  const record = `extender${number}.note`;
  const schema = defineSchema({
    plugin: name,
    depends: ['base'],
    models: { [record]: model({ label: 'Note', fields: { name: f.text({ required: true }), person: f.ref('base.person', { onDelete: 'cascade' }) } }) },
    extend: { 'base.person': { [`${name}Word`]: f.text(), [`${name}Flag`]: f.bool({ default: false }), [`${name}Number`]: f.int({ min: 0 }) } },
  });
  return {
    name,
    version: '1.0.0',
    title: `Extender ${number}`,
    summary: 'For measuring',
    category: 'Test',
    icon: 'box',
    core: '^1.0.0',
    url: '',
    depends: ['base'],
    schema,
    access: { [record]: { 'base.admin': 'crud', [`plugin:${name}`]: 'crud' } },
    routes: [route({ method: 'GET', path: `/${name}`, auth: 'public', summary: 'A word', handler: async () => text(name) })],
  };
}

type Report = { atMost(name: string, value: number, limit: number, unit: string, note?: string): void };

/** What 60 further plugins that extend one model cost at the start and when one of them is turned off and on. In this process, which has loaded their code already. */
export async function manyPlugins(databaseUrl: string, { atMost }: Report): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atrium-many-'));
  try {
    const { plugins: own } = await loadPlugins();
    const parts = own.map(({ name, depends, schema }) => ({ name, depends: namesOf(depends), ...(schema ? { schema } : {}) }));
    const plugins = Array.from({ length: COUNT }, (_, at): Manifest => {
      const plugin = extender(at);
      const place = path.join(folder, plugin.name);
      mkdirSync(path.join(place, 'migrations'), { recursive: true });
      const registry = buildRegistry([...parts, { name: plugin.name, depends: ['base'], ...(plugin.schema ? { schema: plugin.schema } : {}) }]);
      writeFileSync(path.join(place, 'migrations', '0001-init.sql'), makeMigration(registry, plugin.name));
      return { ...plugin, url: pathToFileURL(path.join(place, 'plugin.ts')).href };
    });
    const config: Config = {
      mode: 'production',
      host: '127.0.0.1',
      port: 0,
      url: 'http://127.0.0.1',
      databaseUrl,
      databaseUrlDirect: databaseUrl,
      poolSize: 8,
      keys: [randomBytes(32)],
      logLevel: 'silent',
      smtpUrl: undefined,
      adminEmail: undefined,
      adminPassword: undefined,
      trustedProxies: [],
      allowPrivateOutbound: true,
      pluginFolders: [],
      environment: {},
    };
    const up = async (): Promise<{ app: App; seconds: number }> => {
      const begun = performance.now();
      const app = await boot({ config: { ...config }, plugins, log: createLogger('silent') });
      await app.startHost();
      return { app, seconds: (performance.now() - begun) / 1_000 };
    };
    const first = await up();
    atMost(`${COUNT} plugins that extend one model, installed with all others`, first.seconds, 30, 's');
    await first.app.close();
    const { app, seconds } = await up();
    try {
      atMost(`… started on the database that has them`, seconds, 3, 's', `${app.runtime.generation().plugins.length} plugins`);
      const platform = app.runtime.platform();
      const followed: number[] = [];
      const applied: number[] = [];
      for (let run = 0; run < SWAPS; run++) {
        const { milliseconds } = await platform.apply({ kind: run % 2 ? 'enable' : 'disable', plugins: ['extender7'] }, { actor: 'bench' });
        followed.push(milliseconds.activate ?? Number.POSITIVE_INFINITY);
        applied.push(milliseconds.apply);
      }
      const build: number[] = [];
      for (let run = 0; run < SWAPS; run++) {
        const begun = performance.now();
        await platform.rebuild('measured');
        build.push(performance.now() - begun);
      }
      atMost('… one of them turned off or on, until it is committed', percentile(applied, 0.5), 1_000, 'ms', `slowest ${Math.max(...applied)} ms`);
      atMost('… from the commit until the new generation serves', percentile(followed, 0.5), 300, 'ms', `slowest ${Math.max(...followed)} ms`);
      atMost(
        '… a generation read, built and swapped by a process that follows',
        percentile(build, 0.5),
        300,
        'ms',
        `slowest ${Math.max(...build).toFixed(0)} ms`,
      );
    } finally {
      await app.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
