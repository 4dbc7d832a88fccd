import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the reference of the core is as the types are (to write it anew: npm run reference)', async () => {
  const program = fileURLToPath(new URL('tool/core-reference.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--check'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(said.trim()).toBe('');
  expect(code).toBe(0);
}, 120_000);
