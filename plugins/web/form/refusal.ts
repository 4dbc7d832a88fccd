import { AtriumError, type Env, type Issue } from '#core';

/** Translated words of a refusal that a form can show. @throws all others again */
export function refusal(env: Env, error: unknown): { problem: string; issues: Issue[]; status: number } {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return { problem: env.t(error.message), issues: error.issues.map(({ path, message }) => ({ path, message: env.t(message) })), status: error.status };
}
