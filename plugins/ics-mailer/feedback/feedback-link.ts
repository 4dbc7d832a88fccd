import type { Env } from '#core';

const PURPOSE = 'ics-mailer.feedback';

/** Where one attendee says what the meeting was like. Nothing is stored until then. */
export const feedbackUrl = (env: Env<'ics-mailer'>, meeting: string, attendee: string): string =>
  `${env.baseUrl}/feedback/${meeting}.${attendee}.${env.secrets.sign(PURPOSE, meeting, attendee)}`;

/** @returns undefined for what we have not signed */
export function readFeedbackToken(env: Env<'ics-mailer'>, token: string): { meeting: string; attendee: string } | undefined {
  const [, meeting = '', attendee = '', signature = ''] = /^([0-9a-f-]{36})\.([0-9a-f-]{36})\.([\w-]{20,100})$/.exec(token) ?? [];
  return meeting && env.secrets.verify(signature, PURPOSE, meeting, attendee) ? { meeting, attendee } : undefined;
}
