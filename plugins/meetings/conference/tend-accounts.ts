import { civilDateOf, daysBetween, defineAction, type Env, formatCivilDate } from '#core';
import { keepers } from './keeper.ts';
import { type AccountRow, accountRow } from './open-account.ts';
import { renewSubscriptions } from './renew-subscriptions.ts';
import { tellKeepers } from './tell-keepers.ts';
import { testAccount } from './test-account.ts';

type MeetingsEnv = Env<'meetings'>;

const REMIND_DAYS = [30, 7, 1];

/** Every account that is in use: the settings' of each provider that has an account, and the records. */
async function accounts(env: MeetingsEnv): Promise<{ provider: string; account: string | null; row: AccountRow | undefined }[]> {
  const further = await env.model('meeting.account').find({ active: true, key: { ne: 'main' } });
  const providers = [...env.implementations('meeting.provider')].filter(([, { capabilities }]) => capabilities.needsCredentials).map(([key]) => key);
  const main = await Promise.all(providers.map(async (provider) => ({ provider, account: null, row: await accountRow(env, provider, null) })));
  return [...main, ...further.filter(({ provider }) => providers.includes(provider)).map((row) => ({ provider: row.provider, account: row.id, row }))];
}

/** Parked accounts are tried again, subscriptions renewed, and managers reminded of credentials that end. */
export const tendAccounts = defineAction({
  name: 'meetings.tend-accounts',
  title: 'Look after the accounts of providers',
  expression: '7 * * * *',
  catchUp: 'one',
  run: async (env: MeetingsEnv, { signal }) => {
    let count = 0;
    for (const { provider, account, row } of await accounts(env)) {
      if (signal.aborted) break;
      if (row?.state === 'parked') await testAccount(env, provider, account);
      else await renewSubscriptions(env, { provider, account }, signal);
      if (row) await remind(env, row);
      count += 1;
    }
    return { count };
  },
});

/** An activity for each of them, 30, 7 and 1 days before the credentials end; the last one stays until the date is another. */
async function remind(env: MeetingsEnv, row: AccountRow): Promise<void> {
  const { expiresOn, remindedDays } = row;
  const { timeZone } = await env.service('base').workspace({});
  const left = expiresOn === null ? undefined : daysBetween(civilDateOf(env.now(), timeZone), expiresOn);
  const due = left === undefined ? undefined : REMIND_DAYS.filter((days) => left <= days).at(-1);
  if (due === (remindedDays ?? undefined)) return;
  const people = due === undefined ? [] : await keepers(env);
  await env.tx(async () => {
    await env.model('meeting.account').update(row.id, { remindedDays: due ?? null });
    await tellKeepers(env, row, 'credentials', people, (own, account) => ({
      summary: endWords(own, account, { left: left ?? 0, on: expiresOn ?? '' }),
      note: own.t('Make new ones at the service, save them, and enter the new date.'),
      due: expiresOn ?? undefined,
    }));
  });
}

/** When credentials end, or that they did. */
function endWords(env: MeetingsEnv, account: string, { left, on }: { left: number; on: string }): string {
  if (left < 0) return env.t('The credentials of {account} ended on {date}', { account, date: formatCivilDate(on, env.preferences) });
  if (left === 0) return env.t('The credentials of {account} end today.', { account });
  if (left === 1) return env.t('The credentials of {account} end tomorrow.', { account });
  return env.t('The credentials of {account} end in {days} days.', { account, days: left });
}
