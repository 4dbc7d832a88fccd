import type { Env } from '#core';

/** On everybody's own page, and where they change their password. */
export function keysLink(env: Env<'api'>) {
  return (
    <a class="button" href="/app/me/keys">
      {env.t('My API keys')}
    </a>
  );
}
