import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Older calls are refused: whoever has overheard one cannot send it again. Also the other way, for clocks that differ. */
const WINDOW_MS = 5 * 60_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Both sides are hashed first, so that neither length nor content shows in the time that it takes. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** `v0=` and the HMAC-SHA-256 over the bytes as they came: JSON that is parsed and written again is another text. */
export function webhookSignature(secret: string, timestamp: string, bytes: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex')}`;
}

/** Is this call from the service, and of now? Without a secret nothing is. */
export function isFromZoom({
  secret,
  bytes,
  signature,
  timestamp,
  now,
}: {
  secret: string;
  bytes: Uint8Array;
  signature: string | undefined;
  timestamp: string | undefined;
  now: Date;
}): boolean {
  const stamp = timestamp !== undefined && /^\d{10}$/.test(timestamp) ? timestamp : '';
  const genuine = same(signature ?? '', webhookSignature(secret, stamp, bytes));
  return secret !== '' && stamp !== '' && genuine && Math.abs(now.getTime() - Number(stamp) * 1_000) <= WINDOW_MS;
}

/** The answer with which the service makes sure that the address is ours. */
export function urlValidation(secret: string, plainToken: string): { plainToken: string; encryptedToken: string } {
  return { plainToken, encryptedToken: createHmac('sha256', secret).update(plainToken).digest('hex') };
}
