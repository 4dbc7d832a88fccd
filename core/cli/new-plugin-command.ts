import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../plugin/plugin-folder.ts';
import type { CliOptions } from './main.ts';
import { makeMigrationCommand } from './make-migration-command.ts';

const plugins = path.join(projectRoot, 'plugins');

/** Templates by type: any plugin may offer some in `templates/<type>`, so that who owns a contract shows how it is implemented. */
function findTemplates(): Map<string, string> {
  const found = new Map<string, string>();
  for (const plugin of readdirSync(plugins).sort()) {
    const folder = path.join(plugins, plugin, 'templates');
    if (existsSync(folder)) for (const type of readdirSync(folder).sort()) found.set(type, path.join(folder, type));
  }
  return found;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tpl'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** `staff-lunch` → what stands for it in each place of a template. */
function wordsOf(name: string, title: string | undefined): Record<string, string> {
  const spaced = name.replaceAll('-', ' ');
  return {
    name,
    area: name.replaceAll('-', '_'),
    key: name.includes('-') ? `'${name}'` : name,
    title: title ?? spaced.charAt(0).toUpperCase() + spaced.slice(1),
    ENV: `ATRIUM_${name.replaceAll('-', '_').toUpperCase()}`,
  };
}

const filledIn = (text: string, words: Record<string, string>): string => text.replace(/\{\{(\w+)\}\}/g, (whole, word: string) => words[word] ?? whole);

/**
 * `atrium plugin new <name> --type <type>`: writes a plugin that passes its tests, with its first migration.
 * @returns the exit code: 2 where the name or the type cannot be used
 */
export async function newPluginCommand(args: readonly string[], options: CliOptions): Promise<number> {
  const { print } = options;
  const templates = findTemplates();
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    options: { type: { type: 'string' }, title: { type: 'string' } },
  });
  const [name = ''] = positionals;
  const template = typeof values.type === 'string' ? templates.get(values.type) : undefined;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    print('Give it a name in small letters, with hyphens between words: npm run new:plugin staff-lunch -- --type app');
    return 2;
  }
  if (!template) {
    print(`Say what it is: --type ${[...templates.keys()].join(' | ')}`);
    return 2;
  }
  const folder = path.join(plugins, name);
  if (existsSync(folder)) {
    print(`There is a plugin "${name}" already: ${path.relative(process.cwd(), folder)}`);
    return 2;
  }
  const words = wordsOf(name, typeof values.title === 'string' ? values.title : undefined);
  for (const file of filesIn(template)) {
    const target = path.join(folder, filledIn(file.slice(0, -'.tpl'.length), words));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, filledIn(readFileSync(path.join(template, file), 'utf8'), words));
    print(`Wrote ${path.relative(process.cwd(), target)}`);
  }
  const biome = path.join(projectRoot, 'node_modules', '.bin', 'biome');
  // how a line is broken hangs on the name's length
  if (existsSync(biome)) spawnSync(biome, ['check', '--write', folder], { cwd: projectRoot, stdio: 'ignore' });
  const code = await makeMigrationCommand([name], options);
  if (code !== 0) return code;
  print('');
  print(`Next: npm run plugin:check ${name}, then npm start and enable it under Apps.`);
  return 0;
}
