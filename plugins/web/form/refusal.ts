import { AtriumError, type Env, type Issue } from '#core';

/** Where what stands in the way is put right, on our own site: the error may name it as `extra.page`, with `:id` for the record. */
function wayOut({ extra }: AtriumError, record: string | undefined): string | undefined {
  const page = extra?.['page'];
  return typeof page === 'string' && /^\/app\//.test(page) ? page.replace(':id', record ?? '') : undefined;
}

/** Translated words of a refusal that a form can show. @throws all others again */
export function refusal(env: Env, error: unknown, record?: string): { problem: string; issues: Issue[]; status: number; page: string | undefined } {
  if (!(error instanceof AtriumError) || error.status >= 500 || error.status === 404) throw error;
  return {
    problem: env.t(error.message),
    issues: error.issues.map(({ path, message }) => ({ path, message: env.t(message) })),
    status: error.status,
    page: wayOut(error, record),
  };
}
