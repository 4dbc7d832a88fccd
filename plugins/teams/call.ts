import type { FetchedToken, HttpResponse } from '#core';
import { accountOf, type ConferenceRequest, failureOfSilence, type ProviderContext, ProviderFailure, readAnswer, withToken } from '../meetings/contract.ts';
import { tokenAnswer, userAnswer } from './answers.ts';
import { graphFailure } from './failure.ts';
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
const DAY_S = 86_400;

/** A fresh token, with the answer that brought it: its headers tell the service's time. @throws ProviderFailure */
export async function fetchToken(context: ProviderContext): Promise<{ fetched: FetchedToken; answer: HttpResponse }> {
  const { tenant, clientId, clientSecret, loginUrl } = accountOf(context, settings);
  if (!context.http || tenant === '' || clientId === '' || clientSecret === '')
    throw new ProviderFailure('auth.permanent', 'token: tenant, client ID or client secret is missing');
  const url = `${withoutSlash(loginUrl)}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'https://graph.microsoft.com/.default' };
  const body = new URLSearchParams(form).toString();
  const answer = await context.http.request({ method: 'POST', url, headers, body, signal: context.signal }).catch((error: unknown) => {
    throw failureOfSilence('token', error, { repeatable: true });
  });
  if (answer.status >= 300) throw graphFailure('token', answer, context.env.now());
  const { access_token, expires_in } = readAnswer('token', tokenAnswer, answer);
  return { fetched: { token: access_token, expiresIn: expires_in }, answer };
}

/** One call with a given token. Every one may be made twice: creates carry a key of ours. @throws ProviderFailure for everything that is no success */
export async function callWith(context: ProviderContext, token: string, { doing, method, path, body }: Call): Promise<HttpResponse> {
  const { apiUrl } = accountOf(context, settings);
  if (!context.http) throw new ProviderFailure('auth.permanent', `${doing}: no connection is handed over`);
  // ids of events stay when an event is moved to another folder
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    prefer: 'IdType="ImmutableId"',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await context.http
    .request({ method, url: `${withoutSlash(apiUrl)}${path}`, headers, signal: context.signal, ...sent })
    .catch((error: unknown) => {
      throw failureOfSilence(doing, error, { repeatable: true });
    });
  // a removal answers with nothing: a page with 200 is none of the service's answers
  if (answer.status === 204 || (answer.status < 300 && method !== 'DELETE')) return answer;
  if (answer.status < 300) throw new ProviderFailure('transient', `${doing}: the answer cannot be read`);
  throw graphFailure(doing, answer, context.env.now());
}

/** One call with the account's cached token, and once more with a new one where the service takes it no more. @throws ProviderFailure */
export const call = (context: ProviderContext, one: Call): Promise<HttpResponse> =>
  withToken(context, {
    fetch: async () => (await fetchToken(context)).fetched,
    call: (token) => callWith(context, token, one),
  });

/**
 * The object id of whoever the room belongs to; calls about online meetings take nothing else. Asked for once: it is kept beside the tokens of the account, where new
 * credentials make it void too.
 * @throws ProviderFailure `permanent` where there is nobody, or nobody whom the directory knows
 */
export async function organizerOf(context: ProviderContext, doing: string, host: ConferenceRequest['host'] | { email: string }): Promise<string> {
  const { organizer } = accountOf(context, settings);
  const email = (organizer === '' ? host?.email : organizer)?.toLowerCase();
  if (email === undefined) throw new ProviderFailure('permanent', `${doing}: the meeting has no host, and no organizer is set`);
  const kept = await context.env.tokens.access({ account: context.account.id, subject: `object id of ${email}` }, async () => ({
    token: await objectId(context, doing, email),
    expiresIn: 30 * DAY_S,
  }));
  return kept.token;
}

async function objectId(context: ProviderContext, doing: string, email: string): Promise<string> {
  try {
    const path = `/users/${encodeURIComponent(email)}?$select=id`;
    return readAnswer('host', userAnswer, await call(context, { doing: 'host', method: 'GET', path })).id;
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'gone') throw new ProviderFailure('permanent', `${doing}: the directory does not know the host`);
    throw error;
  }
}
