import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const german: Record<string, string> = {};
for (const file of globSync('{core,plugins/*}/i18n/de.json', { cwd: root })) Object.assign(german, JSON.parse(read(file)));

/** The English texts that a source file asks the translations for. */
function asked(source: string): string[] {
  const literal = String.raw`(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)")`;
  const calls = [new RegExp(String.raw`\.t\(\s*${literal}`, 'g'), new RegExp(String.raw`\.t\([^()'"]+\?\s*${literal}\s*:\s*${literal}\s*[,)]`, 'g')];
  return calls.flatMap((call) => [...source.matchAll(call)].flatMap(([, ...found]) => found.filter((text) => text !== undefined)));
}

const sources = globSync('plugins/**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\/test\//.test(file));

describe('German', () => {
  it('has a word for every text that pages and mails ask for', () => {
    const missing = sources.flatMap((file) =>
      asked(read(file))
        .filter((text) => /[a-z]{2}/.test(text) && german[text] === undefined)
        .map((text) => `${file}: ${text}`),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('keeps the names of the values that are filled in', () => {
    const names = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].sort().join();
    expect(Object.entries(german).filter(([english, translated]) => names(english) !== names(translated))).toEqual([]);
  });
});
