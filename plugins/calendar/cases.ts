import { readFile } from 'node:fs/promises';
import type { Command, Env } from '#core';
import { runCases } from './run-cases.ts';

/** `atrium cases FILE`: expected answers of the scheduling vocabulary against the real code. Exit code 1 when a case fails, 2 when the file cannot be read. */
export const casesCommand: Command = {
  name: 'cases',
  summary: 'Feed a file of scheduling cases through the real code',
  usage: 'cases FILE',
  temporary: true,
  async run(env: Env<'calendar'>, args, print) {
    const [path] = args;
    if (!path) {
      print('Use: atrium cases FILE');
      return 2;
    }
    let file: unknown;
    try {
      file = JSON.parse(await readFile(path, 'utf8'));
      if (!Array.isArray(file)) throw new TypeError('it is not a list of cases');
    } catch (error) {
      print(`${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
      return 2;
    }
    const outcomes = await runCases(env, file);
    for (const { id, name, result, expected, got } of outcomes) {
      if (result !== 'failed') continue;
      print(`FAIL ${id} ${name}`);
      print(`  expected ${JSON.stringify(expected)}`);
      print(`  got      ${JSON.stringify(got)}`);
    }
    const count = (result: string): number => outcomes.filter((outcome) => outcome.result === result).length;
    print(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
    return count('failed') > 0 ? 1 : 0;
  },
};
