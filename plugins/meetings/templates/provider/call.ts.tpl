import type { HttpResponse } from '#core';
import { accountOf, failureOf, failureOfSilence, type ProviderContext, ProviderFailure } from '../meetings/contract.ts';
import { settings } from './settings.ts';

type Call = { doing: string; method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; path: string; body?: unknown };

/** One call to the service. @throws ProviderFailure for everything that is no success */
export async function call(context: ProviderContext, { doing, method, path, body }: Call): Promise<HttpResponse> {
  const { env, http, signal } = context;
  const { baseUrl, token } = accountOf(context, settings);
  if (!http || token === '') throw new ProviderFailure('auth.permanent', `${doing}: no access token is set`);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' };
  try {
    const answer = await http.request({ method, url: `${baseUrl.replace(/\/+$/, '')}${path}`, headers, signal, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (answer.status < 300) return answer;
    throw failureOf(doing, answer.status, answer.headers, env.now());
  } catch (error) {
    if (error instanceof ProviderFailure) throw error;
    // a second try with the same key gives the same room
    throw failureOfSilence(doing, error, { repeatable: true });
  }
}
