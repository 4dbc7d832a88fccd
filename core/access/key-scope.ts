import type { Principal } from '../principal.ts';
import type { Operation } from './policy.ts';

/** What a key may reach of all that its person may: names of models, `*` for all. Empty lists: nothing. */
export type KeyScope = {
  readonly read: readonly string[];
  /** Create, change, delete; reading goes with it. */
  readonly write: readonly string[];
  /** Run the actions of records. What an action then does is the plugin's own code, with all rights of the person. */
  readonly act: readonly string[];
};

const names = (list: readonly string[], model: string): boolean => list.includes('*') || list.includes(model);

/** Does the key that the principal came with, if it came with one, reach so far? The access table is asked besides. */
export function inScope(principal: Principal, model: string, operation: Operation | 'act'): boolean {
  const scope = principal.kind === 'user' ? principal.scope : undefined;
  if (!scope) return true;
  if (operation === 'act') return names(scope.act, model);
  return names(scope.write, model) || (operation === 'read' && names(scope.read, model));
}

const whole = new WeakMap<Principal, Principal>();

/** The person behind a key: for record rules, hooks and actions, which are written for persons. */
export function unscoped(principal: Principal): Principal {
  if (principal.kind !== 'user' || !principal.scope) return principal;
  const known = whole.get(principal);
  if (known) return known;
  const { scope: _, ...person } = principal;
  whole.set(principal, person);
  return person;
}
