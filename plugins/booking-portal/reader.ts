import { type Env, negotiateLanguage } from '#core';
import type { Link } from './open-times.ts';

type PortalEnv = Env<'booking-portal'>;

/** What was chosen on the page, and what the browser asks for by itself (`Accept-Language`). */
export type Wishes = { lang?: string | undefined; clock?: string | undefined; accept: string | undefined };

/** Does the region that a browser names first write times with am and pm? Undefined where it names none. */
export function writesAmPm(accept: string | undefined): boolean | undefined {
  const tag = (accept ?? '').slice(0, 100).split(/[,;]/)[0]?.trim() ?? '';
  if (!/^[a-z]{2,3}(-[a-z]{4})?-([a-z]{2}|\d{3})$/i.test(tag)) return undefined;
  try {
    return new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions().hour12;
  } catch {
    return undefined; // no language tag
  }
}

/** The clock that a guest chose, or that of the region. */
export function withClock(env: PortalEnv, { clock, accept }: Pick<Wishes, 'clock' | 'accept'>): PortalEnv {
  const hour12 = clock === '12' || clock === '24' ? clock === '12' : writesAmPm(accept);
  return hour12 === undefined ? env : env.withPreferences({ hour12 });
}

/** In one of the link's languages: the chosen one, else the one that the browser asks for first. */
export function asReader(env: PortalEnv, { languages }: Pick<Link, 'languages'>, wishes: Wishes): PortalEnv {
  const own = withClock(env, wishes);
  if (languages.length === 0) return own;
  const language = wishes.lang !== undefined && languages.includes(wishes.lang) ? wishes.lang : negotiateLanguage(wishes.accept, languages);
  return own.withPreferences({ language });
}

/** Kept in every address of the page: what was chosen there, and nothing that the browser says anyway. */
export const chosenReading = ({ languages }: Pick<Link, 'languages'>, { lang, clock }: Omit<Wishes, 'accept'>): Record<string, string> => ({
  ...(clock === '12' || clock === '24' ? { clock } : {}),
  ...(lang !== undefined && languages.includes(lang) ? { lang } : {}),
});
