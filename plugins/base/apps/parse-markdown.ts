/** A piece of a document: what a readme is made of, nothing more. Text is text: whoever shows it escapes it. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'emphasis'; inside: readonly Inline[] }
  | { kind: 'link'; href: string; inside: readonly Inline[] };

export type Block =
  | { kind: 'heading'; level: number; inside: readonly Inline[] }
  | { kind: 'paragraph'; inside: readonly Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; blocks: readonly Block[] }
  | { kind: 'list'; ordered: boolean; items: readonly (readonly Block[])[] }
  | { kind: 'table'; head: readonly (readonly Inline[])[]; rows: readonly (readonly (readonly Inline[])[])[] }
  | { kind: 'rule' };

const LONGEST = 200_000;
const DEEPEST = 6;

/** Only what leads to a site, a mailbox or a page of ours; `javascript:` and the like are none of them. */
const safeAddress = (href: string): boolean => /^(https?:\/\/|mailto:)[^\s]+$/i.test(href) || /^\/(?![/\\])[^\s]*$/.test(href);

// Every repetition has an end, so that no text makes it slow.
const token =
  /`([^`\n]{1,1000})`|\\([\\`*_{}[\]()#+.!|<>~-])|!\[([^\]]{0,300})\]\([^)\s]{0,1000}\)|\[([^\]]{1,300})\]\(([^)\s]{1,1000})(?: "[^"]{0,300}")?\)|<(https?:\/\/[^\s<>]{1,1000})>|\*\*([^*]{1,1000})\*\*|\*([^*\s][^*]{0,1000})\*|(?<![A-Za-z0-9])_([^_\s][^_]{0,1000})_(?![A-Za-z0-9])/g;

export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > DEEPEST) return [{ kind: 'text', text }];
  const out: Inline[] = [];
  const say = (plain: string): void => {
    const last = out.at(-1);
    if (plain === '') return;
    if (last?.kind === 'text') out[out.length - 1] = { kind: 'text', text: last.text + plain };
    else out.push({ kind: 'text', text: plain });
  };
  let at = 0;
  for (const match of text.matchAll(token)) {
    say(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [, code, escaped, picture, label, href, address, strong, starred, underlined] = match;
    const emphasis = starred ?? underlined;
    if (code !== undefined) out.push({ kind: 'code', text: code });
    else if (escaped !== undefined) say(escaped);
    else if (picture !== undefined) say(picture);
    else if (label !== undefined && href !== undefined) {
      const inside = parseInline(label, depth + 1);
      if (safeAddress(href)) out.push({ kind: 'link', href, inside });
      else out.push(...inside);
    } else if (address !== undefined) out.push({ kind: 'link', href: address, inside: [{ kind: 'text', text: address }] });
    else if (strong !== undefined) out.push({ kind: 'strong', inside: parseInline(strong, depth + 1) });
    else if (emphasis !== undefined) out.push({ kind: 'emphasis', inside: parseInline(emphasis, depth + 1) });
  }
  say(text.slice(at));
  return out;
}

const item = /^( {0,8})([-*+]|\d{1,4}[.)]) {1,4}(.*)$/;
const isTableLine = (line: string): boolean => line.includes('|');
const isTableRule = (line = ''): boolean => line.includes('-') && line.includes('|') && /^[\s|:-]+$/.test(line);

const cells = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const startsBlock = (line: string): boolean => /^(#{1,6} |```|~~~|>|(-{3,}|\*{3,})$)/.test(line.trim()) || item.test(line);

/** Headings, paragraphs, lists, tables, quotes, code and rules of Markdown; HTML in it stays text. */
export function parseMarkdown(source: string, depth = 0): Block[] {
  const lines = source.slice(0, LONGEST).replaceAll('\r\n', '\n').replaceAll('\t', '    ').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,6}) +(.*?)(?: +#+)?$/.exec(line);
    const fence = /^ {0,3}(```|~~~)/.exec(line)?.[1];
    if (line.trim() === '') at += 1;
    else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, inside: parseInline(heading[2] ?? '') });
      at += 1;
    } else if (fence !== undefined) {
      const end = lines.findIndex((other, index) => index > at && other.trim().startsWith(fence));
      const to = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, to).join('\n') });
      at = to + 1;
    } else if (/^ {0,3}(-{3,}|\*{3,})\s*$/.test(line)) {
      blocks.push({ kind: 'rule' });
      at += 1;
    } else if (line.startsWith('>') && depth < DEEPEST) {
      const from = at;
      while (lines[at]?.startsWith('>')) at += 1;
      const inner = lines.slice(from, at).map((quoted) => quoted.replace(/^> ?/, ''));
      blocks.push({ kind: 'quote', blocks: parseMarkdown(inner.join('\n'), depth + 1) });
    } else if (item.test(line) && depth < DEEPEST) {
      const list = readList(lines, at, depth);
      blocks.push(list.block);
      at = list.next;
    } else if (isTableLine(line) && isTableRule(lines[at + 1])) {
      const from = at + 2;
      at = from;
      while (at < lines.length && isTableLine(lines[at] ?? '')) at += 1;
      const head = cells(line).map((cell) => parseInline(cell));
      const rows = lines.slice(from, at).map((row) => head.map((_, column) => parseInline(cells(row)[column]?.replaceAll('\\|', '|') ?? '')));
      blocks.push({ kind: 'table', head, rows });
    } else {
      const from = at;
      do at += 1;
      while (at < lines.length && lines[at]?.trim() !== '' && !startsBlock(lines[at] ?? ''));
      blocks.push({
        kind: 'paragraph',
        inside: parseInline(
          lines
            .slice(from, at)
            .map((part) => part.trim())
            .join(' '),
        ),
      });
    }
  }
  return blocks;
}

/** From the first item on, as far as items and what is indented under them go. */
function readList(lines: readonly string[], start: number, depth: number): { block: Block; next: number } {
  const first = item.exec(lines[start] ?? '');
  const indent = first?.[1]?.length ?? 0;
  const ordered = /^\d/.test(first?.[2] ?? '');
  const items: string[][] = [];
  let at = start;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const match = item.exec(line);
    const inset = line.length - line.trimStart().length;
    if (match && (match[1]?.length ?? 0) <= indent) {
      if (/^\d/.test(match[2] ?? '') !== ordered || (match[1]?.length ?? 0) < indent) break;
      items.push([match[3] ?? '']);
    } else if (line.trim() === '') {
      const after = lines[at + 1] ?? '';
      const goesOn = after.trim() !== '' && (item.test(after) || after.startsWith(' '.repeat(indent + 2)));
      if (!goesOn) break;
      items.at(-1)?.push('');
    } else if (inset > indent || !startsBlock(line)) items.at(-1)?.push(line.slice(Math.min(inset, indent + 2)));
    else break;
  }
  return { block: { kind: 'list', ordered, items: items.map((part) => parseMarkdown(part.join('\n'), depth + 1)) }, next: at };
}
