import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { App } from '../boot.ts';
import { AtriumError } from '../errors.ts';
import type { Change, Plan, Platform } from '../plugin/platform.ts';

type Told = {
  print(line: string): void;
  /** Asks at the terminal; absent where nobody sits there. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
};

const usage = [
  'atrium plugin list',
  'atrium plugin plan install|enable|disable|upgrade|uninstall NAME… [--purge]',
  'atrium plugin install|enable|disable|upgrade NAME… [--yes]',
  'atrium plugin uninstall NAME… [--purge] [--export FILE] [--yes]',
  'atrium plugin export NAME FILE',
  'atrium plugin leftovers | history | processes',
];

/** `atrium plugin …`: what an administrator does on the Apps page. @returns the exit code: 1 where it could not be done, 2 for a line that is not understood */
export async function pluginCommand(app: App, args: readonly string[], told: Told): Promise<number> {
  const platform = app.runtime.platform();
  const { print } = told;
  const words = args.filter((arg, at) => !arg.startsWith('--') && args[at - 1] !== '--export');
  const flags = { purge: args.includes('--purge'), yes: args.includes('--yes'), export: args[args.indexOf('--export') + 1] };
  const exportTo = args.includes('--export') ? flags.export : undefined;
  const [verb = 'list', ...names] = words;
  switch (verb) {
    case 'list':
      return list(platform, print);
    case 'leftovers':
      return leftovers(platform, print);
    case 'history':
      return history(platform, print);
    case 'processes':
      return processes(platform, print);
    case 'export':
      return exportOne(platform, names, print);
    case 'plan': {
      const change = changeOf(names[0], names.slice(1), flags.purge);
      if (!change) break;
      const plan = await platform.plan(change);
      printPlan(plan, print);
      return plan.problems.length === 0 ? 0 : 1;
    }
    default: {
      const change = changeOf(verb, names, flags.purge);
      if (!change || (args.includes('--export') && exportTo === undefined)) break;
      return apply(platform, change, { yes: flags.yes, exportTo }, told);
    }
  }
  print('Use:');
  for (const line of usage) print(`  ${line}`);
  return 2;
}

function changeOf(verb: string | undefined, plugins: readonly string[], purge: boolean): Change | undefined {
  if (plugins.length === 0) return undefined;
  if (verb === 'uninstall') return { kind: 'uninstall', plugins, mode: purge ? 'purge' : 'keep' };
  return verb === 'install' || verb === 'enable' || verb === 'disable' || verb === 'upgrade' ? { kind: verb, plugins } : undefined;
}

async function apply(platform: Platform, change: Change, how: { yes: boolean; exportTo: string | undefined }, { print, confirm }: Told): Promise<number> {
  await platform.discover();
  const plan = await platform.plan(change);
  printPlan(plan, print);
  if (plan.problems.length > 0) return 1;
  if (!how.yes) {
    if (!confirm) {
      print('Nothing was done. Say --yes to do it.');
      return 1;
    }
    if (!(await confirm('Do this?'))) {
      print('Nothing was done.');
      return 1;
    }
  }
  const purges = change.kind === 'uninstall' && change.mode === 'purge';
  const file = how.exportTo === undefined ? undefined : await open(how.exportTo, 'wx', 0o600);
  try {
    // kept data is exported as it lies there; what is purged under the lock of the purge
    if (file && !purges) for (const name of change.plugins) for await (const line of platform.exportData(name)) await file.write(line);
    const result = await platform.apply(change, {
      actor: actor(),
      planned: plan.hash,
      progress: ({ plugin, action, done, total }) => print(`${done + 1}/${total} ${action} ${plugin}`),
      ...(file && purges ? { exportTo: async (line) => void (await file.write(line)) } : {}),
    });
    const behind = result.processes.filter(({ alive, current }) => alive && !current);
    print(`Generation ${result.generation} after ${result.milliseconds.apply} ms${followed(result)}`);
    for (const { host, pid, problem } of behind) print(`  ${host} ${pid} has not followed${problem === undefined ? ' yet' : `: ${problem}`}`);
    return 0;
  } catch (error) {
    if (!(error instanceof AtriumError)) throw error;
    print(error.message);
    return 1;
  } finally {
    await file?.close();
  }
}

function followed({
  processes: all,
  milliseconds,
}: {
  processes: readonly { alive: boolean; current: boolean }[];
  milliseconds: { activate: number | undefined };
}): string {
  const living = all.filter(({ alive }) => alive);
  if (living.length === 0) return '; no process is running.';
  return milliseconds.activate === undefined
    ? '.'
    : `; ${living.length} ${living.length === 1 ? 'process' : 'processes'} followed within ${milliseconds.activate} ms.`;
}

function actor(): string {
  try {
    return `command line (${userInfo().username})`;
  } catch {
    return 'command line';
  }
}

function printPlan(plan: Plan, print: Told['print']): void {
  for (const { plugin, action, from, to, because } of plan.steps) {
    const versions = [...new Set([from, to])].filter((version) => version !== undefined).join(' → ');
    print(`${action.padEnd(10)} ${plugin.padEnd(18)} ${versions}${because === undefined ? '' : `   ${because}`}`);
  }
  for (const { action, kind, name } of plan.objects) print(`  ${action} ${kind} ${name}`);
  for (const { table, column, rows } of plan.losses)
    print(`  ${rows} ${rows === 1 ? 'row' : 'rows'} of ${table}${column === undefined ? '' : `.${column}`} would be lost`);
  for (const { plugin, permission, fresh } of plan.permissions) print(`  ${plugin} ${fresh ? 'asks for' : 'has'} the permission ${permission}`);
  for (const { plugin, waiting, running } of plan.jobs) print(`  ${plugin}: ${waiting} jobs wait, ${running} run`);
  for (const { message } of plan.warnings) print(`  ${message}`);
  for (const { message } of plan.problems) print(`NOT POSSIBLE: ${message}`);
}

async function list(platform: Platform, print: Told['print']): Promise<number> {
  for (const { name, version, state, reason, summary, upgradable, restartNeeded, keptData } of await platform.plugins()) {
    const notes = [
      reason,
      upgradable ? `version ${version.available} is here: upgrade` : undefined,
      restartNeeded === undefined ? undefined : `restart needed for version ${restartNeeded}`,
      keptData ? 'its data was kept' : undefined,
    ].filter((note) => note !== undefined);
    print(
      `${name.padEnd(18)} ${(version.installed ?? version.available ?? '').padEnd(8)} ${state.padEnd(12)} ${summary}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`,
    );
  }
  return 0;
}

async function leftovers(platform: Platform, print: Told['print']): Promise<number> {
  const found = await platform.leftovers();
  if (found.length === 0) print('Nothing is left over.');
  for (const { plugin, state, code, tables, columns, others } of found) {
    print(`${plugin} (${state}${code ? '' : ', its code is not there'})`);
    for (const { name, rows } of tables) print(`  table ${name}: ${rows} rows`);
    for (const { table, column, rows } of columns) print(`  column ${table}.${column}: ${rows} values`);
    for (const other of others) print(`  ${other}`);
  }
  return 0;
}

async function history(platform: Platform, print: Told['print']): Promise<number> {
  for (const { at, actor: who, ok, steps, generation, message } of await platform.history()) {
    const done = steps.map(({ action, plugin }) => `${action} ${plugin}`).join(', ');
    print(`${at.toISOString()} ${ok ? `generation ${generation ?? ''}` : 'FAILED'} ${who}: ${[done, message].filter(Boolean).join('; ')}`);
  }
  return 0;
}

async function processes(platform: Platform, print: Told['print']): Promise<number> {
  const found = await platform.processes();
  if (found.length === 0) print('No process serves or runs jobs.');
  for (const { host, pid, roles, generation, acknowledgedAt, alive, current, problem } of found) {
    const state = alive ? (current ? 'current' : 'behind') : 'gone';
    print(
      `${host} ${pid} ${roles.join('+')} generation ${generation} since ${acknowledgedAt.toISOString()} ${state}${problem === undefined ? '' : `: ${problem}`}`,
    );
  }
  return 0;
}

async function exportOne(platform: Platform, [name, file]: readonly string[], print: Told['print']): Promise<number> {
  if (name === undefined || file === undefined) {
    print('Use: atrium plugin export NAME FILE');
    return 2;
  }
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await once(out, 'open');
  let count = 0;
  for await (const line of platform.exportData(name)) {
    count += 1;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  print(`${count} lines in ${file}`);
  return 0;
}
