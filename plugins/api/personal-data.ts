import type { Env, Manifest } from '#core';

/** Keys and webhooks of a person: named in an export, gone with the person. */
export const personalData: NonNullable<Manifest['personalData']> = {
  async export(env: Env<'api'>, { id }) {
    if (id === undefined) return {};
    const keys = await env.model('api.key').pick({ person: id }, ['name', 'start', 'createdAt', 'lastUsedAt', 'expiresAt', 'revokedAt']);
    const webhooks = await env.model('api.webhook').pick({ owner: id }, ['name', 'url', 'createdAt', 'active']);
    return { keys, webhooks };
  },
  async erase(env: Env<'api'>, { id }) {
    if (id === undefined) return 0;
    return (await env.model('api.key').delete({ person: id })) + (await env.model('api.webhook').delete({ owner: id }));
  },
};
