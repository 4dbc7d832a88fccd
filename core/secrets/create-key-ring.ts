import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from './key-ring.ts';

/** Layout of a sealed value: version (1), key id (4), nonce (12), tag (16), text. */
const VERSION = 1;
/** The first five bytes of a sealed value, as hexadecimal digits. */
export const sealedHead = (id: string): string => `${VERSION.toString(16).padStart(2, '0')}${id}`;
const HEAD = 1 + 4 + 12 + 16;

const keyId = (key: Uint8Array): Buffer => createHash('sha256').update('atrium-key-id').update(key).digest().subarray(0, 4);

/** AES-256-GCM with a ring of 32-byte keys: the first encrypts and signs, all decrypt and verify. */
export function createKeyRing(keys: readonly Uint8Array[]): KeyRing {
  const [first] = keys;
  if (!first) throw new TypeError('the key ring is empty: set ATRIUM_KEYS');
  if (keys.some((key) => key.length !== 32)) throw new TypeError('each key of ATRIUM_KEYS has 32 bytes');
  const ring = new Map(keys.map((key) => [keyId(key).toString('hex'), key]));
  const firstId = keyId(first);
  const macKeys = new Map<string, Buffer>();
  const macKey = (key: Uint8Array, purpose: string): Buffer => {
    const place = `${keys.indexOf(key)}/${purpose}`;
    const known = macKeys.get(place);
    if (known) return known;
    const made = Buffer.from(hkdfSync('sha256', key, 'atrium-sign', purpose, 32));
    if (macKeys.size < 1_000) macKeys.set(place, made);
    return made;
  };
  // The length of each part stands before it, so that ("ab", "c") and ("a", "bc") differ.
  const mac = (key: Uint8Array, purpose: string, parts: readonly string[]): Buffer =>
    createHmac('sha256', macKey(key, purpose))
      .update(parts.map((part) => `${part.length}:${part}`).join(''))
      .digest();

  return {
    ids: [...ring.keys()],
    encrypt: (plain, aad) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', first, nonce).setAAD(Buffer.from(aad));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), firstId, nonce, cipher.getAuthTag(), text]);
    },
    decrypt: (sealed, aad) => {
      const bytes = Buffer.from(sealed);
      if (bytes.length < HEAD || bytes[0] !== VERSION) throw new TypeError('not a sealed value');
      const key = ring.get(bytes.subarray(1, 5).toString('hex'));
      if (!key) throw new TypeError('the key that sealed this value is not in ATRIUM_KEYS');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(5, 17)).setAAD(Buffer.from(aad)).setAuthTag(bytes.subarray(17, 33));
      return Buffer.concat([decipher.update(bytes.subarray(HEAD)), decipher.final()]).toString('utf8');
    },
    sign: (purpose, ...parts) => mac(first, purpose, parts).toString('base64url'),
    verify: (signature, purpose, ...parts) => {
      const given = createHash('sha256').update(signature).digest();
      return keys.some((key) =>
        timingSafeEqual(
          createHash('sha256')
            .update(mac(key, purpose, parts).toString('base64url'))
            .digest(),
          given,
        ),
      );
    },
  };
}
