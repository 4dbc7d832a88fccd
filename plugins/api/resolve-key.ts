import type { Env, KeyContract } from '#core';
import { apiKeyPattern, KEY_KIND } from './key-token.ts';

/** Last use is written at most this often. */
const TOUCH_AFTER = 60_000;

/** The platform's `core.key`: the directory first (one indexed look-up by hash), then the key and its person at the same time. */
export const resolveKey: KeyContract = {
  async resolve(env: Env<'api'>, token) {
    if (!apiKeyPattern.test(token)) return undefined;
    const found = await env.tokens.find(KEY_KIND, token);
    if (!found) return undefined;
    const [person = '', id = ''] = found.record.split('/');
    const keys = env.model('api.key');
    const [[key], owner] = await Promise.all([
      keys.pick({ id, person, revokedAt: null }, ['scope', 'lastUsedAt']),
      env.service('base').personPrincipal({ person }),
    ]);
    if (!key || !owner) return undefined;
    const now = env.now();
    if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() >= TOUCH_AFTER) {
      // Of several requests at once one writes it.
      await keys.update({ id, $or: [{ lastUsedAt: null }, { lastUsedAt: { lte: new Date(now.getTime() - TOUCH_AFTER) } }] }, { lastUsedAt: now });
    }
    return { principal: { ...owner.principal, key: id, scope: key.scope }, preferences: owner.preferences };
  },
};
