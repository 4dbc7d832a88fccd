import { AtriumError, fail } from '../errors.ts';

/** What a refused statement tells. */
export type SqlFault = Error & { code: string; constraint?: string; table?: string; column?: string; detail?: string };

/** The error of PostgreSQL in this error or behind it, if there is one. */
export function sqlFault(error: unknown): SqlFault | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth++) {
    if ('code' in current && typeof current.code === 'string' && /^[0-9A-Z]{5}$/.test(current.code)) return current as SqlFault;
  }
  return undefined;
}

/** Another run of the same transaction may pass: serialization failure, deadlock. */
export const isRetryable = (error: unknown): boolean => {
  const code = sqlFault(error)?.code;
  return code === '40001' || code === '40P01';
};

/** A prepared statement outlived the table that it was made for: a fresh connection prepares it again. */
export const isStalePlan = (error: unknown): boolean => {
  const fault = sqlFault(error);
  return fault?.code === '0A000' && fault.message.includes('cached plan');
};

const network = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOST|ENETUNREACH|EAI_)/;

/**
 * Errors that say nothing about the statement but that the database could not take it now (gone, starting, too busy, a limit of time) become SERVICE_UNAVAILABLE;
 * others come back as they are.
 */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof AtriumError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const lost =
    /^(0800[0-7]|53|57P0)/.test(code) ||
    code === '57014' ||
    code === '55P03' ||
    code === '25P03' ||
    network.test(code) ||
    error.name.startsWith('SequelizeConnection') ||
    error.name.startsWith('SequelizeHost') ||
    error.name.startsWith('SequelizeInvalidConnection') ||
    /Connection terminated|Client has encountered a connection error|not queryable|connection manager was closed/i.test(error.message);
  return lost ? fail('SERVICE_UNAVAILABLE', { cause: error, extra: { retryAfter: 2 } }) : error;
}
