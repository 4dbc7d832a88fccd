import type { Env, Manifest, Row } from '#core';
import { endSessions } from './end-sessions.ts';
import { accountFault } from './errors.ts';
import { groupsThatImply } from './expand-groups.ts';

type Person = Row<'base', 'base.person'>;
type Membership = Row<'base', 'base.membership'>;

/** Two administrators who remove one another at the same time wait here, so that the second sees what the first did. */
const ADMINS = 'base.admins';

/** @throws ACCOUNT_LAST_ADMIN where nobody who is active could administer the workspace any more. */
async function assertAnAdminStays(env: Env<'base'>): Promise<void> {
  const groups = groupsThatImply('base.admin', env.catalog.groups());
  const left = await env.model('base.person').count({ active: true, memberships: { some: { group: { in: groups } } } });
  if (left === 0) throw accountFault('ACCOUNT_LAST_ADMIN');
}

/** What must stay true whichever door a change comes through: form, list, API, command. In the transaction of the write. */
export const hooks: NonNullable<Manifest['hooks']> = [
  {
    model: 'base.person',
    on: 'update',
    async run(env: Env<'base'>, rows: readonly Record<string, unknown>[], before: readonly Record<string, unknown>[]) {
      const own = env.asPlugin();
      const earlier = new Map((before as readonly Person[]).map((person) => [person.id, person]));
      const closed: string[] = [];
      for (const person of rows as readonly Person[]) {
        const was = earlier.get(person.id);
        if (!was) continue;
        if (was.active && !person.active) closed.push(person.id);
        if (person.account && was.email !== person.email) await own.model('base.account').update(person.account, { email: person.email });
      }
      if (closed.length === 0) return;
      const accounts = closed.map((id) => earlier.get(id)?.account).filter((account) => typeof account === 'string');
      await endSessions(own, accounts);
      await own.lockKeys([ADMINS]);
      const groups = groupsThatImply('base.admin', own.catalog.groups());
      if ((await own.model('base.membership').count({ person: { in: closed }, group: { in: groups } })) > 0) await assertAnAdminStays(own);
    },
  },
  {
    model: 'base.person',
    on: 'delete',
    /** The account goes with its last person; its sessions follow by foreign key. */
    async run(env: Env<'base'>, _rows: readonly Record<string, unknown>[], before: readonly Record<string, unknown>[]) {
      const own = env.asPlugin();
      await own.lockKeys([ADMINS]);
      if (env.principal.kind === 'user') await assertAnAdminStays(own);
      const accounts = (before as readonly Person[]).map((person) => person.account).filter((account) => account !== null);
      if (accounts.length > 0) await own.model('base.account').delete({ id: { in: accounts } });
    },
  },
  {
    model: 'base.membership',
    on: 'delete',
    async run(env: Env<'base'>, _rows: readonly Record<string, unknown>[], before: readonly Record<string, unknown>[]) {
      const own = env.asPlugin();
      const groups = groupsThatImply('base.admin', own.catalog.groups());
      if (!(before as readonly Membership[]).some((membership) => groups.includes(membership.group))) return;
      await own.lockKeys([ADMINS]);
      await assertAnAdminStays(own);
    },
  },
];
