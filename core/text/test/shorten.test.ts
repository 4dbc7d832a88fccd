import { expect, it } from 'vitest';
import { shorten } from '#core';

it('leaves what fits, and cuts the rest without tearing a character', () => {
  expect(shorten('twelve chars', 12)).toBe('twelve chars');
  expect(shorten('thirteen chars', 12)).toBe('thirteen ch…');
  for (let max = 1; max < 12; max++) {
    const cut = shorten('🥞🥞🥞🥞🥞🥞', max);
    expect([max, cut.length <= max, cut.isWellFormed()]).toEqual([max, true, true]);
  }
});

it('keeps an end whole', () => {
  expect(shorten('short', 20, ' [ref]')).toBe('short [ref]');
  expect(shorten('x'.repeat(50), 20, ' [ref]')).toBe(`${'x'.repeat(13)}… [ref]`);
  expect(shorten('🥞'.repeat(50), 20, ' [ref]')).toBe(`${'🥞'.repeat(6)}… [ref]`);
});
