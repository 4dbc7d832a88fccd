import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Enough to know whether a plugin's code is another than when it was looked at last: over the names and contents of its files. Undefined where there is none. */
export function codeHash(folder: string): string | undefined {
  const hash = createHash('sha256');
  const walk = (below: string): void => {
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = path.join(below, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) walk(name);
      else if (entry.isFile())
        hash
          .update(`${name}\0`)
          .update(readFileSync(path.join(folder, name)))
          .update('\0');
    }
  };
  try {
    walk('');
  } catch {
    return undefined;
  }
  return hash.digest('base64url').slice(0, 22);
}
