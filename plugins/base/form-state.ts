import type { Env, Issue, Route } from '#core';

/** Why a form was refused, as its page shows it: one sentence on top, words beside the fields. */
export type FormState = { problem?: string; issues: readonly Issue[] };

export const fresh: FormState = { issues: [] };

type Refusal = Parameters<NonNullable<Route['onError']>>[2];

/** The refusal in the reader's language; for a rate limit with the seconds left. */
export function refusedState(env: Env<'base'>, error: Refusal): FormState {
  const seconds = error.extra.retryAfter;
  if (error.code === 'RATE_LIMITED' && typeof seconds === 'number')
    return { problem: env.t('Too many tries. Please wait {seconds} seconds and try again.', { seconds }), issues: [] };
  return { problem: env.t(error.title), issues: error.issues.map(({ path, message }) => ({ path, message: env.t(message) })) };
}

export const issueAt = (state: FormState, path: string): string | undefined => state.issues.find((issue) => issue.path === path)?.message;
