import { type Env, on } from '#core';
import { passwordChanged } from '../base/contract.ts';
import { KEY_KIND } from './key-token.ts';

/** Whoever stole a key before the account was won back is out with it. A second time finds nothing left. */
export const revokeKeys = on(passwordChanged, async (env: Env<'api'>, { person, revokeKeys: wanted }) => {
  if (!wanted) return;
  await env.tx(async () => {
    const keys = await env.model('api.key').update({ person, revokedAt: null }, { revokedAt: env.now() });
    for (const { id } of keys) await env.tokens.revoke(KEY_KIND, `${person}/${id}`);
  });
});
