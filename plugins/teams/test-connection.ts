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
import { anyList, userAnswer } from './answers.ts';
import { callWith, fetchToken } from './call.ts';
import { accountNeeds, settings } from './settings.ts';

/** Token and clock, then the organizer, then whether rooms can be made in that name; each needs the one before. */
export async function testConnection(context: ProviderContext, host?: { email: string }): Promise<ConnectionCheck[]> {
  const { env } = context;
  const values = accountOf(context, settings);
  const { organizer, strategy, loginUrl, apiUrl } = values;
  const missing = notEntered(env, settings, values, accountNeeds);
  if (missing) return [missing];
  let fresh: Awaited<ReturnType<typeof fetchToken>>;
  try {
    fresh = await fetchToken(context);
  } catch (error) {
    const refused = {
      message: env.t('Microsoft refuses the credentials.'),
      fix: env.t(
        'Check tenant ID, client ID and client secret in the app registration. A secret may have ended: make a new one and copy its value, not its ID.',
      ),
    };
    return [failedCheck(env, 'token', new URL(loginUrl).host, error, refused)];
  }
  const checks: ConnectionCheck[] = [{ name: 'token', ok: true, message: env.t('Microsoft takes the credentials.') }, clockCheck(env, fresh.answer.headers)];
  const email = organizer !== '' ? organizer : host?.email;
  const address = new URL(apiUrl).host;
  const found = await hostCheck(context, fresh.fetched.token, email, address);
  // somebody else may be the host of the next meeting; an organizer is the host of all
  if (found.unknown) return [...checks, organizer === '' ? { ...found.check, weight: 'warning' } : found.check];
  if (email === undefined || found.user === undefined) return [...checks, found.check];
  return [
    ...checks,
    found.check,
    await (strategy === 'events' ? calendarCheck : policyCheck)(context, fresh.fetched.token, { email, user: found.user, address }),
  ];
}

type Found = { check: ConnectionCheck; user?: string; unknown?: boolean };

/** Nobody's object id: asked for to see whether the directory answers at all. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

async function hostCheck(context: ProviderContext, token: string, email: string | undefined, address: string): Promise<Found> {
  const { env } = context;
  const name = 'host';
  const untested: Found = {
    check: {
      name,
      ok: null,
      message: env.t('{host} answers. Whether rooms can be made for a host is not tested: name somebody to test as.', { host: address }),
    },
  };
  try {
    const path = `/users/${encodeURIComponent(email ?? NOBODY)}?$select=id`;
    const { id } = readAnswer('host', userAnswer, await callWith(context, token, { doing: 'host', method: 'GET', path }));
    return email === undefined ? untested : { check: { name, ok: true, message: env.t('The directory knows {email}.', { email }) }, user: id };
  } catch (error) {
    const unknown = error instanceof ProviderFailure && error.kind === 'gone';
    if (unknown && email === undefined) return untested;
    const refused = unknown
      ? {
          message: env.t('The directory does not know {email}.', { email: email ?? '' }),
          fix: env.t('Use the address with which this person signs in to Microsoft 365.'),
        }
      : {
          message: env.t('The app may not look up people.'),
          fix: env.t('Add the application permission User.Read.All to the app registration, and let an administrator consent.'),
        };
    return { check: failedCheck(env, name, address, error, refused), unknown };
  }
}

type Whose = { email: string; user: string; address: string };

/** Looks for an online meeting that nobody has: the answer is empty, or a refusal that tells what is missing. */
async function policyCheck(context: ProviderContext, token: string, { email, user, address }: Whose): Promise<ConnectionCheck> {
  const { env } = context;
  const name = 'policy';
  const ok: ConnectionCheck = { name, ok: true, message: env.t('Online meetings can be made in the name of {email}.', { email }) };
  const query = new URLSearchParams({ $filter: "JoinWebUrl eq 'https://teams.microsoft.com/l/meetup-join/none'" });
  try {
    readAnswer(name, anyList, await callWith(context, token, { doing: name, method: 'GET', path: `/users/${user}/onlineMeetings?${query}` }));
    return ok;
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'gone') return ok;
    const refused = {
      message: env.t('The app may not make online meetings in the name of {email}.', { email }),
      fix: env.t(
        'Add the application permission OnlineMeetings.ReadWrite.All with consent. Then, as a Teams administrator in PowerShell: New-CsApplicationAccessPolicy and Grant-CsApplicationAccessPolicy; it takes up to 30 minutes.',
      ),
    };
    return failedCheck(env, name, address, error, refused);
  }
}

async function calendarCheck(context: ProviderContext, token: string, { email, user, address }: Whose): Promise<ConnectionCheck> {
  const { env } = context;
  const name = 'calendar';
  try {
    readAnswer(name, anyList, await callWith(context, token, { doing: name, method: 'GET', path: `/users/${user}/events?$top=1&$select=id` }));
    return { name, ok: true, message: env.t('The calendar of {email} can be used.', { email }) };
  } catch (error) {
    const refused = {
      message: env.t('The app may not use the calendar of {email}.', { email }),
      fix: env.t('Add the application permission Calendars.ReadWrite with consent, and see that the person has a mailbox.'),
    };
    return failedCheck(env, name, address, error, refused);
  }
}
