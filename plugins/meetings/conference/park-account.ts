import { civilDateOf, type Env } from '#core';
import { keepers } from './keeper.ts';
import { type AccountRow, accountTitle, ensureAccount } from './open-account.ts';

const PARKED = 'parked';

type Keeper = Awaited<ReturnType<typeof keepers>>[number];

/** The service refuses the credentials: nobody asks it again until a test of the account passes. Whoever can do something about it is told. */
export async function park(env: Env<'meetings'>, provider: string, account: string | null): Promise<void> {
  const known = await ensureAccount(env, provider, account);
  if (known.state === 'parked') return;
  const people = await keepers(env);
  const parked = await env.tx(async () => {
    const [row] = await env.model('meeting.account').lock({ id: known.id, state: 'ready' });
    if (!row) return false;
    await env.model('meeting.account').update(row.id, { state: 'parked', parkedAt: env.now() });
    await tellParked(env, row, people);
    return true;
  });
  if (parked) env.log.error({ provider, account: known.key }, 'provider account is parked: its credentials are refused');
}

/** An activity for each of them; for nobody: the account is in order again. */
export function tellParked(env: Env<'meetings'>, row: AccountRow, people: readonly Keeper[]): Promise<void> {
  const account = accountTitle(env, row);
  return env.service('activities').replace({
    model: 'meeting.account',
    record: row.id,
    kinds: [PARKED],
    activities: people.map((person) => {
      const own = env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12 });
      return {
        person: person.id,
        kind: PARKED,
        summary: own.t('The service refuses the credentials of {account}; links wait', { account }),
        note: own.t('Open the account, do what the checks say, and test the connection.'),
        due: civilDateOf(env.now(), person.timeZone),
        link: `/app/providers/${row.provider}/${row.key}`,
      };
    }),
  });
}
