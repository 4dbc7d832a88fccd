import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../apps/markdown.tsx';
import { parseMarkdown } from '../apps/parse-markdown.ts';

const html = (source: string): string => String(Markdown({ source }));
const inside = (source: string): string => html(source).replace(/^<div class="prose">|<\/div>$/g, '');

describe('a readme', () => {
  it.each([
    ['headings under the page’s own', '# One\n## Two\n###### Six', '<h3>One</h3><h4>Two</h4><h6>Six</h6>'],
    ['paragraphs', 'one\ntwo\n\nthree', '<p>one two</p><p>three</p>'],
    ['words', '**a** *b* _c_ `d*e` snake_case_name', '<p><strong>a</strong> <em>b</em> <em>c</em> <code>d*e</code> snake_case_name</p>'],
    ['lists', '- a\n- b\n  - c\n\n1. x\n2. y', '<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul><ol><li>x</li><li>y</li></ol>'],
    ['code', '```sh\nnpm <x>\n```', '<pre tabindex="0"><code>npm &lt;x&gt;</code></pre>'],
    ['quotes and rules', '> a\n> b\n\n---', '<blockquote><p>a b</p></blockquote><hr/>'],
    [
      'links to sites and our pages',
      '[a](https://example.com) [b](/app/me)',
      '<p><a href="https://example.com" rel="noopener noreferrer">a</a> <a href="/app/me" rel="noopener noreferrer">b</a></p>',
    ],
    ['links into the repository as text', 'see [the reference](../../docs/x.md)', '<p>see the reference</p>'],
  ])('has %s', (_what, source, expected) => expect(inside(source)).toBe(expected));

  it('has tables', () => {
    expect(inside('| a | `b|` |\n|---|---|\n| 1 | x \\| y |')).toContain('<td>x | y</td>');
    expect(inside('| page | who |\n|---|---|\n| `/x` | anybody |')).toContain('<th scope="col">page</th><th scope="col">who</th>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>)',
    '[x](//evil.example)',
    '[x](/\\evil.example)',
    '![x](javascript:alert(1))',
    '[x](https://e.example/"onmouseover="alert(1))',
    '<javascript:alert(1)>',
    '`</code><script>`',
    '```\n</code></pre><script>\n```',
    '| <script> |\n|---|\n| <img onerror=x> |',
  ])('cannot do harm: %s', (source) => {
    const page = html(source);
    expect(page).not.toMatch(/<script|<img|javascript:[^<]*"|"onmouseover="|href="(?!https:|\/app)/i);
    for (const [, href] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https:\/\/e\.example/);
  });

  it.each([
    '['.repeat(60_000),
    '**'.repeat(30_000),
    '`'.repeat(60_000),
    '> '.repeat(30_000),
    `${'- '.repeat(2_000)}x`,
    '|'.repeat(60_000),
    '_a '.repeat(20_000),
  ])(
    'is read in no time, whatever it is (%#)',
    (source) => {
      expect(parseMarkdown(source).length).toBeGreaterThan(0);
    },
    5_000,
  );

  it('shows the readmes of our own plugins', () => {
    const source = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(html(source)).toContain('<h4>Promises</h4>');
    expect(html(source)).toContain('<td><code>/app/me</code>');
  });
});
