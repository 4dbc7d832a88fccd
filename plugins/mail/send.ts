import { type Env, email, headerSafe } from '#core';
import type { OutgoingMail } from './contract.ts';
import { sendMessages } from './jobs.ts';

/** Mails of one job; a meeting rarely has more. */
const PER_JOB = 500;

/** Control characters other than line feed and tab: a text field would refuse the whole batch for them. */
const control = /(?![\n\t])\p{Cc}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const untidy = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** Mails are long and nearly always clean: those are not copied. */
const lines = (value: string): string =>
  untidy.test(value) || !value.isWellFormed() ? value.toWellFormed().replace(/\r\n?/g, '\n').replace(control, ' ') : value;

/** Writes mails to the outbox: one statement for the rows, one for the job (one more for each further 500). See `MailService.send`. */
export async function send(env: Env<'mail'>, mails: readonly OutgoingMail[]): Promise<string[]> {
  const host = new URL(env.baseUrl).hostname;
  const rows = mails.flatMap((mail) => {
    const address = email().safeParse(mail.to.email);
    if (!address.success) {
      env.log.warn({ kind: mail.kind, record: mail.source?.record }, 'mail left out: its address is none');
      return [];
    }
    const id = env.id();
    return [
      {
        id,
        messageId: `${id}@${host}`,
        kind: mail.kind,
        toName: headerSafe(mail.to.name, 120),
        toEmail: address.data,
        replyTo: mail.replyTo ?? null,
        subject: headerSafe(mail.subject, 500),
        text: lines(mail.text),
        html: mail.html === undefined ? null : lines(mail.html),
        ics: mail.ics === undefined ? null : lines(mail.ics.content),
        icsMethod: mail.ics?.method ?? null,
        sourceModel: mail.source?.model ?? null,
        source: mail.source?.record ?? null,
        secretText: mail.secretText ?? false,
        unsubscribe: mail.unsubscribe !== undefined && /^https?:\/\/[!-~]+$/.test(mail.unsubscribe) ? mail.unsubscribe : null,
        dedupeKey: mail.dedupeKey ?? null,
      },
    ];
  });
  if (rows.length === 0) return [];
  return env.tx(async () => {
    const ids = await env.model('mail.message').add(rows, { onConflict: { constraint: 'mail_message_dedupe_key_key', do: 'nothing' } });
    for (let at = 0; at < ids.length; at += PER_JOB) await env.enqueue(sendMessages, { messages: ids.slice(at, at + PER_JOB) });
    return ids;
  });
}
