import { civilDateOf, type Env, type HealthFinding } from '#core';

/** Accounts of video services with which nothing can be made: parked, or their credentials have ended. */
export async function accountHealth(env: Env<'meetings'>): Promise<HealthFinding[]> {
  const enabled = [...env.implementations('meeting.provider').keys()];
  const accounts = await env.model('meeting.account').find({ provider: { in: enabled }, active: true }, { order: ['provider', 'name'] });
  const today = civilDateOf(env.now(), 'UTC');
  return accounts.flatMap(({ provider, key, name, state, expiresOn }): HealthFinding[] => {
    const page = `/app/providers/${provider}/${key}`;
    if (state === 'parked')
      return [
        {
          ok: false,
          message: env.t('The service refuses the credentials of {account}; links wait', { account: name }),
          fix: env.t('Open {page}, do what the checks say, and test the connection.', { page }),
        },
      ];
    if (expiresOn === null || expiresOn >= today) return [];
    return [
      {
        ok: false,
        message: env.t('The credentials of {account} ended on {date}', { account: name, date: expiresOn }),
        fix: env.t('Make new ones at the service, and enter them and their date at {page}.', { page }),
      },
    ];
  });
}
