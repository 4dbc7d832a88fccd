import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A plugin as somebody outside of the project writes it. `body`: further members of the manifest; `before`: code ahead of it. */
export type BadPlugin = { body?: string; before?: string; files?: Readonly<Record<string, string>> };

export type PluginFolder = {
  readonly folder: string;
  write(name: string, plugin: BadPlugin): void;
  remove(): void;
};

/** A folder outside of the project, with plugins in it. */
export function pluginFolder(plugins: Readonly<Record<string, BadPlugin>> = {}): PluginFolder {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'atrium-plugins-')));
  const write = (name: string, { body = '', before = '', files = {} }: BadPlugin): void => {
    const all = {
      'plugin.ts': `import { text } from '#core';
${before}
export default {
  name: '${name}', version: '1.0.0', title: '${name}', summary: 'For a test.', category: 'Test', icon: 'box', core: '*', url: import.meta.url,
  routes: [{ method: 'GET', path: '/${name}', auth: 'public', summary: 'Answers', handler: async () => text('${name} is here') }],
  ${body}
};
`,
      ...files,
    };
    for (const [file, content] of Object.entries(all)) {
      const target = path.join(folder, name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  };
  for (const [name, plugin] of Object.entries(plugins)) write(name, plugin);
  return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** An installed npm package that is a plugin; its name is its plugin's. */
export function pluginPackage(): { name: string; remove(): void } {
  const name = `atrium-test-${randomBytes(4).toString('hex')}`;
  const folder = path.resolve('node_modules', name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './plugin.js' }));
  writeFileSync(
    path.join(folder, 'plugin.js'),
    `import { text } from '#core';
import { z } from 'zod';
import { Icon } from '../web/contract.ts';
export default {
  name: '${name}', version: '1.0.0', title: 'Packed', summary: 'For a test.', category: 'Test', icon: 'box', core: '*', url: import.meta.url,
  standard: true, depends: ['web'],
  routes: [{ method: 'GET', path: '/packed', auth: 'public', summary: 'Answers', handler: async () => text([typeof z.object, typeof Icon].join()) }],
};
`,
  );
  return { name, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
