import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Manifest } from '#core';

const folders: string[] = [];
/** Takes the folders away again; a process that ends by itself does so too. */
export function removeSmallPlugins(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
process.once('exit', removeSmallPlugins);

/** A plugin as a value, in a folder of its own that holds these migrations (file name without `.sql` → statements) and nothing else. */
export function smallPlugin(name: string, more: Partial<Manifest> = {}, migrations: Readonly<Record<string, string>> = {}): Manifest {
  const folder = mkdtempSync(path.join(tmpdir(), `atrium-plugin-${name}-`));
  folders.push(folder);
  mkdirSync(path.join(folder, 'migrations'));
  for (const [id, sql] of Object.entries(migrations)) writeFileSync(path.join(folder, 'migrations', `${id}.sql`), sql);
  return {
    name,
    version: '1.0.0',
    title: name,
    summary: 'For tests',
    category: 'Test',
    icon: 'box',
    core: '^1.0.0',
    url: pathToFileURL(path.join(folder, 'plugin.ts')).href,
    ...more,
  };
}
