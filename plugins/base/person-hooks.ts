import type { Env, Manifest, Row } from '#core';
import { endSessions } from './end-sessions.ts';
import { groupsThatImply } from './expand-groups.ts';
import { assertAdminStays } from './permissions/assert-admin-stays.ts';

type Person = Row<'base', 'base.person'>;
type Membership = Row<'base', 'base.membership'>;

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
      const groups = groupsThatImply('base.admin', own.catalog.groups());
      if ((await own.model('base.membership').count({ person: { in: closed }, group: { in: groups } })) > 0) await assertAdminStays(own);
    },
  },
  {
    model: 'base.person',
    on: 'delete',
    /** The account goes with its last person; its sessions follow by foreign key. */
    async run(env: Env<'base'>, _rows: readonly Record<string, unknown>[], before: readonly Record<string, unknown>[]) {
      const own = env.asPlugin();
      if (env.principal.kind === 'user') await assertAdminStays(own);
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
      await assertAdminStays(own);
    },
  },
];
