import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';

/** What is needed of the file that Google gives to download for a key of a service account. */
export type ServiceAccount = { clientEmail: string; keyId: string; privateKey: string; clientId: string };

const file = z.object({
  type: z.string().optional(),
  client_email: z.string().default(''),
  private_key_id: z.string().default(''),
  private_key: z.string().default(''),
  client_id: z.string().default(''),
});

/** Why a file cannot be used: one sentence each, that says what to do. Static, so that forms can translate them. */
export const accountProblems = {
  empty: 'Paste the whole JSON file of the service account.',
  noJson: 'This is not the JSON file. Paste it whole, from the first brace to the last.',
  oauthClient: 'This is the file of an OAuth client. Make a key for a service account and use that file.',
  otherType: 'This JSON file is not one of a service account. Make a key for a service account and use that file.',
  noEmail: 'The file has no “client_email”. Download it again and paste it whole.',
  noKeyId: 'The file has no “private_key_id”. Download it again and paste it whole.',
  noKey: 'The file has no “private_key”. Download it again and paste it whole.',
  escapedNewlines: 'The private key holds “\\n” as two characters instead of line ends. Paste the file unchanged, as it was downloaded.',
  password: 'The private key is protected by a password. Download a key from Google; those have none.',
  pkcs1: 'The private key is in the older form “RSA PRIVATE KEY” (PKCS#1). Use the file as Google gives it, with “PRIVATE KEY”.',
  publicKey: 'This is a public key or a certificate. The file with the private key is needed.',
  truncated: 'The private key is cut off or damaged. Download the file again and paste it whole.',
  notRsa: 'The private key is not an RSA key. Make a new key for the service account and choose JSON.',
} as const;
type Problem = (typeof accountProblems)[keyof typeof accountProblems];

/** @returns what is wrong with a private key as PEM; undefined: nothing */
function keyProblem(key: string): Problem | undefined {
  const text = key.trim();
  if (text === '') return accountProblems.noKey;
  if (text.includes('\\n')) return accountProblems.escapedNewlines;
  if (text.includes('BEGIN ENCRYPTED PRIVATE KEY') || text.includes('Proc-Type: 4,ENCRYPTED')) return accountProblems.password;
  if (text.includes('BEGIN RSA PRIVATE KEY')) return accountProblems.pkcs1;
  if (/BEGIN (PUBLIC KEY|CERTIFICATE)/.test(text)) return accountProblems.publicKey;
  if (!/^-----BEGIN PRIVATE KEY-----\r?\n[\s\S]+\n-----END PRIVATE KEY-----$/.test(text)) return accountProblems.truncated;
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa' ? undefined : accountProblems.notRsa;
  } catch {
    return accountProblems.truncated;
  }
}

/** Reads the whole file as pasted or from the environment. */
export function readServiceAccount(text: string): { account: ServiceAccount; problem?: never } | { account?: never; problem: Problem } {
  if (text.trim() === '') return { problem: accountProblems.empty };
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { problem: accountProblems.noJson };
  }
  if (typeof read === 'object' && read !== null && ('web' in read || 'installed' in read)) return { problem: accountProblems.oauthClient };
  const found = file.safeParse(read);
  if (!found.success || found.data.type !== 'service_account') return { problem: accountProblems.otherType };
  const { client_email: clientEmail, private_key_id: keyId, private_key: privateKey, client_id: clientId } = found.data;
  if (clientEmail === '') return { problem: accountProblems.noEmail };
  if (keyId === '') return { problem: accountProblems.noKeyId };
  const problem = keyProblem(privateKey);
  return problem ? { problem } : { account: { clientEmail, keyId, privateKey, clientId } };
}
