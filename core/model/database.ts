import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { Sequelize, type Transaction } from 'sequelize';
import { fail } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Database, QueryResult } from './database-type.ts';

export type DatabaseOptions = {
  url: string;
  /** For LISTEN, where `url` leads through a pooler; the same unless given. */
  directUrl?: string;
  poolSize: number;
  log: Logger;
};

/** Statements that take longer are logged by shape. */
const SLOW_MS = 1_000;
/** Texts beyond this many run unnamed, so that a mistake cannot fill the server's memory with prepared statements. */
const MOST_NAMES = 800;
const RETRIES = 3;
const RETRIED = new Set(['40001', '40P01']);

/** PostgreSQL's guards against a process that hangs or dies inside a transaction. */
const SESSION = '-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s -c client_connection_check_interval=500ms -c timezone=UTC';

type Client = { query(config: { name?: string; text: string; values: unknown[] | undefined }): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }> };
type Scope = { client: Client; afterCommit: (() => void)[] };

// int8 (counts) as a number where it is exact; civil dates as text: a Date would drag the server's zone in.
pg.types.setTypeParser(20, (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text));
pg.types.setTypeParser(1082, (text: string) => text);

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known) return known;
  if (names.size >= MOST_NAMES) return undefined;
  const name = `a${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`;
  names.set(text, name);
  return name;
}

const codeOf = (error: unknown): string | undefined => (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined);

/** Classes of SQLSTATE and network codes that mean: the database is not there for us now. */
const unreachable = (code: string | undefined): boolean =>
  code !== undefined && (/^(08|57P0[123]|53300)/.test(code) || ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN'].includes(code));

/** The connection pool, transactions bound to the async context, prepared statements, notifications. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { log } = options;
  const sequelize = new Sequelize(options.url, {
    dialect: 'postgres',
    dialectModule: pg,
    logging: false,
    pool: { max: options.poolSize, min: 0, acquire: 10_000, idle: 30_000 },
    dialectOptions: { options: SESSION, connectionTimeoutMillis: 10_000, application_name: 'atrium', keepAlive: true },
  });
  const scopes = new AsyncLocalStorage<Scope>();
  let sent = 0;

  const connect = async (): Promise<Client> => {
    try {
      return (await sequelize.connectionManager.getConnection({ type: 'write' })) as Client;
    } catch (error) {
      throw fail('SERVICE_UNAVAILABLE', { cause: error });
    }
  };
  const giveBack = (client: Client): void => sequelize.connectionManager.releaseConnection(client as never) as unknown as void;

  const run = async <R>(client: Client, text: string, values: readonly unknown[]): Promise<QueryResult<R>> => {
    sent += 1;
    const name = nameOf(text);
    const started = performance.now();
    try {
      const result = await client.query({ ...(name ? { name } : {}), text, values: values as unknown[] });
      return { rows: result.rows as R[], rowCount: result.rowCount ?? 0 };
    } finally {
      const ms = performance.now() - started;
      if (ms > SLOW_MS) log.warn({ ms: Math.round(ms), statement: text.slice(0, 1_000) }, 'slow statement');
    }
  };

  const once = async <T>(fn: () => Promise<T>): Promise<T> => {
    let transaction: Transaction;
    try {
      transaction = await sequelize.transaction();
    } catch (error) {
      throw fail('SERVICE_UNAVAILABLE', { cause: error });
    }
    const scope: Scope = { client: (transaction as unknown as { connection: Client }).connection, afterCommit: [] };
    let value: T;
    try {
      value = await scopes.run(scope, fn);
    } catch (error) {
      await transaction.rollback().catch(() => undefined); // the connection is gone: PostgreSQL has rolled back by itself
      throw error;
    }
    await transaction.commit();
    for (const after of scope.afterCommit) after();
    return value;
  };

  const database: Database = {
    query: async <R>(text: string, values: readonly unknown[] = []) => {
      const scope = scopes.getStore();
      if (scope) return run<R>(scope.client, text, values);
      const client = await connect();
      try {
        return await run<R>(client, text, values);
      } catch (error) {
        if (unreachable(codeOf(error))) throw fail('SERVICE_UNAVAILABLE', { cause: error });
        throw error;
      } finally {
        giveBack(client);
      }
    },
    script: async (text) => {
      const scope = scopes.getStore();
      if (!scope) throw new TypeError('a script needs a transaction: half of it must not stay');
      await scope.client.query({ text, values: undefined });
    },
    tx: async (fn) => {
      if (scopes.getStore()) return fn();
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(fn);
        } catch (error) {
          const code = codeOf(error);
          if (code !== undefined && RETRIED.has(code) && attempt <= RETRIES) {
            log.debug({ code, attempt }, 'transaction retried');
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
            continue;
          }
          if (unreachable(code)) throw fail('SERVICE_UNAVAILABLE', { cause: error });
          throw error;
        }
      }
    },
    inTransaction: () => scopes.getStore() !== undefined,
    afterCommit: (fn) => {
      const scope = scopes.getStore();
      if (scope) scope.afterCommit.push(fn);
      else fn();
    },
    lockKeys: async (keys) => {
      if (!scopes.getStore()) throw new TypeError('lockKeys needs a transaction: it would be given back at once');
      const sorted = [...new Set(keys)].sort();
      if (sorted.length > 0) {
        await database.query('SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM (SELECT key FROM unnest($1::text[]) WITH ORDINALITY AS k(key, n) ORDER BY n) AS sorted', [sorted]);
      }
    },
    listen: (channel, onMessage, onReconnect) => listen(options.directUrl ?? options.url, log, channel, onMessage, onReconnect),
    statements: () => sent,
    close: () => sequelize.close(),
  };
  // Errors of idle connections reach the pool, which drops them; without a listener they would end the process.
  sequelize.addHook('afterConnect', (connection) => {
    (connection as unknown as NodeJS.EventEmitter).on('error', (error: Error) => log.warn({ error: error.message }, 'database connection lost'));
  });
  return database;
}

/** LISTEN on a connection of its own, which comes back by itself after a loss. */
async function listen(url: string, log: Logger, channel: string, onMessage: (payload: string) => void, onReconnect?: () => void): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'atrium-listen', keepAlive: true });
    next.on('error', () => undefined); // `end` follows and reconnects
    next.on('notification', (message) => onMessage(message.payload ?? ''));
    next.on('end', () => {
      if (!stopped && client === next) again();
    });
    await next.connect();
    await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    client = next;
  };
  const again = (): void => {
    const timer = setTimeout(() => {
      if (stopped) return;
      open().then(
        () => onReconnect?.(),
        (error: unknown) => {
          log.warn({ error: error instanceof Error ? error.message : String(error) }, 'notifications are down');
          again();
        },
      );
    }, 500);
    timer.unref();
  };
  await open();
  return async () => {
    stopped = true;
    await client?.end().catch(() => undefined);
  };
}
