import type { Env } from '#core';

/** A hidden field that a small script fills with the browser's zone; empty without scripts. */
export function BrowserZone({ env }: { env: Env<'base'> }) {
  return (
    <>
      <input type="hidden" name="zone" value="" data-browser-zone />
      <script type="module" src={env.catalog.asset('base', 'zone.js')} nonce={env.request?.nonce} />
    </>
  );
}
