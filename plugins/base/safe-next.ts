/** Where to go after signing in: a path on this site, or the start page. Refuses other sites, `//host`, `/\host`, control characters and the sign-in page itself. */
export function safeNext(value: string | undefined, fallback = '/app'): string {
  if (!value?.startsWith('/') || value.length > 1000) return fallback;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them, so that `/\t/host` would become `//host`
  if (/[\\\u0000-\u001f\u007f]/.test(value) || value.startsWith('//')) return fallback;
  const base = 'http://here.invalid';
  const url = URL.canParse(value, base) ? new URL(value, base) : undefined;
  if (url?.origin !== base || url.pathname.startsWith('//') || /^\/(sign-in|sign-out|forgot|reset|invite)(\/|$)/.test(url.pathname)) return fallback;
  return url.pathname + url.search + url.hash;
}
