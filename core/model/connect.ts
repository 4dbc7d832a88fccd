import type pg from 'pg';
import { Sequelize, type Transaction } from 'sequelize';
import { fail } from '../errors.ts';
import type { Logger } from '../log.ts';
import { asUnavailable, sqlFault } from './sql-state.ts';
import { typeParsers } from './type-parsers.ts';

export type DatabaseOptions = {
  url: string;
  /** For LISTEN where `url` leads through a pooler; `url` unless given. */
  directUrl?: string;
  /** Connections of this process at most, the one that listens not counted. */
  poolSize: number;
  log: Logger;
  /** Shown in `pg_stat_activity`. */
  applicationName?: string;
};

const serverSettings = [
  'timezone=UTC',
  'datestyle=ISO',
  'default_transaction_isolation=read\\ committed',
  'statement_timeout=10s',
  'lock_timeout=3s',
  'idle_in_transaction_session_timeout=15s',
];
/** Frees the locks of a process that was killed; not every platform has it. */
const connectionCheck = 'client_connection_check_interval=500ms';

function sslOf(url: string): object | undefined {
  const mode = new URL(url).searchParams.get('sslmode');
  if (mode === null || mode === 'disable' || mode === 'prefer' || mode === 'allow') return undefined;
  return { rejectUnauthorized: mode.startsWith('verify') };
}

/**
 * Understood by Sequelize, but not in its types: the version told, so that no connection is spent on asking (the go/no-go list says when the server is older);
 * and no SET TIME ZONE, which the session's settings do already.
 */
const untyped = { databaseVersion: '15.0.0', keepDefaultTimezone: true };

function makeSequelize({ url, poolSize, applicationName = 'atrium' }: DatabaseOptions, settings: readonly string[]): Sequelize {
  const ssl = sslOf(url);
  return new Sequelize(url, {
    dialect: 'postgres',
    ...untyped,
    logging: false,
    pool: { max: poolSize, min: 0, idle: 30_000, evict: 5_000, acquire: 10_000 },
    dialectOptions: {
      application_name: applicationName,
      clientMinMessages: 'ignore',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      options: settings.map((setting) => `-c ${setting}`).join(' '),
      ...(ssl ? { ssl } : {}),
    },
    hooks: {
      afterConnect: (connection) => {
        const client = connection as pg.Client;
        for (const [oid, parse] of typeParsers) client.setTypeParser(oid, parse);
      },
    },
  });
}

/** @throws TypeError where Sequelize keeps its connection somewhere else than we know. */
export function connectionOf(transaction: Transaction): pg.ClientBase {
  const connection: unknown = 'connection' in transaction ? transaction.connection : undefined;
  if (typeof connection !== 'object' || connection === null || !('query' in connection)) throw new TypeError('the transaction has no connection');
  return connection as pg.ClientBase;
}

/** The pool, tried once. @throws SERVICE_UNAVAILABLE */
export async function connect(options: DatabaseOptions): Promise<Sequelize> {
  for (const settings of [[...serverSettings, connectionCheck], serverSettings]) {
    const sequelize = makeSequelize(options, settings);
    try {
      sequelize.connectionManager.releaseConnection(await sequelize.connectionManager.getConnection({ type: 'write' }));
      return sequelize;
    } catch (error) {
      await sequelize.close().catch(() => {});
      const cause = error instanceof Error && 'parent' in error ? error.parent : error;
      if (settings.includes(connectionCheck) && sqlFault(cause)?.code === '22023') continue;
      throw asUnavailable(error);
    }
  }
  throw fail('SERVICE_UNAVAILABLE');
}
