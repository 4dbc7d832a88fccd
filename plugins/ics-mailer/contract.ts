import type { Env } from '#core';
import type { MeetingDetails } from '../meetings/contract.ts';
import type { MailLinks } from './links-of.ts';
import type { MailKind } from './mail-kinds.ts';

export type { MailLinks } from './links-of.ts';
export type { MailKind } from './mail-kinds.ts';

export type GuestLinks = {
  /** Where the guest sees the booking. */
  view?: string;
  reschedule?: string;
  cancel?: string;
};

/** One guest's booking of a meeting that several may share. Addresses are in lower case. */
export type OneBooking = {
  name: string;
  email: string;
  /** To the questions of the form, as they were asked. */
  answers: readonly { question: string; answer: string }[];
  /** Whom the guest brings. */
  others: readonly { name: string; email: string }[];
  /** A request that nobody answers lapses then; null: nothing is asked. */
  answerBy: Date | null;
  /** The guest has given the place back. */
  left: boolean;
  /** How often this booking went from one meeting to another. */
  moves: number;
};

/** What is known of a meeting that guests booked. Tell each reader only what is theirs. */
export type Booked = {
  /** What the booking page says of it, and of moving and cancelling. */
  description: string | null;
  policy: string | null;
  /** Where another time can be booked; null: nowhere now. */
  again: string | null;
  /** Where hosts approve and decline requests. */
  decide: string | null;
  /** Hosts are asked before it stands. */
  approval: boolean;
  /** Several guests come, and none of them reads of the others. */
  shared: boolean;
  /** So long before the start guests move and cancel by themselves for the last time. */
  changeNoticeMs: number;
  /** The oldest first. */
  bookings: readonly OneBooking[];
};

/** Who knows what guests booked, and the signed addresses under which they manage it. The env is the implementer's own. */
export type GuestLinkMaker = {
  /** @returns undefined where the meeting was not booked through it. */
  links(env: Env<never>, about: { meeting: string; attendee: string }): Promise<GuestLinks | undefined>;
  /** @returns undefined where the meeting was not booked through it. Two statements however many guests. */
  booked(env: Env<never>, meeting: string): Promise<Booked | undefined>;
};

/** What of a feed's source is shown: meetings that overlap, and cancelled ones that were so lately. */
export type FeedSpan = { from: Date; to: Date; cancelledSince: Date };

/** The contract `ics-mailer.feed-source`: of what calendar programs may read the meetings. The env is the implementer's own. */
export type FeedSource = {
  /** What it is, in English; translated where it is shown. */
  title: string;
  /** What this person may make a feed of. Asked again whenever the feed is read, for what it does not name any more is closed. */
  choices(env: Env<never>, person: string): Promise<{ record: string; name: string }[]>;
  /** Its meetings, at most 2,000, in as many statements however many; what lies outside of the span is left out afterwards. Whether the reader may see what they are about is decided elsewhere. */
  meetings(env: Env<never>, record: string, span: FeedSpan): Promise<string[]>;
};

declare module '#core' {
  interface Contracts {
    'ics-mailer.guest-links': GuestLinkMaker;
    'ics-mailer.feed-source': FeedSource;
  }
}

/** Somebody who is told of a meeting without being one of its attendees (a waiting list). */
export type Recipient = {
  id: string;
  name: string;
  email: string;
  timeZone: string;
  language: string;
  links?: MailLinks;
  /** Until when something is kept for the reader. */
  until?: Date;
};

/** What a mail is about where there is no meeting, or where the reader must not know of it. `wholeDay`: the day of `start`, at whatever time. `source`: what the mail log names. */
export type NotifyAbout = Pick<MeetingDetails, 'subject' | 'start' | 'end' | 'timeZone' | 'host' | 'rooms' | 'location'> & {
  source: { model: string; record: string };
  wholeDay?: boolean;
};

export type IcsMailerService = {
  /** The calendar file of one attendee, as the invitation carries it. Null: no such attendee, or the meeting is not confirmed. */
  file(input: { meeting: string; email: string }): Promise<string | null>;
  /**
   * For plugins alone: tells people of a meeting, in their language and zone, without a calendar file: that a request has lapsed, that they are on the waiting list,
   * that a place is free. The same `request` tells each of them once. @returns how many mails were written
   */
  notify(input: ({ meeting: string } | { about: NotifyAbout }) & { kind: MailKind; to: readonly Recipient[]; request: string }): Promise<number>;
};

declare module '#core' {
  interface Services {
    'ics-mailer': IcsMailerService;
  }
}
