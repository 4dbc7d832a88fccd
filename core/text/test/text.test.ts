import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { email, headerSafe, longText, slug, textInput } from '../../index.ts';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean => schema.safeParse(value).success;

describe('one line', () => {
  it('is trimmed and loses marks that turn the direction', () => {
    expect(textInput().parse('  Ann Lee \t')).toBe('Ann Lee');
    expect(textInput().parse('in\u202evoice\u2066.exe')).toBe('invoice.exe');
    expect(textInput().parse('Zoë 🙂 שלום')).toBe('Zoë 🙂 שלום');
  });

  it.each(['a\u0000b', 'a\nb', 'a\rb', 'a\u0007b', 'a\u009fb', 'a\u2028b', 'half \ud83d', '\udc00 half'])('refuses %j', (value) => {
    expect(accepts(textInput(), value)).toBe(false);
  });

  it('keeps its limits after trimming', () => {
    expect(accepts(textInput({ min: 1 }), '   ')).toBe(false);
    expect(accepts(textInput({ min: 1 }), '\u202e')).toBe(false);
    expect(accepts(textInput({ max: 3 }), ' abc ')).toBe(true);
    expect(accepts(textInput({ max: 3 }), 'abcd')).toBe(false);
    expect(accepts(textInput(), 'x'.repeat(201))).toBe(false);
    expect(accepts(textInput(), 5)).toBe(false);
  });
});

describe('many lines', () => {
  it('keep line feeds and tabs, and only these', () => {
    expect(longText().parse('one\r\ntwo\rthree\n\tfour\n')).toBe('one\ntwo\nthree\n\tfour');
    expect(accepts(longText(), 'a\u0000b')).toBe(false);
    expect(accepts(longText(), 'x'.repeat(10_001))).toBe(false);
  });
});

describe('an e-mail address', () => {
  it('is one bare address in lower case', () => {
    expect(email().parse(' Ann.Lee+room@Example.COM ')).toBe('ann.lee+room@example.com');
    expect(email().parse("o'brien@mail.example.co.uk")).toBe("o'brien@mail.example.co.uk");
  });

  it.each([
    '',
    'ann',
    'ann@localhost',
    'ann@example.com, eve@evil.test',
    'ann@example.com;eve@evil.test',
    'ann@example.com\r\nBcc: eve@evil.test',
    'ann@example.com\neve@evil.test',
    '"ann, eve"@example.com',
    'Ann <ann@example.com>',
    'ann@exa mple.com',
    'ann@@example.com',
    '.ann@example.com',
    'ann..lee@example.com',
    'ann@-example.com',
    'ann@127.0.0.1',
    'ann@example.com\u0000',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.com`,
  ])('refuses %j', (value) => {
    expect(accepts(email(), value)).toBe(false);
  });

  it('refuses long hostile ones, whose shape invites a search without end', () => {
    expect(accepts(email(), `${'a.'.repeat(100)}@${'a-'.repeat(20)}!`)).toBe(false);
    expect(accepts(email(), 'a@'.repeat(50_000))).toBe(false);
  });
});

describe('a slug', () => {
  it('is lower case, digits and single hyphens', () => {
    expect(slug().parse(' Room-4 ')).toBe('room-4');
    for (const value of ['', 'a b', '-a', 'a--b', 'é', 'a/b']) expect(accepts(slug(), value)).toBe(false);
  });
});

describe('text for headers', () => {
  it('is one line without quotes', () => {
    expect(headerSafe('Ann "the\r\nBcc: eve@evil.test" Lee')).toBe("Ann 'the Bcc: eve@evil.test' Lee");
    expect(headerSafe('a'.repeat(20), 10)).toBe(`${'a'.repeat(9)}…`);
  });

  it('never holds a control character, a quote or half a character, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }), (value) => {
        const safe = headerSafe(value, 20);
        expect(safe.isWellFormed()).toBe(true);
        expect(safe.length).toBeLessThanOrEqual(20);
        expect(/[\p{Cc}"\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(safe)).toBe(false);
      }),
    );
  });
});
