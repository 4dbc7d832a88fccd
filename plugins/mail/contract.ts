import type { InboundTaker, Taken } from './inbound/receive.ts';
import type {} from './schema.ts';
import type { MailKind, MailWords } from './templates/mail-kind.ts';

export type { InboundMail } from './inbound/read-mail.ts';
export type { InboundTaker, Taken } from './inbound/receive.ts';
export { MailButton, MailChoices, MailTable, mailLayout } from './layout.tsx';
export { kindTitles } from './templates/kind-titles.ts';
export {
  fillIn,
  keptPlaceholders,
  type MailBody,
  type MailKind,
  type MailTemplate,
  type MailWords,
  type OwnWords,
  readOwnWords,
  unknownPlaceholders,
} from './templates/mail-kind.ts';

export type OutgoingMail = {
  /** What it is, for lists and searches: `ics-mailer.invitation`. A key of the contract `mail.kind`, which gives it a title. */
  kind: string;
  to: { name: string; email: string };
  replyTo?: string;
  subject: string;
  text: string;
  /** A whole document; made by `mailLayout`. */
  html?: string;
  ics?: { content: string; method: 'REQUEST' | 'CANCEL' | 'PUBLISH' };
  source?: { model: string; record: string };
  /** The text holds a link that opens an account: it is taken out of the outbox as soon as nothing more is to be sent. */
  secretText?: true;
  /** Address that ends mails of this kind, by a page (GET) or with one press (POST, RFC 8058). */
  unsubscribe?: string;
  /** At most one mail per key. */
  dedupeKey?: string;
};

/** Mails about one record, by state. */
export type MailProgress = { queued: number; sent: number; failed: number; suppressed: number };

/** One mail about a record. `problem`: why it was not sent, in plain words. */
export type MailOf = { id: string; kind: string; name: string; email: string; subject: string; state: keyof MailProgress; problem: string | null; at: Date };

export type MailService = {
  /**
   * Writes all of them to the outbox, in the caller's transaction: one statement for the mails and one for the job that sends them after commit, one message per
   * recipient. Line breaks and control characters in names and subjects become spaces; an address that is none is left out (and logged), so that it stops no other.
   * @returns the rows' ids, those left out by `dedupeKey` or by their address missing.
   */
  send(input: { mails: readonly OutgoingMail[] }): Promise<string[]>;
  /** How far the mails about a record are. No rule narrows it: pass on only to whoever may see the record. */
  progress(input: { model: string; record: string }): Promise<MailProgress>;
  /** The mails about a record, newest first, without their text; those not sent first. */
  mailsOf(input: { model: string; record: string; limit: number; offset: number }): Promise<MailOf[]>;
  /** Puts mails about a record back into the queue: these, or all that were not sent. For plugins alone. @returns how many */
  resend(input: { model: string; record: string; ids?: readonly string[] }): Promise<number>;
  /** What administrators wrote in place of the usual words; read through `readOwnWords`. */
  templates(input: Record<never, never>): Promise<readonly ({ kind: string; language: string } & MailWords)[]>;
  /** For plugins alone: a raw mail that arrived (RFC 5322). */
  receive(input: { raw: Uint8Array }): Promise<Taken>;
};

declare module '#core' {
  interface Contracts {
    'mail.inbound': InboundTaker;
    'mail.kind': MailKind;
  }
  interface Services {
    mail: MailService;
  }
}
