import { describe, expect, it } from 'vitest';
import { safeNext } from '../safe-next.ts';

describe('safeNext (open redirect after sign-in)', () => {
  it.each(['/app', '/app/base.person?page=2#x', '/book/abc'])('follows %s', (path) => {
    expect(safeNext(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    '/./%2e//evil.example',
    '/..//evil.example',
    '/sign-in?next=/sign-in',
    '/sign-out',
    `/${'a'.repeat(2000)}`,
  ])('does not follow %j', (path) => {
    expect(safeNext(path)).toBe('/app');
  });
});
