import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Env, fail, json, route } from '#core';
import { settings } from '../settings.ts';
import { receive } from './receive.ts';

const PATIENCE_MS = 5 * 60_000;

/** `HMAC-SHA-256(secret, "<timestamp>." + raw mail)` in hexadecimal, the timestamp in seconds since 1970. */
const inboundSignature = (secret: string, timestamp: string, raw: Uint8Array): string =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');

export const inboundRoutes = [
  route({
    method: 'POST',
    path: '/mail/inbound',
    auth: 'webhook',
    summary: 'Takes a raw mail (message/rfc822) from a mail server, signed',
    maxBody: 10_000_000,
    limits: [{ name: 'mail.inbound', per: 'address', max: 600, window: 60 }],
    async handler(env: Env<'mail'>, { bytes, header }) {
      const own = env.asPlugin();
      const { inboundSecret } = await own.settings(settings);
      const timestamp = header('x-atrium-timestamp') ?? '';
      const given = Buffer.from(header('x-atrium-signature') ?? '', 'hex');
      const expected = Buffer.from(inboundSignature(inboundSecret, timestamp, bytes), 'hex');
      const fresh = /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - env.now().getTime()) <= PATIENCE_MS;
      if (inboundSecret === '' || !fresh || given.length !== expected.length || !timingSafeEqual(given, expected)) throw fail('ACCESS_DENIED');
      return json(await receive(own, bytes), { status: 202 });
    },
  }),
];
