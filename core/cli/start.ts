import { type App, boot } from '../boot.ts';
import { createLogger } from '../log.ts';
import type { Manifest } from '../plugin/define-plugin.ts';
import { runAs } from '../plugin/running-plugin.ts';
import { catchOrphans } from '../supervisor/catch-orphans.ts';
import { watchLoop } from '../supervisor/watch-loop.ts';
import { describeThrown } from '../thrown.ts';
import type { CliOptions } from './main.ts';

/** `atrium start`: serves until it is asked to end. Runs under the supervisor of `bin/supervise.js`, which starts it again when it goes down. */
export async function start(options: CliOptions): Promise<number> {
  const { supervisor, print } = options;
  const { config, stop, notes } = await options.configure();
  const log = createLogger(config.logLevel);
  let app: App | undefined;
  const watch = watchLoop({ seconds: config.watchdogSeconds ?? 10, supervised: supervisor.present });
  const orphans = catchOrphans({ log, supervisor, close: async () => app?.close() });
  try {
    app = await boot({ config, log, serving: true, supervisor });
    const admin = await app.firstAdmin();
    const example = app.fresh && config.mode === 'development' ? await linesOf(app, 'example', (plugin) => plugin.example) : [];
    const host = await app.startHost();
    await app.startRunner();
    const stopped = options.untilStopped();
    watch.up();
    orphans.up();
    supervisor.up(host.port);
    const lines = [
      ...(admin.length > 0 ? admin : [{ label: 'Sign in', value: '{base}/sign-in' }]),
      ...(example.length > 0 ? example : await linesOf(app, 'addresses', (plugin) => plugin.addresses)),
    ];
    const width = Math.max(...lines.map(({ label }) => label.length));
    print('');
    print(`  Atrium is up at ${host.url}`);
    for (const note of notes) print(`  ${note}`);
    for (const { name, reason } of app.broken) print(`  Plugin "${name}" is held back: ${reason}`);
    print('');
    for (const { label, value } of lines) print(`  ${label.padEnd(width)}  ${value.replaceAll('{base}', host.url)}`);
    print('');
    await stopped;
    return 0;
  } finally {
    orphans.stop();
    await watch.stop();
    await app?.close();
    await stop();
  }
}

type Line = { label: string; value: string };

/** What the plugins have to say about where to go. One that cannot say it says nothing. */
async function linesOf(app: App, place: string, of: (plugin: Manifest) => Manifest['addresses']): Promise<Line[]> {
  const lines: Line[] = [];
  for (const plugin of app.runtime.generation().plugins) {
    try {
      lines.push(...((await runAs(plugin.name, place, () => of(plugin)?.(app.pluginEnv(plugin.name)))) ?? []));
    } catch (error) {
      app.runtime.log.error({ plugin: plugin.name, ...describeThrown(error) }, `${place} failed`);
    }
  }
  return lines;
}
