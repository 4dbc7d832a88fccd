import type {} from './schema.ts';

export type OutgoingMail = {
  kind: string;
  to: { name: string; email: string };
  replyTo?: string;
  subject: string;
  text: string;
  /** A whole document; see `mailLayout` in `plugins/mail/layout.tsx`. */
  html?: string;
  ics?: { content: string; method: 'REQUEST' | 'CANCEL' | 'PUBLISH' };
  source?: { model: string; record: string };
  /** At most one mail per key. */
  dedupeKey?: string;
};

export type MailService = {
  /** Writes all of them to the outbox in two statements, in the caller's transaction; sent after commit, one message per recipient. @returns the rows' ids, those left out by `dedupeKey` missing. */
  send(input: { mails: readonly OutgoingMail[] }): Promise<string[]>;
};

declare module '#core' {
  interface Services {
    mail: MailService;
  }
}
