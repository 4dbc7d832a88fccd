import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { queryOnce } from '../model/query-once.ts';
import { projectRoot } from '../plugin/plugin-folder.ts';

/** Fills the empty database at `url` with what every test starts from. */
export async function buildTemplate(url: string): Promise<void> {
  const folder = path.join(projectRoot, 'migrations');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  for (const file of files) await queryOnce(url, readFileSync(path.join(folder, file), 'utf8'));
}
