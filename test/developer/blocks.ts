import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Block = { language: string; file: string; text: string; line: number };

/** The fenced blocks of a page, each with the file that stands behind its language, if any. */
export function blocksOf(page: string): Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, language, file = ''] = /^```(\w+) ?(.*)$/.exec(lines[at] ?? '') ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    blocks.push({ language, file, text: `${lines.slice(at + 1, end).join('\n')}\n`, line: at + 1 });
    at = end;
  }
  return blocks;
}

export function writeBlock(folder: string, { file, text }: Block): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}
