import { describe, expect, it } from 'vitest';
import { hashPassword, passwordProblem, verifyPassword } from '../passwords.ts';

describe('passwords', () => {
  it('are kept as argon2id with 19 MiB and two passes, each with its own salt', async () => {
    const [first, second] = await Promise.all([hashPassword('a rather long phrase'), hashPassword('a rather long phrase')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await verifyPassword(first, 'a rather long phrase')).toBe(true);
    expect(await verifyPassword(first, 'a rather long phrasE')).toBe(false);
  });

  it('never match where there is no stored hash, not even the decoy', async () => {
    expect(await verifyPassword(null, 'a decoy that nobody knows')).toBe(false);
    expect(await verifyPassword(undefined, '')).toBe(false);
  });

  it('may be typed in either Unicode form', async () => {
    expect(await verifyPassword(await hashPassword('caf\u00e9 au lait'), 'cafe\u0301 au lait')).toBe(true);
  });

  it.each([
    ['short', /at least 10/],
    ['x'.repeat(201), /at most 200/],
    ['Password123', /first that attackers try/],
    ['qwertyuiop', /first that attackers try/],
    ['aaaaaaaaaaab', /repeats/],
    ['annabella.example2026!', /too close/],
  ])('refuses %s', (password, reason) => {
    expect(passwordProblem(password, ['Ann', 'annabella.example@example.com'])).toMatch(reason);
  });

  it('takes a phrase, and counts characters, not bytes', () => {
    expect(passwordProblem('tulips on the moon', ['Ann'])).toBeUndefined();
    expect(passwordProblem('日本語のひみつの言葉', ['Ann'])).toBeUndefined();
    expect(passwordProblem('😀😁😂😃😄')).toMatch(/at least 10/);
  });
});
