import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { spawnAtrium } from './fixture/run-atrium.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'atrium-cases-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = async (file: string): Promise<{ code: number; lines: string[] }> => {
  const { child, said } = spawnAtrium(['cases', file], {});
  const [code] = await once(child, 'close');
  expect(said.error).toBe('');
  return { code: Number(code), lines: said.out.trim().split('\n') };
};

describe('atrium cases', () => {
  it('runs every case of the file through the program: all pass, none is skipped', async () => {
    const { code, lines } = await run('test/cases/scheduling.json');
    const { length } = JSON.parse(await readFile('test/cases/scheduling.json', 'utf8')) as unknown[];
    expect(lines).toEqual([`${length} passed, 0 failed, 0 skipped`]);
    expect(code).toBe(0);
  }, 120_000);

  it('fails for a wrong answer, an unknown operation and an unknown key, and says what it got', async () => {
    const file = path.join(folder, 'wrong.json');
    const grid = {
      op: 'grid',
      origin: '2027-03-01T09:00:00Z',
      end: '2027-03-01T11:00:00Z',
      durationMin: 60,
      stepMin: 60,
      free: [['2027-03-01T09:00:00Z', '2027-03-01T11:00:00Z']],
    };
    writeFileSync(
      file,
      JSON.stringify([
        { id: 'right', name: 'right', input: grid, expected: { slots: ['2027-03-01T09:00:00Z', '2027-03-01T10:00:00Z'] } },
        { id: 'wrong', name: 'wrong', input: grid, expected: { slots: [] } },
        { id: 'operation', name: 'unknown operation', input: { op: 'dance' }, expected: { slots: [] } },
        { id: 'key', name: 'unknown key', input: { ...grid, tempo: 3 }, expected: { slots: [] } },
      ]),
    );
    const { code, lines } = await run(file);
    expect(lines.at(-1)).toBe('1 passed, 3 failed, 0 skipped');
    expect(lines.join('\n')).toContain('2027-03-01T10:00:00Z');
    expect(code).toBe(1);
  }, 120_000);
});
