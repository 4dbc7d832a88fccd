import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyProject, type ProjectCopy } from '../fixture/copy-project.ts';
import { blocksOf, writeBlock } from './blocks.ts';

const guide = (name: string): string => readFileSync(fileURLToPath(new URL(`../../docs/guide/${name}`, import.meta.url)), 'utf8');

let project: ProjectCopy;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project.remove());

/** `sh` is run line by line, `text` is what the commands before it must have printed, anything with a file name is written to that file. */
it('the tutorial of the first plugin works, line by line', async () => {
  let printed = '';
  let commands = 0;
  for (const block of blocksOf(guide('first-plugin.md'))) {
    const lines = block.text.trim().split('\n');
    if (block.language === 'sh') {
      printed = '';
      for (const command of lines) {
        printed += await project.run(command);
        commands += 1;
      }
    } else if (block.language === 'text') for (const expected of lines) expect(printed, `line ${block.line}`).toContain(expected);
    else {
      expect(block.file, `line ${block.line}: a block names its file`).toMatch(/^plugins\/team-video\//);
      writeBlock(project.folder, block);
    }
  }
  expect(commands).toBeGreaterThan(5);
}, 300_000);

it('the cookbook is one plugin that passes its check', async () => {
  const blocks = blocksOf(guide('cookbook.md'));
  expect(blocks.length).toBeGreaterThan(10);
  for (const block of blocks) {
    expect(block.file, `line ${block.line}: a block names its file`).toMatch(/^plugins\/cookbook\//);
    writeBlock(project.folder, block);
  }
  await project.run('npx atrium migrate make cookbook');
  expect(await project.run('npm run -s plugin:check cookbook')).toContain('The plugin "cookbook" is in order.');
}, 300_000);
