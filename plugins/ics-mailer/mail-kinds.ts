/**
 * What a mail about a meeting says, and how it begins. The words are keys of the translations; administrators may write others. `live`: the meeting stands, so the
 * join link and what the reader can do belong into the mail.
 */
export const mailKinds = {
  invitation: { title: 'Invitation', subject: 'Invitation: {topic} @ {when}', lead: 'You are invited to “{topic}”.', calendar: true, live: true },
  confirmed: { title: 'Confirmation', subject: 'Confirmed: {topic} @ {when}', lead: '“{topic}” is confirmed.', calendar: true, live: true },
  booked: { title: 'New booking', subject: 'New booking: {topic} @ {when}', lead: '{guest} has booked “{topic}”.', calendar: true, live: true },
  added: { title: 'Guest of a guest', subject: 'Invitation: {topic} @ {when}', lead: '{guest} has added you to “{topic}”.', calendar: true, live: true },
  update: {
    title: 'Meeting changed',
    subject: 'Updated: {topic} @ {when}',
    lead: '“{topic}” has changed. This is how it stands now.',
    calendar: true,
    live: true,
  },
  link: { title: 'Link ready', subject: 'Link ready: {topic} @ {when}', lead: 'The link to join “{topic}” is here.', calendar: true, live: true },
  cancellation: { title: 'Cancellation', subject: 'Cancelled: {topic} @ {when}', lead: '“{topic}” will not take place.', calendar: true, live: false },
  postponed: {
    title: 'Off for now',
    subject: 'Off for now: {topic} @ {when}',
    lead: '“{topic}” does not take place at this time. You will be invited again when it is settled.',
    calendar: true,
    live: false,
  },
  reminder: { title: 'Reminder', subject: 'Reminder: {topic} @ {when}', lead: '“{topic}” is coming up.', calendar: false, live: true },
  received: {
    title: 'Request received',
    subject: 'Request received: {topic} @ {when}',
    lead: 'Your request for “{topic}” has arrived. You will hear from us as soon as it is decided; the time is held for you until then.',
    calendar: false,
    live: false,
  },
  request: {
    title: 'New request',
    subject: 'New request: {topic} @ {when}',
    lead: '{guest} asks for “{topic}”. Please confirm or decline it.',
    calendar: false,
    live: false,
  },
  unanswered: {
    title: 'Request still open',
    subject: 'Still waiting: {topic} @ {when}',
    lead: '{guest} still waits for your answer to “{topic}”. Please confirm or decline it; if nobody does, the request lapses.',
    calendar: false,
    live: false,
  },
  declined: {
    title: 'Request declined',
    subject: 'Not possible: {topic} @ {when}',
    lead: 'Your request for “{topic}” could not be accepted.',
    calendar: false,
    live: false,
  },
  lapsed: {
    title: 'Request lapsed',
    subject: 'Not confirmed in time: {topic} @ {when}',
    lead: 'Your request for “{topic}” was not confirmed in time, so the time is free again. You are welcome to choose another one.',
    calendar: false,
    live: false,
  },
  withdrawn: {
    title: 'Request withdrawn',
    subject: 'Withdrawn: {topic} @ {when}',
    lead: 'The request for “{topic}” was withdrawn; the time is free again.',
    calendar: false,
    live: false,
  },
  returned: {
    title: 'Place given back',
    subject: 'Place given back: {topic} @ {when}',
    lead: 'Your place at “{topic}” is given back.',
    calendar: true,
    live: false,
  },
  joined: {
    title: 'Place taken (host)',
    subject: 'Place taken: {topic} @ {when}',
    lead: '{guest} has taken a place at “{topic}”.',
    calendar: false,
    live: true,
  },
  left: {
    title: 'Place given back (host)',
    subject: 'Place free again: {topic} @ {when}',
    lead: '{guest} has given the place at “{topic}” back.',
    calendar: false,
    live: true,
  },
  waitlist: {
    title: 'Waiting list',
    subject: 'On the waiting list: {topic} @ {when}',
    lead: '“{topic}” is full. You are on the waiting list and will hear from us as soon as a place is free.',
    calendar: false,
    live: false,
  },
  seat: {
    title: 'Place free',
    subject: 'A place is free: {topic} @ {when}',
    lead: 'A place at “{topic}” is free. Take it before somebody else does.',
    calendar: false,
    live: false,
  },
  feedback: {
    title: 'Feedback',
    subject: 'How was it? {topic} @ {when}',
    lead: 'Thank you for taking part in “{topic}”. How was it?',
    calendar: false,
    live: false,
  },
} as const;

export type MailKind = keyof typeof mailKinds;

export const isMailKind = (value: string): value is MailKind => Object.hasOwn(mailKinds, value);

/** After these there is nothing left to manage, and the reason belongs into the mail. */
export const isOver = (kind: MailKind): boolean =>
  kind === 'cancellation' || kind === 'postponed' || kind === 'declined' || kind === 'withdrawn' || kind === 'lapsed' || kind === 'returned';
