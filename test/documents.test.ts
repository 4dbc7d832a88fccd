import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const documents = globSync(['*.md', 'docs/**/*.md', 'plugins/*/README.md', 'test/*/README.md'], { cwd: root });

/** Where a document's links lead inside of the project, as paths from its root. */
function linksOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8').replace(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => path.join(path.dirname(file), target));
}

it('finds every document from the list of all', () => {
  const listed = new Set(linksOf('docs/README.md'));
  const wanted = documents.filter((file) => /^(docs\/|plugins\/[^/]+\/README)/.test(file) && file !== 'docs/README.md');
  expect(wanted.length).toBeGreaterThan(40);
  expect(wanted.filter((file) => !listed.has(file))).toEqual([]);
});

it('has no link that leads nowhere', () => {
  const broken = documents.flatMap((file) => linksOf(file).flatMap((target) => (existsSync(path.join(root, target)) ? [] : [`${file}: ${target}`])));
  expect(broken).toEqual([]);
});
