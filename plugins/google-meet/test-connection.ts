import {
  accountOf,
  type ConnectionCheck,
  clockCheck,
  failedCheck,
  notEntered,
  type ProviderContext,
  ProviderFailure,
  readAnswer,
} from '../meetings/contract.ts';
import { listAnswer } from './answers.ts';
import { calendarScope } from './assertion.ts';
import { callWith, fetchToken } from './call.ts';
import { readServiceAccount } from './service-account.ts';
import { accountNeeds, settings } from './settings.ts';

/** The file, then a token in a host's name (delegation), the clock, and the host's calendar. */
export async function testConnection(context: ProviderContext, host?: { email: string }): Promise<ConnectionCheck[]> {
  const { env } = context;
  const values = accountOf(context, settings);
  const { serviceAccount, organizer, tokenUrl, apiUrl } = values;
  const missing = notEntered(env, settings, values, accountNeeds);
  if (missing) return [missing];
  const { account, problem } = readServiceAccount(serviceAccount);
  if (!account)
    return [
      {
        name: 'file',
        ok: false,
        why: 'refused',
        message: env.t(problem),
        fix: env.t('In the Google Cloud console: service account → Keys → Add key → JSON. Paste that file here.'),
      },
    ];
  const file: ConnectionCheck = { name: 'file', ok: true, message: env.t('The file is one of {account}.', { account: account.clientEmail }) };
  const subject = organizer !== '' ? organizer : host?.email;
  let fresh: Awaited<ReturnType<typeof fetchToken>>;
  let clock: ConnectionCheck | undefined;
  try {
    fresh = await fetchToken(context, subject, ({ headers }) => {
      clock = clockCheck(env, headers);
    });
  } catch (error) {
    const delegation = error instanceof ProviderFailure && error.message.includes('unauthorized_client') && subject !== undefined;
    const unknown = error instanceof ProviderFailure && error.kind === 'permanent' && subject !== undefined;
    if (unknown) return [file, { name: 'token', ok: true, message: env.t('Google takes the key.') }, unknownHost(env, subject, organizer !== '')];
    const refused = delegation
      ? {
          message: env.t('The service account may not act for {email}: domain-wide delegation is missing.', { email: subject }),
          fix: env.t('In the Google Admin console: Security → API controls → Domain-wide delegation. Add the client ID {id} with the scope {scope}.', {
            id: account.clientId,
            scope: calendarScope,
          }),
        }
      : {
          message: env.t('Google refuses the key of the service account.'),
          fix: env.t('The key may be deleted, or the clock of this machine wrong. Make a new key, and let the machine set its clock by a time server (NTP).'),
        };
    // a key is refused where the clock is wrong, and then the amount is what helps
    const wrong = clock?.ok === false && !delegation ? [clock] : [];
    return [file, failedCheck(env, delegation ? 'delegation' : 'token', new URL(tokenUrl).host, error, refused), ...wrong];
  }
  const checks = [file, { name: 'token', ok: true, message: env.t('Google takes the key.') }, clockCheck(env, fresh.answer.headers)];
  const address = new URL(apiUrl).host;
  if (subject === undefined) {
    const own = await calendarCheck(context, fresh.fetched.token, account.clientEmail, address);
    const untested = env.t('{host} answers. Whether rooms can be made for a host is not tested: name somebody to test as.', { host: address });
    return [...checks, own.ok === false ? own : { name: 'delegation', ok: null, message: untested }];
  }
  return [...checks, await calendarCheck(context, fresh.fetched.token, subject, address)];
}

/** Somebody else may be the host of the next meeting; an organizer is the host of all. */
const unknownHost = (env: ProviderContext['env'], email: string, always: boolean): ConnectionCheck => ({
  name: 'host',
  ok: false,
  why: 'refused',
  weight: always ? 'blocking' : 'warning',
  message: env.t('The domain does not know {email}.', { email }),
  fix: env.t('Use the address of a user of this Google Workspace, or name an organizer of all meetings.'),
});

/** Reads one event's worth of the host's calendar: nothing is left behind. */
async function calendarCheck(context: ProviderContext, token: string, email: string, address: string): Promise<ConnectionCheck> {
  const { env } = context;
  const name = 'calendar';
  try {
    const path = '/calendar/v3/calendars/primary/events?maxResults=1';
    readAnswer('calendar', listAnswer, await callWith(context, token, { doing: 'calendar', method: 'GET', path }));
    return { name, ok: true, message: env.t('The calendar of {email} can be used.', { email }) };
  } catch (error) {
    const refused = {
      message: env.t('The calendar of {email} cannot be used.', { email }),
      fix: env.t('Enable the Google Calendar API in the project of the service account, and see that {email} has Google Calendar.', { email }),
    };
    return failedCheck(env, name, address, error, refused);
  }
}
