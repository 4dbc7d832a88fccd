import type { Env } from '#core';
import { accountFault } from '../errors.ts';
import { groupsThatImply } from '../expand-groups.ts';

/** Two administrators who remove one another at the same time wait here, so that the second sees what the first did. */
const ADMINS = 'base.admins';

type Known = readonly { name: string; implies: readonly string[] }[];

/**
 * Inside the transaction of a change, after it.
 * @param known the groups as they will be, where the change is about groups themselves
 * @throws ACCOUNT_LAST_ADMIN where nobody who can sign in could administer the workspace any more: who was invited and has no password yet does not count.
 */
export async function assertAdminStays(env: Env<'base'>, known: Known = env.catalog.groups()): Promise<void> {
  await env.lockKeys([ADMINS]);
  const groups = groupsThatImply('base.admin', known);
  const left = await env
    .asPlugin()
    .model('base.person')
    .count({ active: true, account: { where: { active: true, passwordHash: { ne: null } } }, memberships: { some: { group: { in: groups } } } });
  if (left === 0) throw accountFault('ACCOUNT_LAST_ADMIN');
}

/** The groups after a change of own ones: what is declared, and what the tables say now. */
export async function groupsAfterChange(env: Env<'base'>): Promise<Known> {
  return [...env.catalog.groups().filter(({ own }) => !own), ...(await env.access.groups())];
}
