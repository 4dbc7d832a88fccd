import { civilDateOf, type Env } from '#core';
import { forReader } from '../../base/contract.ts';
import type { keepers } from './keeper.ts';
import { type AccountRow, accountTitle } from './open-account.ts';

export type Keeper = Awaited<ReturnType<typeof keepers>>[number];

/** An activity of this kind about the account for each of them, in place of those before; for nobody: there is nothing to tell any more. `words`: in their own language; due today unless they say when. */
export function tellKeepers(
  env: Env<'meetings'>,
  row: AccountRow,
  kind: 'parked' | 'credentials',
  people: readonly Keeper[],
  words: (own: Env<'meetings'>, account: string) => { summary: string; note: string; due?: string | undefined },
): Promise<void> {
  const account = accountTitle(env, row);
  return env.service('activities').replace({
    model: 'meeting.account',
    record: row.id,
    kinds: [kind],
    activities: people.map((person) => {
      const own = forReader(env, person);
      const { summary, note, due = civilDateOf(env.now(), person.timeZone) } = words(own, account);
      return { person: person.id, kind, summary, note, due, link: `/app/providers/${row.provider}/${row.key}` };
    }),
  });
}
