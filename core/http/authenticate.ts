import { createHash } from 'node:crypto';
import type { KeyContract, Preferences, RequestInfo, SessionContract } from '../env.ts';
import type { Generation } from '../plugin/generation.ts';
import { anonymous, type Principal, pluginPrincipal, portalPrincipal } from '../principal.ts';
import type { Runtime } from '../runtime.ts';

/** The organization of a request that no token or session leads elsewhere. */
export const firstOrganization = 1;

export const visitor: Principal = anonymous(firstOrganization);

export type Authenticator = {
  /** The person of a session cookie, or undefined. */
  bySession(token: string, request: RequestInfo): Promise<{ principal: Principal; preferences: Preferences | undefined } | undefined>;
  /** The person of an API key, narrowed to what the key opens; undefined where it is unknown, expired or revoked. */
  byKey(key: string, request: RequestInfo): Promise<{ principal: Principal; preferences: Preferences } | undefined>;
  /** The holder of a portal token, or undefined where it is unknown or expired: both cost one indexed query and look the same. */
  byToken(kind: string, token: string): Promise<Principal | undefined>;
};

/** @throws TypeError naming the plugins where two provide `core.session` */
export function createAuthenticator(runtime: Runtime, generation: Generation): Authenticator {
  const providers = generation.plugins.flatMap((plugin) =>
    (plugin.provides ?? []).filter((entry) => entry.contract === 'core.session').map((entry) => ({ plugin: plugin.name, session: entry.implementation })),
  );
  if (providers.length > 1)
    throw new TypeError(`"core.session" is provided by ${providers.map(({ plugin }) => `"${plugin}"`).join(' and ')}; there must be one`);
  const provider: { plugin: string; session: SessionContract } | undefined = providers[0];
  const keyProviders = [...(generation.contracts.get('core.key') ?? [])].map(([, { plugin, implementation }]) => ({
    plugin,
    keys: implementation as KeyContract,
  }));
  if (keyProviders.length > 1)
    throw new TypeError(`"core.key" is provided by ${keyProviders.map(({ plugin }) => `"${plugin}"`).join(' and ')}; there may be one`);
  const [keyProvider] = keyProviders;
  const actor = provider ? pluginPrincipal(firstOrganization, provider.plugin) : undefined;
  return {
    async bySession(token, request) {
      if (!provider || !actor || token.length > 500 || token === '') return undefined;
      const env = runtime.env({ plugin: provider.plugin, principal: actor, request });
      const principal = await provider.session.resolve(env, token);
      if (!principal) return undefined;
      return { principal, preferences: await provider.session.preferences(env, principal) };
    },
    async byKey(key, request) {
      if (!keyProvider || key.length > 500) return undefined;
      const env = runtime.env({ plugin: keyProvider.plugin, principal: pluginPrincipal(firstOrganization, keyProvider.plugin), request });
      return keyProvider.keys.resolve(env, key);
    },
    async byToken(kind, token) {
      const hash = createHash('sha256').update(token).digest();
      const { rows } = await runtime.database.query<{ org_id: number; record: string }>(
        'SELECT org_id, record FROM core_token WHERE hash = $1 AND kind = $2 AND (expires_at IS NULL OR expires_at > $3)',
        [hash, kind, runtime.now()],
      );
      const row = rows[0];
      return row ? portalPrincipal(row.org_id, kind, row.record) : undefined;
    },
  };
}
