import { type FetchedToken, type HttpResponse, signJwt } from '#core';
import { accountOf, type ConferenceRequest, failureOfSilence, type ProviderContext, ProviderFailure, readAnswer, withToken } from '../meetings/contract.ts';
import { tokenAnswer } from './answers.ts';
import { assertionClaims, calendarScope } from './assertion.ts';
import { googleFailure, isUnknownPerson } from './failure.ts';
import { readServiceAccount, type ServiceAccount } from './service-account.ts';
import { settings } from './settings.ts';

type Call = {
  /** What is asked for, for the log: `create`. */
  doing: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** After the address of the interface, encoded, with its query. */
  path: string;
  body?: unknown;
};

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** @throws ProviderFailure `auth.permanent`, with the sentence that says what is wrong with the file */
export function serviceAccountOf(context: ProviderContext): ServiceAccount {
  const { account, problem } = readServiceAccount(accountOf(context, settings).serviceAccount);
  if (!account) throw new ProviderFailure('auth.permanent', `token: ${problem}`);
  return account;
}

/** In whose calendar the event stands. @throws ProviderFailure `permanent` where there is nobody */
export function organizerOf(context: ProviderContext, doing: string, host: ConferenceRequest['host'] | { email: string }): string {
  const { organizer } = accountOf(context, settings);
  const email = organizer === '' ? host?.email : organizer;
  if (email === undefined) throw new ProviderFailure('permanent', `${doing}: the meeting has no host, and no organizer is set`);
  return email.toLowerCase();
}

/**
 * A fresh token in somebody's name, with the answer that brought it: its headers tell the service's time.
 * @param answered gets every answer, a refusal too
 * @throws ProviderFailure
 */
export async function fetchToken(
  context: ProviderContext,
  subject: string | undefined,
  answered: (answer: HttpResponse) => void = () => undefined,
): Promise<{ fetched: FetchedToken; answer: HttpResponse }> {
  const account = serviceAccountOf(context);
  const { tokenUrl } = accountOf(context, settings);
  if (!context.http) throw new ProviderFailure('auth.permanent', 'token: no connection is handed over');
  const claims = assertionClaims({ account, subject, now: context.env.now() });
  const assertion = await signJwt({ algorithm: 'RS256', key: account.privateKey, keyId: account.keyId, claims });
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  const answer = await context.http.request({ method: 'POST', url: tokenUrl, headers, body, signal: context.signal }).catch((error: unknown) => {
    throw failureOfSilence('token', error, { repeatable: true });
  });
  answered(answer);
  if (answer.status >= 300) {
    if (subject !== undefined && isUnknownPerson(answer)) throw new ProviderFailure('permanent', 'token: the domain does not know the host');
    const failure = googleFailure('token', answer, context.env.now());
    // whatever it calls a refusal: here it is one of the credentials
    throw answer.status < 500 && answer.status !== 429 && answer.status !== 408
      ? new ProviderFailure('auth.permanent', failure.message, { status: answer.status })
      : failure;
  }
  const { access_token, expires_in } = readAnswer('token', tokenAnswer, answer);
  return { fetched: { token: access_token, expiresIn: expires_in }, answer };
}

/** One call with a given token. Every one may be made twice: ids are ours. @throws ProviderFailure for everything that is no success */
export async function callWith(context: ProviderContext, token: string, { doing, method, path, body }: Call): Promise<HttpResponse> {
  const { apiUrl } = accountOf(context, settings);
  if (!context.http) throw new ProviderFailure('auth.permanent', `${doing}: no connection is handed over`);
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await context.http
    .request({ method, url: `${withoutSlash(apiUrl)}${path}`, headers, signal: context.signal, ...sent })
    .catch((error: unknown) => {
      throw failureOfSilence(doing, error, { repeatable: true });
    });
  // a removal answers with nothing: a page with 200 is none of the service's answers
  if (answer.status === 204 || (answer.status < 300 && method !== 'DELETE')) return answer;
  if (answer.status < 300) throw new ProviderFailure('transient', `${doing}: the answer cannot be read`);
  throw googleFailure(doing, answer, context.env.now());
}

/** One call in somebody's name with the cached token, and once more with a new one where the service takes it no more. @throws ProviderFailure */
export const call = (context: ProviderContext, subject: string, one: Call): Promise<HttpResponse> =>
  withToken(context, {
    subject,
    scopes: [calendarScope],
    fetch: async () => (await fetchToken(context, subject)).fetched,
    call: (token) => callWith(context, token, one),
  });
