import { type App, boot } from '../boot.ts';
import type { Config } from '../config.ts';
import type { Command } from '../plugin/define-plugin.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { keysCommand } from './keys.ts';
import { makeMigrationCommand } from './make-migration-command.ts';
import { newPluginCommand } from './new-plugin-command.ts';
import { pluginCommand } from './plugin-command.ts';
import { start } from './start.ts';

/** What the commands need of the outside: `config/main.ts` hands it over. */
export type CliOptions = {
  /** Reads the environment; starts the embedded database where none is configured. `quiet`: say nothing about it. */
  configure(options?: { temporary?: boolean; quiet?: boolean }): Promise<{ config: Config; stop(): Promise<void>; notes: readonly string[] }>;
  print(line: string): void;
  /** Asks at the terminal; absent where nobody sits there. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Resolves when the process is asked to end. */
  untilStopped(): Promise<void>;
  /** The process that has started this one, where there is one. */
  supervisor: Supervisor;
};

const ownCommands: { name: string; summary: string }[] = [
  { name: 'start', summary: 'Bring everything up and serve' },
  { name: 'migrate', summary: 'Bring the database to this version; `migrate make <plugin> [what-it-does]` writes the next migration of a plugin' },
  { name: 'plugin list', summary: 'Every plugin: its state, and why it is held back' },
  { name: 'plugin install|enable|disable|upgrade NAME…', summary: 'Show what it would do, ask, and do it (`plugin plan …`: only show; --yes: do not ask)' },
  { name: 'plugin uninstall NAME… [--purge]', summary: 'Keep its data, or remove it for good; --export FILE writes it down first' },
  { name: 'plugin leftovers|history|processes', summary: 'What uninstalled plugins left; what was changed; which process is on which generation' },
  { name: 'plugin new <name>', summary: 'Write a plugin that passes its tests: --type app, portal, provider …' },
  { name: 'keys list', summary: 'The keys of ATRIUM_KEYS by their ids, and how much each of them seals' },
  { name: 'keys rotate', summary: 'Seal everything anew with the first key, so that older ones can go' },
  { name: 'check', summary: 'The go/no-go list; exit code 1 when something is wrong' },
];

/** Runs one command line and gives the exit code. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<number> {
  const [command = 'help', ...rest] = args;
  switch (command) {
    case 'start':
      return start(options);
    case 'migrate':
      return rest[0] === 'make' || rest[0] === 'check'
        ? makeMigrationCommand(rest.slice(1), options, rest[0])
        : withApp(options, (app) => migrated(app, options));
    case 'plugin':
      if (rest[0] === 'new') return newPluginCommand(rest.slice(1), options);
      return withApp(options, (app) => pluginCommand(app, rest, options), { tryAgain: rest });
    case 'keys':
      return withApp(options, (app) => keysCommand(app.runtime, rest, options.print));
    case 'check':
      return withApp(options, (app) => check(app, options));
    default:
      return runPluginCommand(command, rest, options);
  }
}

async function withApp(
  options: CliOptions,
  run: (app: App) => Promise<number>,
  { temporary = false, tryAgain = [] }: { temporary?: boolean; tryAgain?: readonly string[] } = {},
): Promise<number> {
  const { config, stop } = await options.configure({ temporary, quiet: true });
  try {
    const app = await boot({ config: { ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }, tryAgain });
    try {
      return await run(app);
    } finally {
      await app.close();
    }
  } finally {
    await stop();
  }
}

async function migrated(app: App, { print }: CliOptions): Promise<number> {
  print(`The database is at generation ${app.runtime.generation().number} with ${app.runtime.generation().plugins.length} plugins.`);
  return 0;
}

async function check(app: App, { print }: CliOptions): Promise<number> {
  const lines = await app.pluginEnv('core').catalog.health();
  for (const { area, ok, message, fix } of lines) {
    print(`${ok ? 'ok  ' : 'FAIL'}  ${area.padEnd(18)} ${message}`);
    if (!ok && fix) print(`      ${''.padEnd(18)} → ${fix}`);
  }
  const failed = lines.filter(({ ok }) => !ok).length;
  print('');
  print(failed === 0 ? 'Go: everything is in order.' : `No go: ${failed} of ${lines.length} points need attention.`);
  return failed === 0 ? 0 : 1;
}

const NAME_COLUMNS = 36;

/** A command's lines in the list of all: what it does beside a short name, beneath a long one or several ways to call it. */
function helpLines({ name, summary }: { name: string; summary: string }): string[] {
  const ways = name.split('\n').map((way) => way.replace(/^atrium /, ''));
  const [only = ''] = ways;
  if (ways.length === 1 && only.length <= NAME_COLUMNS) return [`  ${only.padEnd(NAME_COLUMNS)}  ${summary}`];
  return [...ways.map((way) => `  ${way}`), `  ${' '.repeat(NAME_COLUMNS)}  ${summary}`];
}

async function runPluginCommand(name: string, args: readonly string[], options: CliOptions): Promise<number> {
  const { loadPlugins } = await import('../plugin/load-plugins.ts');
  const { plugins } = await loadPlugins();
  const commands = plugins.flatMap((plugin) =>
    (plugin.commands ?? []).map((command): { plugin: string; command: Command } => ({ plugin: plugin.name, command })),
  );
  const found = commands.find(({ command }) => command.name === name);
  if (!found) {
    const all = [...ownCommands, ...commands.map(({ command }) => ({ name: command.usage ?? command.name, summary: command.summary }))];
    const asked = ['help', '--help', '-h'].includes(name);
    if (!asked) options.print(`There is no command "${name}".`);
    options.print('atrium <command>');
    for (const entry of all) for (const line of helpLines(entry)) options.print(line);
    return asked ? 0 : 2;
  }
  const run = async (app: App): Promise<number> => {
    if (app.runtime.generation().plugins.some((plugin) => plugin.name === found.plugin))
      return found.command.run(app.pluginEnv(found.plugin), args, options.print);
    options.print(`This command belongs to the plugin "${found.plugin}", which is not turned on: atrium plugin list`);
    return 1;
  };
  return withApp(options, run, { temporary: found.command.temporary === true });
}
