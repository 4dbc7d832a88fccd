import type { JwtClaims } from '#core';
import type { ServiceAccount } from './service-account.ts';

export const calendarScope = 'https://www.googleapis.com/auth/calendar.events';
export const audience = 'https://oauth2.googleapis.com/token';

/** A clock that runs ahead a little does no harm: the token is as if made half a minute ago. */
const EARLY_S = 30;
/** No longer is allowed, counted from `iat`. */
const LIFE_S = 3_600;

/**
 * The claims with which a service account asks for a token in somebody's name (domain-wide delegation).
 * @param subject the e-mail address of the host, in whose calendar the event stands; undefined: in its own name, which makes no rooms
 */
export function assertionClaims({ account, subject, now }: { account: ServiceAccount; subject: string | undefined; now: Date }): JwtClaims {
  const iat = Math.floor(now.getTime() / 1_000) - EARLY_S;
  return { iss: account.clientEmail, ...(subject === undefined ? {} : { sub: subject }), scope: calendarScope, aud: audience, iat, exp: iat + LIFE_S };
}
