import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createKeyRing } from '../create-key-ring.ts';

const [old, young, strange] = [randomBytes(32), randomBytes(32), randomBytes(32)];

describe('the key ring', () => {
  it('opens what it sealed, in its place only; no two seals are alike', () => {
    const ring = createKeyRing([young]);
    const sealed = ring.encrypt('pässword', 'mail.server/1/password');
    expect(ring.decrypt(sealed, 'mail.server/1/password')).toBe('pässword');
    expect(() => ring.decrypt(sealed, 'mail.server/2/password')).toThrow();
    expect(Buffer.from(sealed).equals(ring.encrypt('pässword', 'mail.server/1/password'))).toBe(false);
    expect(ring.decrypt(ring.encrypt('', 'a'), 'a')).toBe('');
  });

  it('refuses every changed byte', () => {
    const ring = createKeyRing([young]);
    const sealed = ring.encrypt('secret', 'a');
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => ring.decrypt(changed, 'a')).toThrow();
    }
    expect(() => ring.decrypt(sealed.slice(0, 20), 'a')).toThrow('not a sealed value');
  });

  it('reads and verifies with every key of the ring, and seals and signs with the first', () => {
    const before = createKeyRing([old]);
    const now = createKeyRing([young, old]);
    expect(now.decrypt(before.encrypt('x', 'a'), 'a')).toBe('x');
    expect(() => before.decrypt(now.encrypt('x', 'a'), 'a')).toThrow('not in ATRIUM_KEYS');
    expect(now.verify(before.sign('link', '1'), 'link', '1')).toBe(true);
    expect(before.verify(now.sign('link', '1'), 'link', '1')).toBe(false);
    expect(createKeyRing([strange]).verify(now.sign('link', '1'), 'link', '1')).toBe(false);
  });

  it('binds a signature to purpose, parts and their borders', () => {
    const ring = createKeyRing([young]);
    const signature = ring.sign('cancel', 'ab', 'c');
    expect(signature).toMatch(/^[\w-]{43}$/);
    expect(ring.verify(signature, 'cancel', 'ab', 'c')).toBe(true);
    for (const [purpose, ...parts] of [
      ['reschedule', 'ab', 'c'],
      ['cancel', 'a', 'bc'],
      ['cancel', 'abc'],
      ['cancel', 'ab', 'c', ''],
      ['cancel', '1:a', 'b'],
    ] as const) {
      expect(ring.verify(signature, purpose, ...parts)).toBe(false);
    }
    for (const forged of ['', 'x', `${signature}A`, signature.toLowerCase()]) expect(ring.verify(forged, 'cancel', 'ab', 'c')).toBe(false);
  });

  it('does not start without keys, or with short ones', () => {
    expect(() => createKeyRing([])).toThrow('ATRIUM_KEYS');
    expect(() => createKeyRing([young, randomBytes(16)])).toThrow('32 bytes');
  });
});
