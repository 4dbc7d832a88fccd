import { AtriumError, fail } from '../errors.ts';

/** RFC 9457, with our members `code`, `issues` and whatever the error adds. */
export type Problem = { type: string; title: string; status: number; detail: string; code: string; instance: string };

/** Codes of PostgreSQL and of the socket to it that mean: the database cannot answer just now. */
const unavailable = /^(08...|53...|57P0[1-3]|57014|55P03|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

/** Whatever was thrown, a string or nothing at all included, as an error with a public sentence. */
export function toFault(thrown: unknown): AtriumError {
  if (thrown instanceof AtriumError) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' && unavailable.test(thrown.code)) {
    return fail('SERVICE_UNAVAILABLE', { cause: thrown, extra: { retryAfter: 5 } });
  }
  return fail('INTERNAL', { cause: thrown });
}

/** What goes into the log of a thrown thing: its words and where it came from, never fields that hold values of a row. */
export function describeThrown(thrown: unknown): Record<string, unknown> {
  if (thrown instanceof Error) return { error: thrown.name, message: thrown.message, stack: thrown.stack };
  return { error: typeof thrown, message: String(thrown) };
}

/** @param t translates the title; `instance` is the request's id, which the log also has. */
export function problemOf(fault: AtriumError, requestId: string, t: (text: string) => string): Problem & Record<string, unknown> {
  return {
    ...fault.extra,
    type: `urn:atrium:error:${fault.code}`,
    title: t(fault.title),
    status: fault.status,
    detail: fault.message === fault.title ? t(fault.title) : fault.message,
    code: fault.code,
    instance: requestId,
    ...(fault.issues.length > 0 ? { issues: fault.issues } : {}),
  };
}
