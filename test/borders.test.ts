import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTypeScriptConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import borders from '../config/borders.cjs';
import { loadPlugins } from '../core/plugin/load-plugins.ts';

/** Reads the imports below a folder and judges them. */
async function judge(baseDir: string): Promise<ICruiseResult> {
  const options = { ...borders.options, baseDir, ruleSet: { forbidden: borders.forbidden }, validate: true };
  const { output } = await cruise(['core', 'plugins', 'config', 'test'], options, undefined, {
    tsConfig: extractTypeScriptConfig(path.resolve('tsconfig.json')),
  });
  if (typeof output === 'string') throw new Error('The check gave text instead of a result');
  return output;
}

function violations({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

describe('borders', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    result = await judge(process.cwd());
  });

  it('sees the code (a check that reads nothing finds nothing)', () => {
    expect(result.modules.filter(({ source }) => /^(core|plugins)\//.test(source)).length).toBeGreaterThan(100);
    const throughDoor = result.modules
      .flatMap(({ dependencies }) => dependencies)
      .filter(({ module, resolved }) => module === '#core' && resolved === 'core/index.ts');
    expect(throughDoor.length).toBeGreaterThan(20);
  });

  it('are kept', () => {
    expect(violations(result)).toEqual([]);
  });

  it('plugins name the core by its doors, not by its files', () => {
    const around = result.modules
      .filter(({ source }) => source.startsWith('plugins/'))
      .flatMap(({ source, dependencies }) =>
        dependencies
          .filter(({ resolved, module }) => resolved.startsWith('core/') && module !== '#core' && module !== '#core/testing')
          .map(({ module }) => `${source} → ${module}`),
      );
    expect(around).toEqual([]);
  });

  it('plugins import contracts of those they declare, and of no others', async () => {
    const { plugins } = await loadPlugins();
    const declared = new Map(plugins.map((plugin) => [plugin.name, [...(plugin.depends ?? []), ...(plugin.optional ?? [])]]));
    const undeclared = result.modules.flatMap(({ source, dependencies }) => {
      const own = pluginOf(source);
      if (own === undefined || !declared.has(own)) return [];
      return dependencies.flatMap(({ resolved }) => {
        const other = pluginOf(resolved);
        return other === undefined || other === own || declared.get(own)?.includes(other) ? [] : [`${source} → ${resolved}`];
      });
    });
    expect(undeclared).toEqual([]);
  });
});

function pluginOf(file: string): string | undefined {
  return /^plugins\/([^/]+)\//.exec(file)?.[1];
}

describe('the check of borders', () => {
  const files = {
    'core/index.ts': 'export const core = 1;',
    'core/log.ts': "import '../plugins/chat/plugin.ts';",
    'core/model/rows.ts': "import 'pg';",
    'core/testing/index.ts': "import '../index.ts';",
    'plugins/chat/contract.ts': 'export const chat = 1;',
    'plugins/chat/plugin.ts': "import type { core } from '../../core/index.ts'; import './send.ts'; export type C = typeof core;",
    'plugins/chat/send.ts': "import 'luxon'; import '../../core/log.ts';",
    'plugins/chat/test/send.test.ts': "import '../../../core/testing/index.ts'; import '../send.ts';",
    'plugins/room/plugin.ts':
      "import '../chat/contract.ts'; import '../chat/send.ts'; import '../../core/testing/index.ts'; import '../chat/test/send.test.ts';",
    'config/main.ts': "import '../core/index.ts'; import './nowhere.ts';",
    'test/all.test.ts': "import '../plugins/chat/send.ts';",
    'node_modules/luxon/index.js': '',
    'node_modules/pg/index.js': '',
    'package.json': '{"dependencies":{"luxon":"1","pg":"1"}}',
    'tsconfig.json': '{}',
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'atrium-borders-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds every wrong import of a small tree, and none of the right ones', async () => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(violations(await judge(folder))).toEqual([
        'core-knows-no-plugin: core/log.ts → plugins/chat/plugin.ts',
        'luxon-in-one-place: plugins/chat/send.ts → node_modules/luxon/index.js',
        'no-tests-in-products: plugins/room/plugin.ts → plugins/chat/test/send.test.ts',
        'plugin-imports-through-doors: plugins/chat/send.ts → core/log.ts',
        'plugin-imports-through-doors: plugins/room/plugin.ts → plugins/chat/send.ts',
        'plugin-imports-through-doors: plugins/room/plugin.ts → plugins/chat/test/send.test.ts',
        'resolvable: config/main.ts → ./nowhere.ts',
        'test-kit-in-tests: plugins/room/plugin.ts → core/testing/index.ts',
      ]);
    } finally {
      process.chdir(before);
    }
  });
});
