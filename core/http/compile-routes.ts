import type { Generation } from '../plugin/generation.ts';
import type { Route } from './route.ts';

/** A route with everything that can be decided before the first request. */
export type CompiledRoute = {
  readonly plugin: string;
  readonly route: Route;
  /** For the log: the method and the pattern, never the address itself (it may carry a token). */
  readonly pattern: string;
  /** Changes something, as far as HTTP knows: its origin is checked, its limits are counted. */
  readonly unsafe: boolean;
  readonly maxBody: number;
  /** The group that may enter, where `auth` is `group:<name>`. */
  readonly group: string | undefined;
};

const DEFAULT_BODY = 64 * 1024;
const auths = new Set(['public', 'user', 'portal', 'webhook']);

/** Words before parameters before wildcards, so that `/app/settings` wins over `/app/:model` in whatever order plugins come. */
const weight = (segment: string): string => (segment === '*' ? '2' : segment.startsWith(':') ? (segment.includes('{') ? '10' : '11') : `0${segment}`);
const sortKey = (path: string): string => path.split('/').map(weight).join('/');

/** @throws TypeError naming the plugins and the route where one has no known `auth` (nothing is open by default) or a limit that would never count, or two are the same */
export function compileRoutes(generation: Generation): readonly CompiledRoute[] {
  const seen = new Map<string, string>();
  const compiled = generation.routes.map(({ plugin, route }): CompiledRoute => {
    const pattern = `${route.method} ${route.path}`;
    const auth: string | undefined = route.auth;
    const group = auth?.startsWith('group:') ? auth.slice('group:'.length) : undefined;
    if (!group && !auths.has(auth ?? ''))
      throw new TypeError(`route ${pattern} of plugin "${plugin}" has no valid auth: public, user, group:<name>, portal or webhook`);
    if (group && !generation.groups.has(group))
      throw new TypeError(`route ${pattern} of plugin "${plugin}" is for the group "${group}", which no enabled plugin declares`);
    if (!route.path.startsWith('/')) throw new TypeError(`route ${pattern} of plugin "${plugin}": a path begins with /`);
    if (auth === 'portal' && !route.portal)
      throw new TypeError(`route ${pattern} of plugin "${plugin}" has auth "portal" but does not say which parameter is the token (portal: {kind, param})`);
    if (route.portal && !route.path.split('/').some((part) => part === `:${route.portal?.param}` || part.startsWith(`:${route.portal?.param}{`))) {
      throw new TypeError(`route ${pattern} of plugin "${plugin}": the path has no parameter ":${route.portal.param}"`);
    }
    const uncounted = route.method === 'GET' ? route.limits?.find(({ reads }) => reads !== true) : undefined;
    if (uncounted)
      throw new TypeError(
        `route ${pattern} of plugin "${plugin}": its limit "${uncounted.name}" would never count, as the route only reads; say reads: true, or take the limit away`,
      );
    const same = `${route.method} ${route.path.replace(/:[^/{]+/g, ':')}`;
    const other = seen.get(same);
    if (other) throw new TypeError(`route ${pattern} is declared by plugin "${other}" and by plugin "${plugin}"`);
    seen.set(same, plugin);
    return { plugin, route, pattern, unsafe: route.method !== 'GET', maxBody: route.maxBody ?? DEFAULT_BODY, group };
  });
  return compiled.sort((a, b) => (sortKey(a.route.path) < sortKey(b.route.path) ? -1 : 1));
}
