import { createPublicKey } from 'node:crypto';
import type { Env } from '#core';
import { dkimKeyOf } from './dkim.ts';

/** The line for the DNS (RFC 6376 §3.6.1, RFC 8463 §4). */
export async function dkimRecord(
  env: Env<'mail'>,
  { dkimDomain, dkimSelector, dkimKey }: { dkimDomain: string; dkimSelector: string; dkimKey: string },
): Promise<{ ok: boolean; message: string }> {
  const key = dkimKeyOf(dkimKey);
  if (!dkimDomain || !key) return { ok: false, message: env.t('Enter a domain and a private key first.') };
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const ed25519 = key.asymmetricKeyType === 'ed25519';
  // Of Ed25519 the bare 32 bytes stand there.
  const value = (ed25519 ? spki.subarray(-32) : spki).toString('base64');
  return { ok: true, message: `${dkimSelector}._domainkey.${dkimDomain} TXT "v=DKIM1; k=${ed25519 ? 'ed25519' : 'rsa'}; p=${value}"` };
}
