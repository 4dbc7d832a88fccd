import { pino } from 'pino';

/** Log lines are events with fields: `log.info({ meeting: id }, 'meeting confirmed')`. Never values of secrets, tokens, addresses or bodies. */
export interface Logger {
  debug(fields: Record<string, unknown>, event: string): void;
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
  error(fields: Record<string, unknown>, event: string): void;
  child(fields: Record<string, unknown>): Logger;
}

const secrets = ['password', 'token', 'secret', 'authorization', 'cookie'];
const HIDDEN = '[Redacted]';

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Hides secrets one level down as well. pino's own redaction would parse its paths anew for every value of every line. */
function hideWithin(fields: Record<string, unknown>): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined;
  for (const name in fields) {
    const value = fields[name];
    if (!isPlain(value)) continue;
    const found = secrets.filter((secret) => secret in value);
    if (found.length === 0) continue;
    changed ??= { ...fields };
    changed[name] = { ...value, ...Object.fromEntries(found.map((secret) => [secret, HIDDEN])) };
  }
  return changed ?? fields;
}

/** JSON lines on the standard output. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }), log: hideWithin, bindings: hideWithin },
    redact: { paths: secrets, censor: HIDDEN },
  };
  return destination ? pino(options, destination) : pino(options);
}
