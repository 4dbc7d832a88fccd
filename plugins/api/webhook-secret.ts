import { createHmac } from 'node:crypto';

/** As Standard Webhooks has it: 32 random bytes in base64 behind `whsec_`. */
export const makeSecret = (random: (bytes: number) => string): string => `whsec_${Buffer.from(random(32), 'base64url').toString('base64')}`;

/** `v1,<base64 of HMAC-SHA-256 over id.timestamp.body>` for each secret, so that a receiver may change over from one to the next. */
export function signMessage(secrets: readonly string[], { id, timestamp, body }: { id: string; timestamp: number; body: string }): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
