import { describe, expect, it } from 'vitest';
import { createClock, waitFor } from '../index.ts';

describe('the clock of tests', () => {
  it('stands still until it is moved, forwards and backwards', () => {
    const clock = createClock('2026-03-29T00:59:59Z');
    expect(clock.now()).toEqual(clock.now());
    clock.advance(1000);
    expect(clock.now().toISOString()).toBe('2026-03-29T01:00:00.000Z');
    clock.advance(-3_600_000);
    expect(clock.now().toISOString()).toBe('2026-03-29T00:00:00.000Z');
  });

  it('cannot be changed through a date it gave away', () => {
    const clock = createClock('2026-03-29T00:00:00Z');
    clock.now().setFullYear(1999);
    expect(clock.now().getUTCFullYear()).toBe(2026);
  });

  it('refuses what is no instant', () => {
    expect(() => createClock('tomorrow')).toThrow(RangeError);
  });
});

describe('waiting', () => {
  it('gives what was awaited, or says what did not come', async () => {
    let round = 0;
    expect(await waitFor('the third round', () => (++round === 3 ? round : undefined))).toBe(3);
    await expect(waitFor('a miracle', () => false, 0.1)).rejects.toThrow('a miracle');
  });
});
