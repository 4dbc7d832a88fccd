import { civilDateOf, daysBetween, defineAction, type Env } from '#core';
import { type AccountRow, accountRow, ensureAccount, openAccount } from './open-account.ts';
import { ProviderFailure } from './provider-failure.ts';
import { testAccount } from './test-account.ts';

type MeetingsEnv = Env<'meetings'>;

const RENEW_MS = 60_000;
const REMIND_DAYS = [30, 7, 1];
const EXPIRES = 'credentials';
const DAY_MS = 86_400_000;

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
      else await renew(env, provider, account, signal);
      if (row) await remind(env, row);
      count += 1;
    }
    return { count };
  },
});

async function renew(env: MeetingsEnv, key: string, account: string | null, signal: AbortSignal): Promise<void> {
  const provider = env.implementations('meeting.provider').get(key);
  if (!provider?.renewSubscriptions) return;
  const since = new Date(env.now().getTime() - 90 * DAY_MS);
  const links = await env
    .model('meeting.conference')
    .pick({ provider: key, account, owner: { ne: null }, updatedAt: { gt: since } }, ['owner'], { order: ['-updatedAt'], limit: 10_000 });
  const hosts = [...new Set(links.flatMap(({ owner }) => owner?.email ?? []))].map((email) => ({ email }));
  // who never made a room hears of nothing
  if (hosts.length === 0 && !(await accountRow(env, key, account))) return;
  const row = await ensureAccount(env, key, account);
  try {
    const context = await openAccount(env, key, provider, AbortSignal.any([signal, AbortSignal.timeout(RENEW_MS)]), account);
    const { state } = await provider.renewSubscriptions(context, {
      address: `${env.baseUrl}/hooks/${key}/${row.key}`,
      state: await subscriptionOf(env, row),
      hosts,
    });
    await env.model('meeting.account').update(row.id, { subscription: JSON.stringify(state ?? null) });
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    env.log.warn({ provider: key, account: row.key, class: error.kind, reason: error.message }, 'subscriptions were not renewed');
  }
}

/** What the provider keeps of its subscriptions; undefined: nothing yet. */
export async function subscriptionOf(env: MeetingsEnv, row: AccountRow): Promise<unknown> {
  const text = await env.secrets.reveal('meeting.account', row.id, 'subscription');
  return text === null ? undefined : JSON.parse(text);
}

/** An activity for each administrator, 30, 7 and 1 days before the credentials end; the last one stays until the date is another. */
async function remind(env: MeetingsEnv, row: AccountRow): Promise<void> {
  const { expiresOn, remindedDays } = row;
  const { timeZone } = await env.service('base').workspace({});
  const left = expiresOn === null ? undefined : daysBetween(civilDateOf(env.now(), timeZone), expiresOn);
  const due = left === undefined ? undefined : REMIND_DAYS.filter((days) => left <= days).at(-1);
  if (due === (remindedDays ?? undefined)) return;
  const people = due === undefined ? [] : await env.service('base').peopleInGroup({ group: 'base.admin' });
  await env.tx(async () => {
    await env.model('meeting.account').update(row.id, { remindedDays: due ?? null });
    await env.service('activities').replace({
      model: 'meeting.account',
      record: row.id,
      kinds: [EXPIRES],
      activities: people.map((person) => {
        const own = env.withPreferences({ language: person.language, timeZone: person.timeZone, hour12: person.hour12 });
        return {
          person: person.id,
          kind: EXPIRES,
          summary: own.t('The credentials of {account} end in {days} days.', { account: row.name, days: Math.max(left ?? 0, 0) }),
          note: own.t('Make new ones at the service, save them, and enter the new date.'),
          due: expiresOn ?? civilDateOf(env.now(), person.timeZone),
          link: `/app/providers/${row.provider}/${row.key}`,
        };
      }),
    });
  });
}
