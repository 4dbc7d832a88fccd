import type { Env } from '#core';
import type { Bounce } from './read-mail.ts';
import type { Taken } from './receive.ts';

/** Is it final, and about the address or its mailbox (RFC 3463: 5.1.x, 5.2.1; the bare 5.0.0 of older servers)? A full mailbox or a refused text is not. */
const aboutAddress = (status: string): boolean => /^5\.(1\.\d+|2\.1|0\.0)$/.test(status);

/**
 * A bounce counts only where it names a mail of ours that went to that very address: whoever forges one would have to know its Message-ID, so nobody takes a
 * stranger's address out of our reach.
 */
export async function takeBounces(env: Env<'mail'>, bounces: readonly Bounce[]): Promise<Taken> {
  const failed = bounces.filter(({ action, messageId }) => action === 'failed' && messageId !== null);
  if (failed.length === 0) return { outcome: 'ignored', reason: env.t('A report about a mail on its way; nothing to be done.') };
  const messages = await env.model('mail.message').find({ messageId: { in: failed.flatMap(({ messageId }) => messageId ?? []) } });
  const known = failed.flatMap((bounce) => {
    const message = messages.find(({ messageId, toEmail }) => messageId === bounce.messageId && toEmail === bounce.recipient);
    return message ? [{ bounce, message }] : [];
  });
  if (known.length === 0) return { outcome: 'refused', reason: env.t('The bounce names no mail that was sent from here to that address.') };
  for (const { bounce, message } of known) {
    const problem = env.t('The mail came back: {reason}', { reason: bounce.diagnostic || bounce.status });
    await env.model('mail.message').update(message.id, { state: 'failed', problem: problem.slice(0, 500) });
    if (aboutAddress(bounce.status))
      await env
        .model('mail.suppression')
        .create([{ email: message.toEmail, reason: problem.slice(0, 500) }], { onConflict: { constraint: 'mail_suppression_email_key', do: 'nothing' } });
  }
  return {
    outcome: 'done',
    reason: env.t('A mail came back from {address}.', {
      address: known
        .map(({ message }) => message.toEmail)
        .join(', ')
        .slice(0, 300),
    }),
  };
}
