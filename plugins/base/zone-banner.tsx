import type { Env } from '#core';

/** Hidden until a script finds that the browser is in another zone than the person said; offers the correction. */
export function zoneBanner(env: Env<'base'>): unknown {
  if (env.principal.kind !== 'user') return null;
  return (
    <div class="notice info" role="status" hidden data-zone-banner={env.preferences.timeZone}>
      <form method="post" action="/app/me/zone">
        <input type="hidden" name="zone" value="" data-browser-zone />
        <input type="hidden" name="next" value={env.request ? env.request.url.pathname + env.request.url.search : '/app'} />
        <div>
          {env.t('Your browser is in')} <strong data-zone-name />{' '}
          {env.t('but times are shown for {zone}.', { zone: env.preferences.timeZone.replaceAll('_', ' ') })}
        </div>
        <button type="submit" class="button">
          {env.t('Use the zone of the browser')}
        </button>
        <button type="button" class="button" data-zone-keep>
          {env.t('Keep')}
        </button>
      </form>
      <script type="module" src={env.catalog.asset('base', 'zone.js')} nonce={env.request?.nonce} />
    </div>
  );
}
