import type { Env, Manifest, Row } from '#core';
import { INVITE, RESET } from './account-links.ts';
import { endSessions } from './end-sessions.ts';
import { groupsThatImply } from './expand-groups.ts';
import { assertAdminStays } from './permissions/assert-admin-stays.ts';

type Person = Row<'base', 'base.person'>;
type Membership = Row<'base', 'base.membership'>;

/**
 * A link that went to the earlier address opens nothing any more: a stranger may read mail there. Whoever changes their own address stays signed in where they do it.
 */
async function leaveAddress(env: Env<'base'>, { id, account, email }: Person): Promise<void> {
  const own = env.asPlugin();
  await own.tokens.revoke(RESET, id);
  await own.tokens.revoke(INVITE, id);
  if (account === null) return;
  await own.model('base.account').update(account, { email });
  const { principal } = env;
  const mine = principal.kind === 'user' && principal.account === account && principal.key === undefined && principal.session !== '';
  await endSessions(own, [account], mine ? principal.session : undefined);
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
        if (was.email !== person.email) await leaveAddress(env, person);
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
