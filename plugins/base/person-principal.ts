import type { Env, Preferences, Principal } from '#core';
import { expandGroups } from './expand-groups.ts';

const personFields = ['account', 'language', 'timeZone', 'hour12', 'weekStart'] as const;

/**
 * Who a person is once signed in: groups as they are now, no session. Two statements at the same time.
 * @returns null where the person or the account is closed, or there is no account.
 */
export async function personPrincipal(env: Env<'base'>, person: string): Promise<{ principal: Principal & { kind: 'user' }; preferences: Preferences } | null> {
  const [[found], memberships] = await Promise.all([
    env.model('base.person').pick({ id: person, active: true, account: { where: { active: true } } }, personFields),
    env.model('base.membership').pick({ person }, ['group']),
  ]);
  if (!found?.account) return null;
  const { id, account, ...preferences } = found;
  const groups = expandGroups(['user', 'base.user', ...memberships.map(({ group }) => group)], env.catalog.groups());
  return { principal: { kind: 'user', org: env.org, account, person: id, session: '', groups }, preferences };
}
