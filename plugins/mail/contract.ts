import type {} from './schema.ts';

export { MailButton, MailTable, mailLayout } from './layout.tsx';

export type OutgoingMail = {
  /** What it is, for lists and searches: `ics-mailer.invitation`. */
  kind: string;
  to: { name: string; email: string };
  replyTo?: string;
  subject: string;
  text: string;
  /** A whole document; made by `mailLayout`. */
  html?: string;
  ics?: { content: string; method: 'REQUEST' | 'CANCEL' | 'PUBLISH' };
  source?: { model: string; record: string };
  /** At most one mail per key. */
  dedupeKey?: string;
};

export type MailService = {
  /**
   * Writes all of them to the outbox, in the caller's transaction: one statement for the mails and one for the job that sends them after commit, one message per
   * recipient. Line breaks and control characters in names and subjects become spaces; an address that is none is left out (and logged), so that it stops no other.
   * @returns the rows' ids, those left out by `dedupeKey` or by their address missing.
   */
  send(input: { mails: readonly OutgoingMail[] }): Promise<string[]>;
};

declare module '#core' {
  interface Services {
    mail: MailService;
  }
}
