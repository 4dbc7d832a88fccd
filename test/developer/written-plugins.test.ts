import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyProject, type ProjectCopy } from '../fixture/copy-project.ts';
import { blocksOf, writeBlock } from './blocks.ts';

const guide = (name: string): string => readFileSync(fileURLToPath(new URL(`../../docs/guide/${name}`, import.meta.url)), 'utf8');
const types = ['app', 'portal', 'provider'];

/** One copy for all: the compiler looks at the whole project whenever a plugin is new, so what is written stands there before the one check of the tutorial. */
let project: ProjectCopy;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project?.remove());

it('the generator has an understandable start, and what it is called must be a name', async () => {
  await expect(project.run('npm run -s new:plugin Bad_Name -- --type app')).rejects.toThrow('small letters');
  await expect(project.run('npm run -s new:plugin lunch')).rejects.toThrow(/app \| portal/);
  await expect(project.run('npm run -s new:plugin meetings -- --type app')).rejects.toThrow('already');
}, 60_000);

it('the generator writes every type, in style', async () => {
  for (const type of types) {
    const output = await project.run(`npm run -s new:plugin new-${type} -- --type ${type}`);
    expect(output).toContain(`npm run plugin:check new-${type}`);
    expect(readdirSync(path.join(project.folder, 'plugins', `new-${type}`)), type).toContain('README.md');
  }
  await project.run(`npx biome check ${types.map((type) => `plugins/new-${type}`).join(' ')}`);
}, 120_000);

it('the cookbook is one plugin, in style, and its migration is written from it', async () => {
  const blocks = blocksOf(guide('cookbook.md'));
  expect(blocks.length).toBeGreaterThan(10);
  for (const block of blocks) {
    expect(block.file, `line ${block.line}: a block names its file`).toMatch(/^plugins\/cookbook\//);
    writeBlock(project.folder, block);
  }
  await project.run('npx atrium migrate make cookbook');
  await project.run('npx atrium migrate check cookbook');
  await project.run('npx biome check plugins/cookbook');
}, 120_000);

/** `sh` is run line by line, `text` is what the commands before it must have printed, anything with a file name is written to that file. */
it('the tutorial of the first plugin works, line by line; its check finds the types of all of them sound', async () => {
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
}, 600_000);

it('what the generator and the cookbook wrote passes its own tests, within the borders', async () => {
  const folders = ['cookbook', ...types.map((type) => `new-${type}`)].map((name) => `plugins/${name}`).join(' ');
  await project.run(`npx depcruise --config config/borders.cjs ${folders}`);
  const output = await project.run(`npx vitest run ${folders} test/translations.test.ts`);
  expect(output).toMatch(/Tests +\d+ passed/);
  expect(output).toContain('0 failed');
}, 240_000);
