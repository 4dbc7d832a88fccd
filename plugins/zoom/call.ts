import type { FetchedToken, HttpResponse } from '#core';
import { accountOf, failureOfSilence, type ProviderContext, ProviderFailure, readAnswer, withToken } from '../meetings/contract.ts';
import { tokenAnswer } from './answers.ts';
import { zoomFailure } from './failure.ts';
import { settings } from './settings.ts';

type Call = {
  /** What is asked for, for the log: `create`. */
  doing: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** After the address of the interface, encoded: `/meetings/123`. */
  path: string;
  body?: unknown;
};

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** A fresh token, with the answer that brought it: its headers tell the service's time, its scopes what the app may do. @throws ProviderFailure */
export async function fetchToken(context: ProviderContext): Promise<{ fetched: FetchedToken; answer: HttpResponse }> {
  const { accountId, clientId, clientSecret, tokenUrl } = accountOf(context, settings);
  if (!context.http || accountId === '' || clientId === '' || clientSecret === '')
    throw new ProviderFailure('auth.permanent', 'token: account ID, client ID or client secret is missing');
  const headers = {
    authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  const body = new URLSearchParams({ grant_type: 'account_credentials', account_id: accountId }).toString();
  const answer = await context.http.request({ method: 'POST', url: tokenUrl, headers, body, signal: context.signal }).catch((error: unknown) => {
    throw failureOfSilence('token', error, { repeatable: true });
  });
  if (answer.status >= 300) {
    const failure = zoomFailure('token', answer, context.env.now());
    // whatever it calls a refusal: here it is one of the credentials
    throw answer.status < 500 && answer.status !== 429 && answer.status !== 408
      ? new ProviderFailure('auth.permanent', failure.message, { status: answer.status })
      : failure;
  }
  const { access_token, expires_in, scope } = readAnswer('token', tokenAnswer, answer);
  return { fetched: { token: access_token, expiresIn: expires_in, detail: { scope } }, answer };
}

/** One call with a given token. @throws ProviderFailure for everything that is no success */
export async function callWith(context: ProviderContext, token: string, { doing, method, path, body }: Call): Promise<HttpResponse> {
  const { apiUrl } = accountOf(context, settings);
  if (!context.http) throw new ProviderFailure('auth.permanent', `${doing}: no connection is handed over`);
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await context.http
    .request({ method, url: `${withoutSlash(apiUrl)}${path}`, headers, signal: context.signal, ...sent })
    .catch((error: unknown) => {
      // a second create makes a second meeting: whether one stands is looked up first
      throw failureOfSilence(doing, error, { repeatable: doing !== 'create' });
    });
  // changes and removals answer with nothing: a page with 200 is none of Zoom's answers
  if (answer.status === 204 || (answer.status < 300 && method !== 'DELETE' && method !== 'PATCH')) return answer;
  const failure = answer.status < 300 ? new ProviderFailure('transient', `${doing}: the answer cannot be read`) : zoomFailure(doing, answer, context.env.now());
  // a service that failed in the middle may have made the meeting
  throw doing === 'create' && failure.kind === 'transient' ? new ProviderFailure('unknown-outcome', failure.message, { status: answer.status }) : failure;
}

/** One call with the account's cached token, and once more with a new one where the service takes it no more. @throws ProviderFailure */
export const call = (context: ProviderContext, one: Call): Promise<HttpResponse> =>
  withToken(context, {
    fetch: async () => (await fetchToken(context)).fetched,
    call: (token) => callWith(context, token, one),
  });
