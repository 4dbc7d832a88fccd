import type { Env } from '#core';

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

declare module '#core' {
  interface Contracts {
    'ics-mailer.guest-links': GuestLinkMaker;
  }
}

export type IcsMailerService = {
  /** The calendar file of one attendee, as the invitation carries it. Null: no such attendee, or the meeting is not confirmed. */
  file(input: { meeting: string; email: string }): Promise<string | null>;
};

declare module '#core' {
  interface Services {
    'ics-mailer': IcsMailerService;
  }
}
