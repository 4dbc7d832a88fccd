import { civilDateOf, type Env, formatCivilDate, type HealthFinding } from '#core';
import { accountTitle } from './open-account.ts';

/** Accounts of video services with which nothing can be made: parked, or their credentials have ended. */
export async function accountHealth(env: Env<'meetings'>): Promise<HealthFinding[]> {
  const enabled = [...env.implementations('meeting.provider').keys()];
  const accounts = await env.model('meeting.account').find({ provider: { in: enabled }, active: true }, { order: ['provider', 'name'] });
  const today = civilDateOf(env.now(), 'UTC');
  return accounts.flatMap((row): HealthFinding[] => {
    const { provider, key, state, expiresOn } = row;
    const account = accountTitle(env, row);
    const page = `/app/providers/${provider}/${key}`;
    if (state === 'parked')
      return [
        {
          ok: false,
          message: env.t('The service refuses the credentials of {account}; links wait', { account }),
          fix: env.t('Open {page}, do what the checks say, and test the connection.', { page }),
        },
      ];
    if (expiresOn === null || expiresOn >= today) return [];
    return [
      {
        ok: false,
        message: env.t('The credentials of {account} ended on {date}', { account, date: formatCivilDate(expiresOn, env.preferences) }),
        fix: env.t('Make new ones at the service, and enter them and their date at {page}.', { page }),
      },
    ];
  });
}
