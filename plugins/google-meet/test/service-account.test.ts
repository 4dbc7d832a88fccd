import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { signJwt } from '#core';
import { assertionClaims } from '../assertion.ts';
import { accountProblems, readServiceAccount } from '../service-account.ts';
import { serviceAccount } from './fake-google.ts';

const json = (changed: Record<string, unknown>): string => JSON.stringify({ ...serviceAccount, ...changed });
const rsa = serviceAccount.private_key;
const pem = (type: 'pkcs1' | 'pkcs8', options: object = {}): string =>
  String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type, format: 'pem', ...options }));

it('reads the file as Google gives it', () => {
  expect(readServiceAccount(`\n${json({})}\n`)).toEqual({
    account: { clientEmail: serviceAccount.client_email, keyId: 'key-0001', privateKey: rsa, clientId: serviceAccount.client_id },
  });
});

it('says what is wrong in one sentence each', () => {
  const files: readonly [string, keyof typeof accountProblems][] = [
    ['  ', 'empty'],
    ['{"type": "service_account", ', 'noJson'],
    ['C:\\key.json', 'noJson'],
    [JSON.stringify({ web: { client_id: '1' } }), 'oauthClient'],
    [JSON.stringify({ installed: {} }), 'oauthClient'],
    ['[]', 'otherType'],
    ['"text"', 'otherType'],
    [json({ type: 'authorized_user' }), 'otherType'],
    [json({ client_email: undefined }), 'noEmail'],
    [json({ private_key_id: '' }), 'noKeyId'],
    [json({ private_key: ' ' }), 'noKey'],
    [json({ private_key: rsa.replaceAll('\n', '\\n') }), 'escapedNewlines'],
    [json({ private_key: pem('pkcs8', { cipher: 'aes-256-cbc', passphrase: 'x' }) }), 'password'],
    [json({ private_key: pem('pkcs1') }), 'pkcs1'],
    [json({ private_key: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' }), 'publicKey'],
    [json({ private_key: rsa.slice(0, 400) }), 'truncated'],
    [json({ private_key: rsa.replace(/\n.{60}/, '\n') }), 'truncated'],
    [json({ private_key: 'AAAA' }), 'truncated'],
    [json({ private_key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) }), 'notRsa'],
  ];
  for (const [text, problem] of files) expect([problem, readServiceAccount(text).problem]).toEqual([problem, accountProblems[problem]]);
  expect(new Set(files.map(([, problem]) => problem)).size).toBe(Object.keys(accountProblems).length);
});

it('asks for a token in the name of a host, for an hour at most, as if half a minute ago', async () => {
  const { account } = readServiceAccount(json({}));
  if (!account) throw new Error('the file is not read');
  const now = new Date('2027-03-09T09:00:00.900Z');
  const claims = assertionClaims({ account, subject: 'ann@example.org', now });
  expect(claims).toMatchObject({ iss: serviceAccount.client_email, sub: 'ann@example.org', aud: 'https://oauth2.googleapis.com/token' });
  expect([new Date(claims.iat * 1_000).toISOString(), claims.exp - claims.iat]).toEqual(['2027-03-09T08:59:30.000Z', 3_600]);
  expect(await signJwt({ algorithm: 'RS256', key: account.privateKey, keyId: account.keyId, claims })).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});
