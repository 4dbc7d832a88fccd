import { createPrivateKey, type KeyObject } from 'node:crypto';

/** With what mails of a domain are signed (RFC 6376). `privateKey`: PEM. */
export type Dkim = { domain: string; selector: string; privateKey: string };

/** Line breaks may be written as `\\n`, as the environment has them. @returns undefined for what is no private key that can sign mails */
export function dkimKeyOf(text: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(text.trim().replaceAll('\\n', '\n'));
    return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** @returns null where mails are not signed */
export function dkimOf({ dkimDomain, dkimSelector, dkimKey }: { dkimDomain: string; dkimSelector: string; dkimKey: string }): Dkim | null {
  const key = dkimDomain && dkimKey ? dkimKeyOf(dkimKey) : undefined;
  return key ? { domain: dkimDomain, selector: dkimSelector, privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString() } : null;
}
