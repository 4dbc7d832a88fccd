import type { FetchedToken } from '#core';
import type { ProviderContext } from './provider-contract.ts';
import { ProviderFailure } from './provider-failure.ts';

type TokenUse<T> = {
  /** Whose token it is, where the service gives one per person; part of the key. */
  subject?: string;
  scopes?: readonly string[];
  /** Asks the service for one. Runs once for all jobs of all processes that want it at the same time. @throws ProviderFailure */
  fetch(): Promise<FetchedToken>;
  /** `detail`: what `fetch` gave along (the granted scopes). @throws ProviderFailure `auth.expired` where the service takes the token no more */
  call(token: string, detail: Readonly<Record<string, string>>): Promise<T>;
};

/**
 * Makes a call with a cached access token. Where the service says `auth.expired`, that token is forgotten (if nobody has replaced it yet) and the call is made once more with
 * a new one; if that is refused too, the credentials are: `auth.permanent`.
 */
export async function withToken<T>({ env, account }: ProviderContext, { subject, scopes, fetch, call }: TokenUse<T>): Promise<T> {
  const key = { account: account.id, ...(subject === undefined ? {} : { subject }), ...(scopes === undefined ? {} : { scopes }) };
  const first = await env.tokens.access(key, fetch);
  try {
    return await call(first.token, first.detail);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'auth.expired') throw error;
    await env.tokens.forget(key, first.token);
  }
  const second = await env.tokens.access(key, fetch);
  try {
    return await call(second.token, second.detail);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'auth.expired') throw error;
    throw new ProviderFailure('auth.permanent', `${error.message}, with a new token too`, { cause: error });
  }
}
