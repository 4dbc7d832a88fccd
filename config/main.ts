import { createInterface } from 'node:readline/promises';
import { runCli } from '../core/cli/main.ts';
import { findSupervisor } from '../core/supervisor/supervisor.ts';
import { configure } from './configure.ts';
import { SettingsError } from './environment.ts';

/** Resolves at the first SIGTERM or SIGINT; who asks again a second later has the process end at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    const stop = () => {
      // One interrupt at the terminal may arrive twice: from the terminal itself, and handed on by npm.
      if (asked > 0 && performance.now() - asked > 1000) process.exit(130);
      asked ||= performance.now();
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

/** A question that only `y` or `yes` answers with yes. */
async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** The program `atrium`: hands the environment, the terminal and the signals to the command line, and ends with its exit code. */
export async function main(): Promise<void> {
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  // Who reads the output may have seen enough of it (`| head`).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const supervisor = findSupervisor(process.env);
  try {
    process.exitCode = await runCli(process.argv.slice(2), {
      configure: (options) => configure(process.env, options),
      print,
      confirm: process.stdin.isTTY ? confirm : undefined,
      untilStopped,
      supervisor,
    });
  } catch (error) {
    process.stderr.write(`${error instanceof SettingsError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
