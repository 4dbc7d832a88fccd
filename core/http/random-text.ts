import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

/** `bytes` random bytes (at most 64) as base64url. Drawn from the system's source many at a time: one by one they would cost more than the rest of a page. Each byte is given once. */
export function randomText(bytes: number): string {
  if (bytes > 64) throw new RangeError('at most 64 bytes at a time');
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + bytes);
  pool.fill(0, used, used + bytes);
  used += bytes;
  return text;
}
