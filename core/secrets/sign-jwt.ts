import { importPKCS8, SignJWT } from 'jose';

export type JwtClaims = Readonly<Record<string, unknown>> & {
  /** Unix seconds. */
  iat: number;
  exp: number;
};

/**
 * A signed token for another service (RFC 7519). Nothing of ours is opened with it: own links are `env.secrets.sign`, own tokens `env.tokens`.
 * @param key `RS256`: a private key in PKCS#8 as PEM; `HS256`: the shared secret
 * @throws TypeError where the key is no such key; the words do not hold it
 */
export async function signJwt({
  algorithm,
  key,
  keyId,
  claims,
}: {
  algorithm: 'RS256' | 'HS256';
  key: string;
  keyId?: string;
  claims: JwtClaims;
}): Promise<string> {
  const header = { alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  try {
    const material = algorithm === 'RS256' ? await importPKCS8(key, algorithm) : new TextEncoder().encode(key);
    return await new SignJWT({ ...claims }).setProtectedHeader(header).sign(material);
  } catch {
    throw new TypeError(`the key cannot sign with ${algorithm}`);
  }
}
