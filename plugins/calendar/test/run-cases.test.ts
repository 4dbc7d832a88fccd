import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { casesCommand } from '../cases.ts';

/** Another plugin that brings an operation of its own. */
const echo = definePlugin({
  name: 'echo',
  version: '1.0.0',
  title: 'Echo',
  summary: 'Answers a case with its input',
  category: 'Test',
  icon: 'circle',
  core: '^1.0.0',
  url: import.meta.url,
  depends: ['calendar'],
  access: {},
  provides: [
    {
      contract: 'calendar.case-runner',
      key: 'itip',
      implementation: {
        run: async (env, input) => {
          if (input.later) return undefined;
          if (input.fail) throw new RangeError('as asked');
          return { plugin: env.plugin, at: env.now(), said: input.say };
        },
      },
    },
  ],
});

let kit: TestApp;
let folder: string;

beforeAll(async () => {
  kit = await bootTestApp({ only: ['calendar', 'echo'], plugins: [echo], clock: new Date('2027-01-04T09:00:00Z') });
  folder = mkdtempSync(path.join(tmpdir(), 'atrium-cases-'));
});
afterAll(async () => {
  await kit.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(content: unknown): Promise<{ code: number; lines: string[] }> {
  const file = path.join(folder, 'cases.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const lines: string[] = [];
  const code = await casesCommand.run(kit.env('calendar'), [file], (line) => lines.push(line));
  return { code, lines };
}

const local = (expected: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  id: 'X1',
  source: 'a rule',
  name: 'noon in Tokyo',
  input: { op: 'local-to-utc', local: '2027-01-04T12:00', timeZone: 'Asia/Tokyo', ...more },
  expected,
});

describe('atrium cases FILE', () => {
  it('passes what is right and skips what nobody runs yet', async () => {
    const rrule = { id: 'X2', name: 'later', input: { op: 'rrule', anything: 1 }, expected: { utc: [] } };
    expect(await run([local({ utc: '2027-01-04T03:00:00Z' }), rrule])).toEqual({ code: 0, lines: ['1 passed, 0 failed, 1 skipped'] });
  });

  it('prints what was expected and what came out, and ends with 1', async () => {
    expect(await run([local({ utc: '2027-01-04T12:00:00Z' })])).toEqual({
      code: 1,
      lines: [
        'FAIL X1 noon in Tokyo',
        '  expected {"utc":"2027-01-04T12:00:00Z"}',
        '  got      {"utc":"2027-01-04T03:00:00Z"}',
        '0 passed, 1 failed, 0 skipped',
      ],
    });
  });

  it.each([
    ['a key that nobody knows', local({ utc: '2027-01-04T03:00:00Z' }, { colour: 'red' }), /colour/],
    ['an answer that nobody gives', local({ colour: 'red' }), /no answer named/],
    ['a name that every object has', local({ constructor: 'red' }), /no answer named/],
    ['an operation that nobody knows', { id: 'X', name: 'x', input: { op: 'constructor' }, expected: { a: 1 } }, /unknown operation/],
    ['nothing expected', local({}), /expects nothing/],
    ['no case at all', 'surprise', /expected object/i],
  ])('fails for %s', async (_what, one, message) => {
    const { code, lines } = await run([one]);
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(message);
  });

  it('lets other plugins run their operations, as themselves', async () => {
    const itip = (input: Record<string, unknown>, expected: Record<string, unknown>) => ({ id: 'X3', name: 'echo', input: { op: 'itip', ...input }, expected });
    expect((await run([itip({ say: 'hello' }, { plugin: 'echo', at: '2027-01-04T09:00:00Z', said: 'hello' })])).lines).toEqual([
      '1 passed, 0 failed, 0 skipped',
    ]);
    expect((await run([itip({ later: true }, { plugin: 'echo' })])).lines).toEqual(['0 passed, 0 failed, 1 skipped']);
    expect((await run([itip({ fail: true }, { plugin: 'echo' })])).lines.join('\n')).toContain('as asked');
  });

  it('says what is wrong with the file, and ends with 2', async () => {
    expect((await run('{ not json')).code).toBe(2);
    expect((await run({ cases: [] })).lines.join('\n')).toContain('not a list');
    expect(await casesCommand.run(kit.env('calendar'), [], () => {})).toBe(2);
    expect(await casesCommand.run(kit.env('calendar'), [path.join(folder, 'missing.json')], () => {})).toBe(2);
  });
});
