import { createHmac, createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { signJwt } from '#core';

const claims = { iss: 'us', sub: 'ann@example.org', iat: 1_800_000_000, exp: 1_800_003_600 };
const parts = (token: string) => {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const read = (piece: string): unknown => JSON.parse(Buffer.from(piece, 'base64url').toString('utf8'));
  return { signed: `${head}.${payload}`, header: read(head), claims: read(payload), signature };
};

it('signs with a private key, and with a shared secret', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const one = parts(await signJwt({ algorithm: 'RS256', key: privateKey, keyId: 'key-1', claims }));
  expect([one.header, one.claims]).toEqual([{ alg: 'RS256', typ: 'JWT', kid: 'key-1' }, claims]);
  expect(createVerify('RSA-SHA256').update(one.signed).verify(publicKey, one.signature, 'base64url')).toBe(true);
  const other = parts(await signJwt({ algorithm: 'HS256', key: 'shared', claims }));
  expect(other.header).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(other.signature).toBe(createHmac('sha256', 'shared').update(other.signed).digest('base64url'));
});

it('names no key that it refuses', async () => {
  for (const key of [
    '',
    'canary',
    '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\\ncanary\\n-----END PRIVATE KEY-----',
  ]) {
    const error = await signJwt({ algorithm: 'RS256', key, claims }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).not.toContain('canary');
    expect(error).not.toHaveProperty('cause');
  }
});
