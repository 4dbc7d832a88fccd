import { AtriumError, fail } from '../errors.ts';
import { isThrown, readMember } from '../thrown.ts';

/** RFC 9457, with our members `code`, `issues` and whatever the error adds. */
export type Problem = { type: string; title: string; status: number; detail: string; code: string; instance: string };

/** Codes of PostgreSQL and of the socket to it that mean: the database cannot answer just now. */
const unavailable = /^(08...|53...|57P0[1-3]|57014|55P03|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

/** Whatever was thrown, a string or nothing at all included, as an error with a public sentence. */
export function toFault(thrown: unknown): AtriumError {
  if (isThrown(thrown, AtriumError)) return thrown;
  const code = readMember(thrown, 'code');
  if (typeof code === 'string' && unavailable.test(code)) {
    return fail('SERVICE_UNAVAILABLE', { cause: thrown, extra: { retryAfter: 5 } });
  }
  return fail('INTERNAL', { cause: thrown });
}

/** @param t translates its sentences; `instance` is the request's id, which the log also has. */
export function problemOf(fault: AtriumError, requestId: string, t: (text: string) => string): Problem & Record<string, unknown> {
  return {
    ...fault.extra,
    type: `urn:atrium:error:${fault.code}`,
    title: t(fault.title),
    status: fault.status,
    detail: t(fault.message),
    code: fault.code,
    instance: requestId,
    ...(fault.issues.length > 0 ? { issues: fault.issues.map((issue) => ({ ...issue, message: t(issue.message) })) } : {}),
  };
}
