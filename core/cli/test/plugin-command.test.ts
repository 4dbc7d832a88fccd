import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../plugin/define-plugin.ts';
import { bootTestApp, type TestApp } from '../../testing/boot-test-app.ts';
import { pluginCommand } from '../plugin-command.ts';

const plugin = (name: string, more: Partial<Manifest> = {}): Manifest => ({
  name,
  version: '1.0.0',
  title: name,
  summary: `The plugin ${name}`,
  category: 'Test',
  icon: 'box',
  core: '^1.0.0',
  url: 'file:///nowhere/plugin.ts',
  permissions: ['mail'],
  ...more,
});

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'atrium-export-'));
  app = await bootTestApp({ only: ['base'], available: [plugin('engine'), plugin('wheel', { depends: ['engine'] })] });
});
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(line: string, answer?: boolean): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await pluginCommand(app.app, line.split(' '), {
    print: (text) => void lines.push(text),
    ...(answer === undefined ? {} : { confirm: async () => answer }),
  });
  return { code, said: lines.join('\n') };
}
const state = async (name: string): Promise<string | undefined> => (await app.env('base').platform.plugins()).find((one) => one.name === name)?.state;

describe('atrium plugin', () => {
  it('lists every plugin with its state', async () => {
    const { code, said } = await run('list');
    expect(code).toBe(0);
    expect(said).toMatch(/^base +1\.0\.0 +enabled/m);
    expect(said).toMatch(/^engine +1\.0\.0 +available +The plugin engine/m);
  });

  it('shows a plan and changes nothing', async () => {
    const { code, said } = await run('plan install wheel');
    expect(code).toBe(0);
    expect(said).toMatch(/install +engine +1\.0\.0 +"wheel" needs it\.\ninstall +wheel/);
    expect(said).toContain('wheel asks for the permission mail');
    expect(await state('wheel')).toBe('available');
  });

  it('does nothing where nobody says yes', async () => {
    expect(await run('install wheel')).toMatchObject({ code: 1, said: expect.stringContaining('Say --yes') });
    expect(await run('install wheel', false)).toMatchObject({ code: 1, said: expect.stringContaining('Nothing was done.') });
    expect(await state('wheel')).toBe('available');
  });

  it('does what it has shown, step by step', async () => {
    const { code, said } = await run('install wheel', true);
    expect(code).toBe(0);
    expect(said).toMatch(/1\/2 install engine\n2\/2 install wheel\nGeneration \d+ after \d+ ms; 1 process followed within \d+ ms\./);
    expect(await run('disable engine --yes')).toMatchObject({ code: 0 });
    expect(await state('wheel')).toBe('disabled');
    expect(await run('enable wheel --yes')).toMatchObject({ code: 0 });
    expect(await run('history')).toMatchObject({ said: expect.stringMatching(/command line.*: enable engine, enable wheel/) });
    expect(await run('processes')).toMatchObject({ said: expect.stringMatching(/web generation \d+ since .* current/) });
  });

  it('says why something cannot be done', async () => {
    expect(await run('disable base --yes')).toMatchObject({
      code: 1,
      said: expect.stringContaining('NOT POSSIBLE: "People and settings" cannot be turned off'),
    });
    expect(await run('upgrade wheel --yes')).toMatchObject({ code: 1, said: expect.stringContaining('is up to date') });
  });

  it('keeps or removes data, and writes it down first', async () => {
    expect(await run('uninstall wheel --yes')).toMatchObject({ code: 0 });
    expect(await run('leftovers')).toMatchObject({ said: expect.stringContaining('wheel (uninstalled)') });
    const file = path.join(folder, 'wheel.jsonl');
    expect(await run(`uninstall wheel --purge --export ${file} --yes`)).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^\{"plugin":"wheel","version":"1.0.0"/);
    expect(await run('leftovers')).toMatchObject({ said: 'Nothing is left over.' });
    expect(await run(`export engine ${path.join(folder, 'engine.jsonl')}`)).toMatchObject({ code: 0, said: expect.stringContaining('1 lines') });
  });

  it('tells how it is used', async () => {
    for (const line of ['fly', 'install', 'plan', 'plan fly base', 'export engine', 'uninstall wheel --export']) expect((await run(line)).code, line).toBe(2);
  });
});
