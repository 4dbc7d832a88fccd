/** What counts: each call of this operation, whether it succeeds or not. */
export type CountedOperation = 'create' | 'update' | 'cancel' | 'read';

/**
 * A limit of a service. Counted in the database by account (and host), window after window: a day begins at 00:00 UTC, a minute with the clock. Where the limit is
 * reached no call is made until the next window; where a page shows it, `title` names it.
 */
export type Quota = {
  /** Letters, digits and `-`; unique within the provider. */
  name: string;
  /** English; looked up among the plugin's words. */
  title: string;
  per: 'account' | 'host';
  window: 'minute' | 'day';
  limit: number;
  counts: readonly CountedOperation[];
};
