import { createHash } from 'node:crypto';
import { type Env, headerSafe } from '#core';
import { type InboundMail, readMail } from './read-mail.ts';
import { takeBounces } from './take-bounces.ts';

/** What became of a received mail. `reason`: a sentence for administrators. */
export type Taken = { outcome: 'done' | 'refused' | 'ignored'; reason: string };

/** The contract `mail.inbound`: who does something with mails that arrive. Runs with the implementing plugin's own env. */
export type InboundTaker = {
  /** @returns undefined where the mail is not for it */
  take(env: Env<never>, mail: InboundMail): Promise<Taken | undefined>;
};

/** How often one mail may be delivered without being taken twice. */
const digestOf = (raw: Uint8Array): string => createHash('sha256').update(raw).digest('base64url');

/**
 * Takes a raw mail, however it came: bounces put addresses on the list, answers go to whoever asked. The same bytes are taken once. What was said is noted, not the mail.
 */
export async function receive(env: Env<'mail'>, raw: Uint8Array): Promise<Taken> {
  const digest = digestOf(raw);
  const [known] = await env.model('mail.received').find({ digest });
  if (known) return { outcome: known.outcome, reason: known.reason };
  let mail: InboundMail;
  try {
    mail = await readMail(raw);
  } catch {
    return note(env, digest, undefined, { outcome: 'refused', reason: env.t('The mail cannot be read.') });
  }
  return note(env, digest, mail, await take(env, mail));
}

async function take(env: Env<'mail'>, mail: InboundMail): Promise<Taken> {
  if (mail.bounces.length > 0) return takeBounces(env, mail.bounces);
  for (const [key, taker] of env.implementations('mail.inbound')) {
    const taken = await taker.take(env.implementer('mail.inbound', key), mail);
    if (taken) return taken;
  }
  return { outcome: 'ignored', reason: env.t('Nothing here waits for such a mail.') };
}

async function note(env: Env<'mail'>, digest: string, mail: InboundMail | undefined, { outcome, reason }: Taken): Promise<Taken> {
  await env.model('mail.received').create(
    [
      {
        digest,
        fromEmail: headerSafe(mail?.from ?? '', 320) || null,
        subject: headerSafe(mail?.subject ?? '', 500),
        outcome,
        reason: headerSafe(reason, 500),
      },
    ],
    {
      onConflict: { constraint: 'mail_received_digest_key', do: 'nothing' },
    },
  );
  return { outcome, reason };
}
