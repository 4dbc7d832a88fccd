import type { Env } from '#core';

const PURPOSE = 'ics-mailer.digest';

/** Ends the daily digest of a person without signing in (RFC 8058). */
export const digestEndUrl = (env: Env<'ics-mailer'>, person: string): string => `${env.baseUrl}/digest/${person}.${env.secrets.sign(PURPOSE, person)}`;

/** @returns the person, or undefined for what we have not signed */
export function personOfDigest(env: Env<'ics-mailer'>, token: string): string | undefined {
  const [, person = '', signature = ''] = /^([0-9a-f-]{36})\.([\w-]{20,100})$/.exec(token) ?? [];
  return person && env.secrets.verify(signature, PURPOSE, person) ? person : undefined;
}
