import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

// Prints how large the files are, so that one that grows is seen before it has to be split: `npm run sizes`, `npm run sizes -- <ref>`.

const longest = 30;
const code = /\.(ts|tsx|js|cjs|css|sql)$/;

function git(...parameters: string[]): string {
  return execFileSync('git', parameters, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
}

function lines(text: string): number {
  return text === '' ? 0 : text.trimEnd().split('\n').length;
}

/** Lines of each file now. */
function now(): Map<string, number> {
  const files = git('ls-files', '--cached', '--others', '--exclude-standard', '-z')
    .split('\0')
    .filter((file) => code.test(file));
  return new Map(
    files.flatMap((file): [string, number][] => {
      try {
        return [[file, lines(readFileSync(file, 'utf8'))]];
      } catch {
        return []; // removed, not yet committed
      }
    }),
  );
}

/** Lines of each file at a commit; empty where the commit does not exist. */
function then(ref: string): Map<string, number> {
  try {
    const empty = git('hash-object', '-t', 'tree', '/dev/null').trim();
    const rows = git('diff', '--numstat', '--no-renames', '-z', empty, ref)
      .split('\0')
      .filter((row) => row !== '');
    return new Map(
      rows.flatMap((row): [string, number][] => {
        const [added, , file] = row.split('\t');
        return file && code.test(file) ? [[file, Number(added) || 0]] : [];
      }),
    );
  } catch {
    return new Map();
  }
}

function folderOf(file: string): string {
  const parts = path.dirname(file).split('/');
  return parts.includes('test') && parts[0] !== 'test' ? `${parts.slice(0, 2).join('/')} (tests)` : parts.slice(0, 2).join('/');
}

function trend(size: number, before: number | undefined): string {
  if (before === undefined) return 'new';
  const change = size - before;
  return change === 0 ? '' : change > 0 ? `+${change}` : String(change);
}

function table(title: string, rows: readonly (readonly [string, number])[], before: ReadonlyMap<string, number>): void {
  console.log(title);
  for (const [name, size] of rows) console.log(`${String(size).padStart(7)} ${trend(size, before.get(name)).padStart(7)}  ${name}`);
  console.log('');
}

function totals(sizes: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [file, size] of sizes) sums.set(folderOf(file), (sums.get(folderOf(file)) ?? 0) + size);
  return sums;
}

function largestFirst(sizes: ReadonlyMap<string, number>): [string, number][] {
  return [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function sum(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((total, size) => total + size, 0);
}

/** Unless given, what was twenty commits ago is what we compare with. */
function defaultRef(): string {
  const commits = git('rev-list', '--first-parent', '--max-count=21', 'HEAD').trim().split('\n');
  return commits.at(-1) ?? 'HEAD';
}

const ref = process.argv[2] ?? defaultRef();
const sizes = now();
const before = then(ref);
table(`The ${longest} longest files (lines, change since ${ref.slice(0, 12)})`, largestFirst(sizes).slice(0, longest), before);
table('Folders', largestFirst(totals(sizes)), totals(before));
const median = [...sizes.values()].sort((a, b) => a - b)[Math.floor(sizes.size / 2)] ?? 0;
console.log(
  `${sizes.size} files, ${sum(sizes)} lines (${trend(sum(sizes), before.size > 0 ? sum(before) : undefined) || 'no change'}), half of the files have at most ${median}`,
);
