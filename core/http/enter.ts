import { fail } from '../errors.ts';
import type { CompiledRoute } from './compile-routes.ts';
import { readCookie } from './cookies.ts';
import { sameOrigin } from './origin.ts';
import type { Site, Visit } from './visit.ts';

/** Who acts, and may they enter? @throws ORIGIN_REFUSED, AUTH_REQUIRED, ACCESS_DENIED, NOT_FOUND */
export async function enter(site: Site, visit: Visit, { route, group, unsafe }: CompiledRoute, params: Record<string, string>): Promise<void> {
  if (route.auth === 'webhook') return;
  const { headers } = visit.request;
  if (route.api && (route.auth === 'user' || group !== undefined)) {
    const authorization = headers.get('authorization');
    if (authorization !== null) return enterByKey(site, visit, authorization, group);
  }
  const token = readCookie(headers.get('cookie'), site.jar.session);
  if (unsafe) {
    const host = headers.get('host') ?? (site.anyHost ? new URL(visit.request.url).host : null);
    const origins = site.anyHost && host !== null ? [site.origin, `http://${host}`, `https://${host}`] : [site.origin];
    if (!sameOrigin(headers, origins, token !== undefined && route.auth !== 'portal')) throw fail('ORIGIN_REFUSED');
  }
  if (route.auth === 'portal') {
    const given = params[route.portal?.param ?? ''] ?? '';
    const holder = route.portal ? await site.authenticator.byToken(route.portal.kind, given) : undefined;
    if (holder) visit.principal = holder;
    else if (!route.portal?.optional) throw fail('NOT_FOUND');
    return;
  }
  if (token !== undefined) {
    const found = await site.authenticator.bySession(token, visit.info);
    if (found) {
      visit.principal = found.principal;
      visit.preferences = found.preferences;
    }
  }
  if (route.auth === 'public') return;
  if (visit.principal.kind !== 'user') throw fail('AUTH_REQUIRED');
  if (group !== undefined && !visit.principal.groups.has(group)) throw fail('ACCESS_DENIED');
}

/** A request that names a key stands or falls with it: its cookies are not looked at, so the rules for other sites' pages do not matter. */
async function enterByKey(site: Site, visit: Visit, authorization: string, group: string | undefined): Promise<void> {
  const key = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1];
  const found = key === undefined ? undefined : await site.authenticator.byKey(key, visit.info);
  if (!found) {
    site.runtime.security.note({ org: visit.principal.org, kind: 'key-refused', address: visit.info.address });
    throw fail('AUTH_REQUIRED', { detail: 'This key is unknown, has expired or was revoked.' });
  }
  visit.principal = found.principal;
  visit.preferences = found.preferences;
  const account = found.principal.kind === 'user' ? found.principal.account : undefined;
  site.runtime.security.note({ org: found.principal.org, kind: 'key-used', address: visit.info.address, account });
  if (group !== undefined && !visit.principal.groups.has(group)) throw fail('ACCESS_DENIED');
}
