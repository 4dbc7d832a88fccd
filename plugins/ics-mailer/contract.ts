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

/** Who knows the signed addresses under which a guest manages the own booking. The env is the implementer's own. */
export type GuestLinkMaker = {
  /** @returns undefined where the meeting was not booked through it. */
  links(env: Env<never>, about: { meeting: string; attendee: string }): Promise<GuestLinks | undefined>;
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
