import type { Env } from '#core';
import { keptPlaceholders, type MailWords, readOwnWords } from '../mail/contract.ts';
import { type MailKind, mailKinds } from './mail-kinds.ts';

/** What may stand in braces in mails about meetings; each is filled in for the reader, in the reader's language and zone. */
export const placeholders = ['topic', 'when', 'date', 'time', 'zone', 'host', 'guest', 'place', 'duration', 'workspace', 'name'] as const;
export type Placeholder = (typeof placeholders)[number];

/** The words of the program in this language. `env` speaks it. */
export const usualWords = (env: Env<'ics-mailer'>, kind: MailKind): MailWords => {
  const kept = keptPlaceholders(placeholders);
  const { subject, lead } = mailKinds[kind];
  return { subject: env.t(subject as never, kept as never), lead: env.t(lead as never, kept as never), closing: '' };
};

/** Every mail's words, those of administrators first; one statement. */
export async function readWords(env: Env<'ics-mailer'>): Promise<(reader: Env<'ics-mailer'>, kind: MailKind) => MailWords> {
  const own = await readOwnWords(env);
  return (reader, kind) => own(`ics-mailer.${kind}`, reader.preferences.language) ?? usualWords(reader, kind);
}
