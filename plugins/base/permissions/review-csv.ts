import { stringify } from 'csv-stringify/sync';
import { type Env, type Reply, text } from '#core';
import { expandGroups } from '../expand-groups.ts';
import { titleOfGroup } from './group-choices.tsx';

const STEP = 500;

/**
 * One line per person and record type, for somebody who goes through it once a year: who they are, since when, last sign-in, groups and how far they reach. A person
 * without rights has one line too. Cells that a spreadsheet would take for a formula are quoted away.
 */
export async function reviewCsv(env: Env<'base'>): Promise<Reply> {
  const own = env.asPlugin();
  const known = env.catalog.groups();
  const lines: string[] = [];
  const columns = ['name', 'email', 'active', 'last_sign_in', 'groups_given', 'groups_all', 'records', 'may', 'only_some'];
  const write = (rows: readonly (readonly string[])[]): void => {
    lines.push(stringify([...rows.map((row) => [...row])], { escape_formulas: true, record_delimiter: 'windows' }));
  };
  write([columns]);
  /** Many people have the same groups: what those reach is asked once. `me` is nobody here: whether rules narrow does not hang on who it is. */
  const reach = new Map<string, ReturnType<Env['access']['effective']>>();
  for (let after: string | undefined; ; ) {
    const people = await own
      .model('base.person')
      .pick(after === undefined ? true : { id: { gt: after } }, ['name', 'email', 'active', 'account'], { order: ['id'], limit: STEP });
    if (people.length === 0) break;
    const accounts = await own
      .model('base.account')
      .pick({ id: { in: people.flatMap(({ account }) => (account ? [account] : [])) } }, ['lastSignIn', 'active']);
    const accountOf = new Map(accounts.map((account) => [account.id, account]));
    const memberships = await own.model('base.membership').pick({ person: { in: people.map(({ id }) => id) } }, ['person', 'group']);
    for (const person of people) {
      const given = memberships.filter((membership) => membership.person === person.id).map(({ group }) => group);
      const groups = expandGroups(['user', 'base.user', ...given], known);
      const account = accountOf.get(person.account ?? '');
      const open = person.active && account?.active === true;
      const key = [...groups].sort().join();
      const effective = open
        ? (reach.get(key) ?? env.access.effective({ kind: 'user', org: env.org, account: '', person: person.id, session: '', groups }))
        : [];
      if (open) reach.set(key, effective);
      const head = [
        person.name,
        person.email,
        open ? 'yes' : 'no',
        account?.lastSignIn?.toISOString() ?? '',
        given.map((group) => titleOfGroup(env, group)).join('; '),
        [...groups]
          .filter((group) => group !== 'user')
          .map((group) => titleOfGroup(env, group))
          .join('; '),
      ];
      write(effective.length === 0 ? [[...head, '', '', '']] : effective.map(({ model, may, narrowed }) => [...head, model, may, narrowed]));
    }
    after = people.at(-1)?.id;
  }
  const day = env.now().toISOString().slice(0, 10);
  return text(lines.join(''), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="access-review-${day}.csv"` },
  });
}
