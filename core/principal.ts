import type { KeyScope } from './access/key-scope.ts';

/** Who acts. Decides what `env.model` lets through; nothing else does. */
export type Principal =
  /** A visitor without a session. Group `public`. */
  | { readonly kind: 'anonymous'; readonly org: number; readonly groups: ReadonlySet<string> }
  /** A signed-in person. `groups` holds implied groups too, and always `user`. */
  | {
      readonly kind: 'user';
      readonly org: number;
      readonly account: string;
      readonly person: string;
      readonly session: string;
      readonly groups: ReadonlySet<string>;
      /** Came with this API key instead of a session … */
      readonly key?: string;
      /** … which opens no more than this of what the person may do. */
      readonly scope?: KeyScope;
    }
  /** The holder of a token from the directory, bound to one record. Group `portal`. */
  | { readonly kind: 'portal'; readonly org: number; readonly tokenKind: string; readonly record: string; readonly groups: ReadonlySet<string> }
  /** A plugin's own services, jobs and scheduled actions. Group `plugin:<name>`: what the access table gives to it, no more. */
  | { readonly kind: 'plugin'; readonly org: number; readonly plugin: string; readonly groups: ReadonlySet<string> }
  /** `env.sudo` and the core itself: access and rules do not apply; the organization still does. */
  | { readonly kind: 'system'; readonly org: number; readonly reason: string; readonly groups: ReadonlySet<string> };

const groupsOf = (...names: string[]): ReadonlySet<string> => new Set(names);

export const anonymous = (org: number): Principal => ({ kind: 'anonymous', org, groups: groupsOf('public') });
export const pluginPrincipal = (org: number, plugin: string): Principal => ({ kind: 'plugin', org, plugin, groups: groupsOf(`plugin:${plugin}`) });
export const portalPrincipal = (org: number, tokenKind: string, record: string): Principal => ({
  kind: 'portal',
  org,
  tokenKind,
  record,
  groups: groupsOf('portal', `portal:${tokenKind}`),
});
export const system = (org: number, reason: string): Principal => ({ kind: 'system', org, reason, groups: groupsOf() });
