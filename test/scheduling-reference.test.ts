import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const cases = z.array(z.looseObject({ id: z.string() })).parse(JSON.parse(read('test/cases/scheduling.json')));
const ids = new Set(cases.map(({ id }) => id));

const rows = read('docs/reference/scheduling.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Rule '))
  .map((line) => {
    const [rule = '', source = '', proofs = ''] = line.slice(2, -2).split(' | ');
    return { rule, source, proofs: proofs.split('<br>') };
  });

/** What is wrong with one proof; undefined where it stands. */
function fault(proof: string): string | undefined {
  const id = /^case (S\d+)$/.exec(proof)?.[1];
  if (id !== undefined) return ids.has(id) ? undefined : `there is no case ${id}`;
  const [, file, title] = /^`([^`]+\.test\.tsx?)`: (.+)$/.exec(proof) ?? [];
  if (file === undefined || title === undefined) return `neither a case nor a test: ${proof}`;
  let text: string;
  try {
    text = read(file);
  } catch {
    return `there is no file ${file}`;
  }
  return [`'${title}'`, `\`${title}\``].some((named) => text.includes(named)) ? undefined : `${file} has no test “${title}”`;
}

describe('the reference of scheduling rules', () => {
  it('has rules of all four parts, each with its source', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter(({ source }) => source === '')).toEqual([]);
  });

  it('names a test for every rule, and each of them is there', () => {
    expect(rows.flatMap(({ rule, proofs }) => proofs.flatMap((proof) => (fault(proof) ? [`${rule}: ${fault(proof)}`] : [])))).toEqual([]);
  });

  it('says where every known fault of a case’s source went', () => {
    const told = rows.map(({ source }) => source).join(' ');
    const faults = cases.flatMap(({ source }) =>
      typeof source === 'string' && source.includes('issue') ? [...source.matchAll(/#\d+/g)].map(([number]) => number) : [],
    );
    expect([...new Set(faults)].filter((number) => !told.includes(number))).toEqual([]);
  });
});
