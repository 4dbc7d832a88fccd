export type QueryResult<R = Record<string, unknown>> = { rows: R[]; rowCount: number };

/** The one door to PostgreSQL. Joins the transaction of the current async context, so nothing can slip past it. */
export interface Database {
  /** Runs as a named prepared statement (name made from the text), in the current transaction where there is one. `values` are bound as pg binds them. */
  query<R = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    options?: { /** Not a part of what `statements` tells. */ uncounted?: boolean },
  ): Promise<QueryResult<R>>;
  /** Several statements without values, in the current transaction where there is one. For migrations; nothing of it is prepared. */
  script(sql: string): Promise<void>;
  /** READ COMMITTED; nested calls join; the outermost is retried up to 3 times on 40001 and 40P01. */
  tx<T>(fn: () => Promise<T>): Promise<T>;
  /** Inside a transaction: what fails in `fn` is undone alone (a savepoint), its error goes on to the caller, and the transaction lives. One at a time. */
  attempt<T>(fn: () => Promise<T>): Promise<T>;
  inTransaction(): boolean;
  /** Runs after the outermost transaction of this context has committed; at once where there is none. Lost when the process dies: a nudge, never the truth. */
  afterCommit(fn: () => void): void;
  /**
   * Collects what is to be written last: in a transaction `write` is called once, right before its commit and inside of it, with all items of all callers that name the
   * same function (a transaction of thousands of items in between too); when it throws, everything is rolled back. Outside of one it is called at once.
   */
  atCommit<T>(write: (database: Database, items: readonly T[]) => Promise<void>, items: readonly T[]): Promise<void>;
  /** `pg_advisory_xact_lock` for each key, sorted, in one statement. */
  lockKeys(keys: readonly string[]): Promise<void>;
  /** LISTEN on a direct connection that reconnects by itself; `onReconnect` tells that notifications may have been lost. @returns stop */
  listen(channel: string, onMessage: (payload: string) => void, onReconnect?: () => void): Promise<() => Promise<void>>;
  /** Number of statements sent by this process so far. For tests. */
  statements(): number;
  close(): Promise<void>;
}
