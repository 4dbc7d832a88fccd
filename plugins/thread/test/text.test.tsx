import { describe, expect, it } from 'vitest';
import { fileType, isPicture } from '../file-type.ts';
import { candidatesIn } from '../mentions.ts';
import { RichText } from '../rich-text.tsx';

const shown = async (text: string, names: readonly string[] = []): Promise<string> => String(await RichText({ text, names }));

describe('text as typed', () => {
  it('becomes paragraphs, breaks, lists, bold, code and links, and nothing else', async () => {
    expect(await shown('one\ntwo\n\n- a\n- b')).toBe('<div class="rich"><p>one<br/>two</p><ul><li>a</li><li>b</li></ul></div>');
    expect(await shown('**b** `c` *d*')).toContain('<strong>b</strong> <code>c</code> *d*');
    expect(await shown('(see https://example.org/x).')).toContain(
      '(see <a href="https://example.org/x" rel="noopener noreferrer nofollow">https://example.org/x</a>).',
    );
  });

  it('never becomes markup or a script’s address', async () => {
    const text = await shown('<img src=x onerror=alert(1)> javascript:alert(1) https://e.org/"onmouseover=alert(1) **<b>** `</code><script>`');
    expect(text).not.toMatch(/<img|<script|<b>|href="javascript|"onmouseover/);
  });

  it('marks whom it names, the longest name first', async () => {
    expect(await shown('@Ann Lee-Smith and @Ann', ['Ann', 'Ann Lee-Smith'])).toContain(
      '<span class="mention">@Ann Lee-Smith</span> and <span class="mention">@Ann</span>',
    );
  });
});

describe('who is named', () => {
  it('may be one to four words, or an address; longest first', () => {
    expect(candidatesIn('Ask @Ann Lee, please')[0]).toEqual(['Ann Lee, please', 'Ann Lee', 'Ann Lee,', 'Ann']);
    expect(candidatesIn('(@bob@example.org)')[0]?.[0]).toBe('bob@example.org');
    expect(candidatesIn('mail me@example.org')).toEqual([]);
  });
});

describe('the type of a file', () => {
  it('is read from its bytes', () => {
    const type = (text: string): string => fileType(Buffer.from(text, 'latin1'));
    expect(type('\x89PNG\r\n\x1a\n....')).toBe('image/png');
    expect(type('RIFF....WEBPVP8 ')).toBe('image/webp');
    expect(type('%PDF-1.7')).toBe('application/pdf');
    expect(type('<html><script>')).toBe('text/plain; charset=utf-8');
    expect(type('\x00\x01\x02')).toBe('application/octet-stream');
    expect(['image/svg+xml', 'text/html', 'application/pdf'].some(isPicture)).toBe(false);
  });
});
