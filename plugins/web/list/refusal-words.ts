import { AtriumError, type Env } from '#core';

/** Why something was not done to a record, in words. What is nobody's fault but ours is logged. */
export function refusalWords(env: Env, error: unknown): string {
  if (!(error instanceof AtriumError) || error.status >= 500) {
    env.log.error({ err: error instanceof Error ? error : new Error(String(error)) }, 'one record of many failed');
    return env.t('Something went wrong on our side.');
  }
  const issues = error.issues.map(({ message }) => env.t(message));
  return issues.length > 0 ? issues.join(' ') : env.t(error.message);
}
