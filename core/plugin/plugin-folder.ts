import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: where package.json, plugins and migrations lie, also when compiled code runs from `dist`. */
export const projectRoot = (() => {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the program');
    folder = parent;
  }
  return folder;
})();

/** Is the compiled build running? */
export const compiled = fileURLToPath(import.meta.url).startsWith(path.join(projectRoot, 'dist') + path.sep);

/** Where a plugin's migrations, texts, assets and readme lie: beside its source, also when its compiled code runs. */
export function pluginFolder(url: string): string {
  const folder = path.dirname(fileURLToPath(url));
  const dist = path.join(projectRoot, 'dist') + path.sep;
  return folder.startsWith(dist) ? path.join(projectRoot, folder.slice(dist.length)) : folder;
}
