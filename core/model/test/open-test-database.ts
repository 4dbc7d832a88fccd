import { onTestFinished } from 'vitest';
import { createLogger, type Logger } from '../../log.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { openDatabase } from '../database.ts';
import type { Database } from '../database-type.ts';

export const silent: Logger = createLogger('silent');

/** An empty database of its own, open; `stop` closes and drops it. */
export async function openTestDatabase(poolSize = 4): Promise<{ database: Database; url: string; stop(): Promise<void> }> {
  const { url, drop } = await emptyDatabase();
  const database = await openDatabase({ url, poolSize, log: silent });
  return {
    database,
    url,
    stop: async () => {
      await database.close();
      await drop();
    },
  };
}

/** The same for one test alone. */
export async function databaseForThisTest(): Promise<Database> {
  const { database, stop } = await openTestDatabase();
  onTestFinished(stop);
  return database;
}
