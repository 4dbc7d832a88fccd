export type ProviderFailureClass =
  | 'auth.expired'
  | 'auth.permanent'
  | 'quota.short'
  | 'quota.long'
  | 'transient'
  | 'conflict.done'
  | 'gone'
  | 'permanent'
  | 'unknown-outcome';

/** The one way in which a provider says no. The message goes to the log and the admin page, never to guests. */
export class ProviderFailure extends Error {
  readonly kind: ProviderFailureClass;
  readonly retryAt: Date | undefined;
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  constructor(kind: ProviderFailureClass, message: string, options: { retryAt?: Date | undefined; status?: number | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProviderFailure';
    this.kind = kind;
    this.retryAt = options.retryAt;
    this.status = options.status;
  }
}
