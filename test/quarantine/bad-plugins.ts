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
