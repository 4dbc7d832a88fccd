import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Transaction } from 'sequelize';
import { fail } from '../errors.ts';
import { connect, connectionOf, type DatabaseOptions } from './connect.ts';
import type { Database, QueryResult } from './database-type.ts';
import { createListener } from './listener.ts';
import { PreparedQuery } from './prepared-query.ts';
import { asUnavailable, isRetryable, isStalePlan, sqlFault } from './sql-state.ts';

type WriteLast = (database: Database, items: readonly never[]) => Promise<void>;

/** The outermost transaction of an async context. */
type Running = {
  readonly client: pg.ClientBase;
  readonly after: (() => void)[];
  /** What is written last, by the function that writes it. */
  readonly last: Map<WriteLast, unknown[]>;
  /** A statement was refused: PostgreSQL takes no further one, and COMMIT would roll back without a word. */
  fault: unknown;
  over: boolean;
};

const attempts = 3;
const slowMs = 1_000;
/** So many items wait for the end of a transaction; a larger one writes them in between. */
const mostKept = 4_000;
/** So many texts are prepared by name on each connection; further ones run without a name. */
const mostNames = 500;

/**
 * Opens the pool and tries it. Every session runs in UTC with limits of time: 10 s a statement, 3 s a lock, 15 s idle in a transaction.
 * Behind PgBouncer let `ignore_startup_parameters` name `options`, set these limits on the server, and allow prepared statements (1.21 or newer).
 * @throws SERVICE_UNAVAILABLE where nobody answers at `url` in time.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, directUrl = url, log, applicationName = 'atrium' } = options;
  const sequelize = await connect(options);
  const context = new AsyncLocalStorage<Running>();
  const listener = createListener({ url: directUrl, log, applicationName });
  const names = new Map<string, string>();
  let sent = 0;

  /** Empty: none is left. */
  const nameOf = (text: string): string => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= mostNames) return '';
    const name = createHash('sha1').update(text).digest('hex').slice(0, 16);
    names.set(text, name);
    return name;
  };

  const acquire = async (): Promise<pg.ClientBase> => {
    try {
      return (await sequelize.connectionManager.getConnection({ type: 'write' })) as pg.ClientBase;
    } catch (error) {
      throw asUnavailable(error);
    }
  };
  const release = (client: pg.ClientBase): void => {
    try {
      sequelize.connectionManager.releaseConnection(client);
    } catch {
      // it was lost meanwhile and is out of the pool already
    }
  };
  const discard = async (client: pg.ClientBase): Promise<void> => {
    try {
      await sequelize.connectionManager.destroyConnection(client);
    } catch {
      // it was lost meanwhile
    }
  };

  const current = (): Running | undefined => {
    const running = context.getStore();
    if (running?.over) {
      throw new Error('This statement belongs to a transaction that has ended: await everything inside of tx, and start background work by afterCommit.');
    }
    return running;
  };

  const send = async (client: pg.ClientBase, text: string, values: readonly unknown[] | undefined, uncounted = false): Promise<QueryResult<never>> => {
    if (!uncounted) sent += 1;
    const name = nameOf(text);
    const started = performance.now();
    try {
      return await client.query(new PreparedQuery(client, text, name, values ?? [])).done;
    } catch (error) {
      // else it would tell of the socket that the answer came from, not of who asked
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      const ms = performance.now() - started;
      if (ms > slowMs) log.warn({ statement: text, ms: Math.round(ms) }, 'slow statement');
    }
  };

  const inRunning = async <T>(running: Running, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      running.fault ??= error;
      throw asUnavailable(error);
    }
  };

  const outside = async <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const client = await acquire();
      try {
        const result = await work(client);
        release(client);
        return result;
      } catch (error) {
        if (isStalePlan(error) && attempt === 1) {
          await discard(client);
          continue;
        }
        if (sqlFault(error)) release(client);
        else await discard(client);
        throw asUnavailable(error);
      }
    }
  };

  const runOnce = async <T>(fn: () => Promise<T>): Promise<{ value: T; after: readonly (() => void)[] }> => {
    let transaction: Transaction;
    try {
      transaction = await sequelize.transaction();
    } catch (error) {
      throw asUnavailable(error);
    }
    const running: Running = { client: connectionOf(transaction), after: [], last: new Map(), fault: undefined, over: false };
    let value: T;
    try {
      value = await context.run(running, async () => {
        const done = await fn();
        for (const [write, items] of running.last) await write(database, items as never[]);
        return done;
      });
      if (running.fault !== undefined) throw asUnavailable(running.fault);
    } catch (error) {
      running.over = true;
      // without a connection there is nothing to roll back: PostgreSQL has done it
      if (isStalePlan(running.fault) || (running.fault !== undefined && !sqlFault(running.fault))) await discard(running.client);
      else await transaction.rollback().catch(() => {});
      throw error;
    }
    running.over = true;
    try {
      await transaction.commit();
    } catch (error) {
      throw asUnavailable(error);
    }
    return { value, after: running.after };
  };

  const nudge = (fn: () => void): void => {
    try {
      context.exit(fn);
    } catch (error) {
      log.error({ error: String(error) }, 'work after a commit failed');
    }
  };

  const database: Database = {
    query: async <R>(text: string, values?: readonly unknown[], { uncounted = false }: { uncounted?: boolean } = {}): Promise<QueryResult<R>> => {
      const running = current();
      return running ? inRunning(running, () => send(running.client, text, values, uncounted)) : outside((client) => send(client, text, values, uncounted));
    },
    script: async (sql) => {
      const running = current();
      sent += 1;
      await (running ? inRunning(running, () => running.client.query(sql)) : outside((client) => client.query(sql)));
    },
    tx: async (fn) => {
      if (current()) return fn();
      for (let attempt = 0; ; attempt++) {
        try {
          const { value, after } = await runOnce(fn);
          for (const one of after) nudge(one);
          return value;
        } catch (error) {
          const again = isRetryable(error) || isStalePlan(error);
          if (!again) throw error;
          if (attempt >= attempts) throw fail('SERVICE_UNAVAILABLE', { cause: error, extra: { retryAfter: 1 } });
          log.info({ code: sqlFault(error)?.code, attempt: attempt + 1 }, 'transaction runs again');
          await wait(Math.random() * 20 * 2 ** attempt);
        }
      }
    },
    attempt: async (fn) => {
      const running = current();
      if (!running) throw new TypeError('attempt is a part of a transaction: call it inside of tx');
      const kept = running.after.length;
      const last = new Map([...running.last].map(([write, items]) => [write, items.length]));
      await inRunning(running, () => running.client.query('SAVEPOINT attempt'));
      try {
        const value = await fn();
        if (running.fault !== undefined) throw asUnavailable(running.fault);
        await inRunning(running, () => running.client.query('RELEASE SAVEPOINT attempt'));
        return value;
      } catch (error) {
        // a lost connection, and what the whole transaction must run again for, stay its end
        if (running.fault !== undefined && (!sqlFault(running.fault) || isRetryable(running.fault) || isStalePlan(running.fault))) throw error;
        running.fault = undefined;
        running.after.length = kept;
        for (const [write, items] of running.last) items.length = last.get(write) ?? 0;
        await inRunning(running, () => running.client.query('ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt'));
        throw error;
      }
    },
    inTransaction: () => context.getStore() !== undefined && !context.getStore()?.over,
    afterCommit: (fn) => {
      const running = current();
      if (running) running.after.push(fn);
      else nudge(fn);
    },
    atCommit: async (write, items) => {
      const running = current();
      if (!running) return write(database, items);
      const known: unknown[] = running.last.get(write) ?? [];
      for (const item of items) known.push(item);
      running.last.set(write, known);
      if (known.length < mostKept) return;
      running.last.delete(write);
      await write(database, known as never[]);
    },
    lockKeys: async (keys) => {
      const running = current();
      if (!running) throw new TypeError('lockKeys holds until the transaction ends: call it inside of tx');
      if (keys.length === 0) return;
      // ordered by the hash itself: two keys may share one, and equal order is what keeps two callers from a deadlock
      await inRunning(running, () =>
        send(
          running.client,
          'SELECT pg_advisory_xact_lock(h) FROM (SELECT DISTINCT hashtextextended(k, 0) AS h FROM unnest($1::text[]) AS k ORDER BY h) AS sorted',
          [keys],
        ),
      );
    },
    listen: (channel, onMessage, onReconnect) => context.exit(() => listener.listen(channel, onMessage, onReconnect)),
    statements: () => sent,
    close: async () => {
      await listener.close();
      await sequelize.close();
    },
  };
  return database;
}
