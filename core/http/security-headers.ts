/** What every answer carries; built once. `same-origin` tells no other site the token in a portal's address and still lets forms send their Origin. */
export function securityHeaders(https: boolean): Readonly<Record<string, string>> {
  return Object.freeze({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
    'cross-origin-opener-policy': 'same-origin',
    ...(https ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  });
}

/** Only what the page itself vouches for by its nonce, and our own files. @param ancestors origins that may frame the page; none unless given */
export function contentSecurityPolicy(nonce: string, ancestors: readonly string[]): string {
  const frames = ancestors.length === 0 ? "'none'" : ancestors.join(' ');
  return `default-src 'none'; script-src 'nonce-${nonce}' 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${frames}`;
}

/** A site as a CSP source; anything else could smuggle in another directive. @throws TypeError */
export function checkAncestors(sites: readonly string[]): readonly string[] {
  for (const site of sites) {
    if (site !== "'self'" && !/^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d+)?$/i.test(site))
      throw new TypeError(`"${site}" is not the origin of a site that may frame a page`);
  }
  return sites;
}
