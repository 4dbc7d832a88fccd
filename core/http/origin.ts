/**
 * Cross-site request forgery: did a page of ours send this? Browsers put Origin on every unsafe request, forms included; where it is missing
 * Sec-Fetch-Site decides; where both are missing it is no browser of this decade, and only requests without a session cookie may pass.
 * `Origin: null` (sandboxed frames, `no-referrer` pages) is refused: our own pages send `Referrer-Policy: same-origin`, which keeps Origin.
 * @param origins the public origin, and in development also the one that the Host header names
 */
export function sameOrigin(headers: Headers, origins: readonly string[], withCookie: boolean): boolean {
  const origin = headers.get('origin');
  if (origin !== null) return origins.includes(origin);
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  return !withCookie;
}
