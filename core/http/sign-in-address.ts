/**
 * Where a visitor signs in, and comes back from. Only a path of this site is carried (`//host` and `/\host` would lead to another one),
 * and only of a request that can be repeated.
 */
export function signInAddress(method: string, url: string): string {
  if (method !== 'GET') return '/sign-in';
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const path = start === -1 ? '/' : url.slice(start);
  if (path === '/' || path.length > 1000 || !/^\/[^/\\]/.test(path) || path.includes('\\')) return '/sign-in';
  return `/sign-in?next=${encodeURIComponent(path)}`;
}
