/** What a mail about a meeting says, and how it begins. The words are keys of the translations. */
export const mailKinds = {
  invitation: { subject: 'Invitation: {topic} @ {when}', lead: 'You are invited to “{topic}”.', calendar: true },
  update: { subject: 'Updated: {topic} @ {when}', lead: '“{topic}” has changed. This is how it stands now.', calendar: true },
  cancellation: { subject: 'Cancelled: {topic} @ {when}', lead: '“{topic}” will not take place.', calendar: true },
  postponed: {
    subject: 'Off for now: {topic} @ {when}',
    lead: '“{topic}” does not take place at this time. You will be invited again when it is settled.',
    calendar: true,
  },
  reminder: { subject: 'Reminder: {topic} @ {when}', lead: '“{topic}” is coming up.', calendar: false },
  received: {
    subject: 'Request received: {topic} @ {when}',
    lead: 'Your request for “{topic}” has arrived. You will hear from us as soon as it is decided; the time is held for you until then.',
    calendar: false,
  },
  request: { subject: 'New request: {topic} @ {when}', lead: '{guest} asks for “{topic}”. Please confirm or decline it.', calendar: false },
  declined: { subject: 'Not possible: {topic} @ {when}', lead: 'Your request for “{topic}” could not be accepted.', calendar: false },
  withdrawn: { subject: 'Withdrawn: {topic} @ {when}', lead: 'The request for “{topic}” was withdrawn; the time is free again.', calendar: false },
} as const;

export type MailKind = keyof typeof mailKinds;

/** After these there is nothing left to manage, and the reason belongs into the mail. */
export const isOver = (kind: MailKind): boolean => kind === 'cancellation' || kind === 'postponed' || kind === 'declined' || kind === 'withdrawn';
