import type { Env } from '#core';
import { settings } from './settings.ts';

/** The known throw-away services, read when they are first asked for. */
let throwAway: Promise<ReadonlySet<string>> | undefined;
function throwAwayDomains(): Promise<ReadonlySet<string>> {
  throwAway ??= import('disposable-email-domains-js').then((list) => list.default.disposableEmailBlocklistSet());
  return throwAway;
}

/** @param list one domain per line; blanks and a leading `@` do not matter */
export const readDomains = (list: string): ReadonlySet<string> =>
  new Set(
    list
      .toLowerCase()
      .split(/[\s,;]+/)
      .flatMap((line) => line.replace(/^@/, '') || []),
  );

/** Is the address of one of these domains, or of a subdomain of one? */
export function isOf(address: string, domains: ReadonlySet<string>): boolean {
  const parts = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .split('.');
  return parts.some((_, at) => domains.has(parts.slice(at).join('.')));
}

/** Those of the addresses that the workspace takes no bookings from. */
export async function refusedOf(env: Env<'booking-portal'>, addresses: readonly string[]): Promise<string[]> {
  const { refusedDomains, refuseThrowAway } = await env.settings(settings);
  const own = readDomains(refusedDomains);
  const known = refuseThrowAway ? await throwAwayDomains() : undefined;
  return addresses.filter((address) => isOf(address, own) || (known !== undefined && isOf(address, known)));
}

export const REFUSED = 'Please use another e-mail address: this one takes no invitations for good.';
