import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Everything that one plugin has to stand, in the order in which a fault is cheapest to find: style, types, borders, its own suites and words, and what its install would do.
 * `npm run plugin:check zoom`
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const [name = ''] = process.argv.slice(2);
const folder = path.join('plugins', name);
if (name === '' || !existsSync(path.join(root, folder))) {
  console.error(`There is no plugin "${name}". Use: npm run plugin:check <name>`);
  process.exit(2);
}

const { FORCE_COLOR: _colours, ...environment } = process.env;
const bin = (command: string): string => path.join(root, 'node_modules', '.bin', command);
const steps: readonly (readonly [what: string, command: string, args: readonly string[]])[] = [
  ['style', bin('biome'), ['check', folder]],
  ['types', 'npm', ['run', '--silent', 'typecheck']],
  ['borders', bin('depcruise'), ['--config', 'config/borders.cjs', folder]],
  ['tests', bin('vitest'), ['run', folder, 'test/translations.test.ts']],
  ['migration', process.execPath, ['bin/atrium.js', 'migrate', 'check', name]],
];

/** Runs one command; its output is shown only when it fails. @returns the exit code */
const run = (command: string, args: readonly string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...environment, NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

let failed = 0;
for (const [what, command, args] of steps) {
  const started = performance.now();
  const { code, output } = await run(command, args);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'}  ${what.padEnd(10)} ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  if (code !== 0) {
    failed += 1;
    console.log(output.trimEnd().replace(/^/gm, '      '));
  }
}
console.log(failed === 0 ? `The plugin "${name}" is in order.` : `${failed} of ${steps.length} steps failed.`);
process.exit(failed === 0 ? 0 : 1);
