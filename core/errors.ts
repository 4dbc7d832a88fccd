/**
 * The closed list of what can go wrong. A code is `AREA_REASON`; each has an HTTP status, a public sentence that says
 * what to do next (not what broke) and a log level. Plugins add their own through `defineErrors`, checked for clashes at load.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type ErrorEntry = { status: number; title: string; level?: LogLevel };

export const coreErrors = {
  NOT_FOUND: { status: 404, title: 'There is nothing at this address, or it is not open to you.' },
  AUTH_REQUIRED: { status: 401, title: 'Please sign in first.' },
  ACCESS_DENIED: { status: 403, title: 'You are not allowed to do this. Ask an administrator if you should be.' },
  INPUT_INVALID: { status: 422, title: 'Some of what was sent cannot be used. Please correct the marked fields.' },
  INPUT_MALFORMED: { status: 400, title: 'The request could not be read. Please send it again.' },
  BODY_TOO_LARGE: { status: 413, title: 'What was sent is too large.' },
  ORIGIN_REFUSED: { status: 403, title: 'The request came from another site. Please use the form on this site.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This address does not take that kind of request.' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'Please send a form or JSON.' },
  RATE_LIMITED: { status: 429, title: 'Too many requests. Please wait a little and try again.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'This key was already used for a different request. Please use a new one.' },
  IDEMPOTENCY_IN_FLIGHT: { status: 409, title: 'The same request is being worked on. Please wait a moment.' },
  VERSION_CONFLICT: { status: 409, title: 'Somebody else changed this in between. Please look at the newest state and try again.' },
  RECORD_IN_USE: { status: 409, title: 'This is still in use and cannot be removed yet.' },
  RECORD_DUPLICATE: { status: 409, title: 'There is one like this already.' },
  CONSTRAINT_VIOLATED: { status: 422, title: 'This combination of values is not possible.' },
  ANSWER_LATE: { status: 504, title: 'This took too long and was given up. Please look whether it was done before you try again.', level: 'error' },
  PLUGIN_PLAN_CHANGED: { status: 409, title: 'Meanwhile something else would happen. Please look at the new plan.' },
  PLUGIN_CHANGE_REFUSED: { status: 409, title: 'This cannot be done with the plugins as they are.' },
  PLUGIN_CHANGE_FAILED: { status: 422, title: 'The change failed, and nothing was changed.', level: 'error' },
  SERVICE_UNAVAILABLE: { status: 503, title: 'The service cannot answer right now. Please try again shortly.', level: 'error' },
  INTERNAL: { status: 500, title: 'Something went wrong on our side. Please try again; if it stays, give us the id below.', level: 'error' },
} as const satisfies Record<string, ErrorEntry>;

export type CoreErrorCode = keyof typeof coreErrors;

/** One thing that is wrong with one field; `path` is the field's name in the form or JSON (`attendees.0.email`). */
export type Issue = { path: string; message: string };

/** The only error that reaches a user with its own words. Everything else is answered as INTERNAL, with an id. */
export class AtriumError extends Error {
  readonly code: string;
  readonly status: number;
  readonly level: LogLevel;
  /** Public sentence. */
  readonly title: string;
  readonly issues: readonly Issue[];
  /** Further public members of the problem document (`alternatives`, `retryAfter`). Never secrets. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, entry: ErrorEntry, options: { detail?: string; issues?: readonly Issue[]; extra?: Record<string, unknown>; cause?: unknown } = {}) {
    super(options.detail ?? entry.title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AtriumError';
    this.code = code;
    this.status = entry.status;
    this.level = entry.level ?? (entry.status >= 500 ? 'error' : 'info');
    this.title = entry.title;
    this.issues = options.issues ?? [];
    this.extra = options.extra ?? {};
  }
}

type FailOptions = { detail?: string; issues?: readonly Issue[]; extra?: Record<string, unknown>; cause?: unknown };

/** Makes one of the core's errors: `throw fail('NOT_FOUND')`. `detail` replaces the public sentence in `detail` of the problem. */
export function fail(code: CoreErrorCode, options: FailOptions = {}): AtriumError {
  return new AtriumError(code, coreErrors[code], options);
}

/**
 * A plugin's own closed list. Returns a maker like `fail`.
 * @example const fault = defineErrors({ BOOKING_SLOT_TAKEN: { status: 409, title: 'This time was just taken.' } });
 */
export function defineErrors<const E extends Record<string, ErrorEntry>>(entries: E) {
  const make = (code: keyof E & string, options: FailOptions = {}): AtriumError => {
    const entry = entries[code];
    if (!entry) throw new TypeError(`unknown error code ${code}`);
    return new AtriumError(code, entry, options);
  };
  return Object.assign(make, { entries });
}
