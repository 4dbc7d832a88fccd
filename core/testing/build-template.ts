import { createLogger } from '../log.ts';
import { openDatabase } from '../model/database.ts';
import { migrateCore } from '../plugin/install.ts';

/** Fills the empty database at `url` with what every test starts from: the core's tables, entered as migrated. */
export async function buildTemplate(url: string): Promise<void> {
  const database = await openDatabase({ url, directUrl: url, poolSize: 1, log: createLogger('silent') });
  try {
    await migrateCore(database);
  } finally {
    await database.close();
  }
}
