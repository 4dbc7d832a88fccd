import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyProject, type ProjectCopy } from '../fixture/copy-project.ts';

let project: ProjectCopy;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project.remove());

describe('a plugin from the generator', () => {
  it('has an understandable start, and what it is called must be a name', async () => {
    await expect(project.run('npm run -s new:plugin Bad_Name -- --type app')).rejects.toThrow('small letters');
    await expect(project.run('npm run -s new:plugin lunch')).rejects.toThrow(/app \| portal/);
    await expect(project.run('npm run -s new:plugin meetings -- --type app')).rejects.toThrow('already');
  });

  it('passes types, style and its own tests, as it is written, for every type', async () => {
    for (const type of ['app', 'portal', 'provider']) {
      const output = await project.run(`npm run -s new:plugin new-${type} -- --type ${type}`);
      expect(output).toContain(`npm run plugin:check new-${type}`);
      expect(readdirSync(path.join(project.folder, 'plugins', `new-${type}`)), type).toContain('README.md');
    }
    await project.run('npx tsc --noEmit');
    await project.run('npx biome check plugins/new-app plugins/new-portal plugins/new-provider');
    const output = await project.run('npx vitest run plugins/new-app plugins/new-portal plugins/new-provider test/translations.test.ts');
    expect(output).toMatch(/Tests +\d+ passed/);
    expect(output).toContain('0 failed');
  }, 240_000);
});
