import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyDatabase, testDatabase, waitFor } from '#core/testing';
import { createLogger } from '../../core/log.ts';
import { openDatabase } from '../../core/model/database.ts';
import type { Database } from '../../core/model/database-type.ts';
import { catalogSnapshot } from './catalog-snapshot.ts';
import { type Process, startProcess } from './start-process.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const key = randomBytes(32);
/** Stops in the middle, after it has made a table. */
const slow = {
  '0001-init': 'CREATE TABLE migrating_item (id integer PRIMARY KEY); CREATE FUNCTION migrating_stops() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;',
  '0002-slow': 'ALTER TABLE base_person ADD COLUMN migrating_note text; SELECT pg_sleep(60)',
};
const quick = { ...slow, '0002-slow': 'ALTER TABLE base_person ADD COLUMN migrating_note text' };

async function open(from: typeof testDatabase): Promise<{ url: string; database: Database }> {
  const made = await from();
  closing.push(() => made.drop());
  const database = await openDatabase({ url: made.url, poolSize: 2, log: createLogger('silent') });
  closing.push(() => database.close());
  return { url: made.url, database };
}
const start = async (databaseUrl: string, migrations: Readonly<Record<string, string>>): Promise<Process> => {
  const process = await startProcess({ databaseUrl, key, only: ['base'], migrations });
  closing.push(() => process.kill());
  return process;
};
/** The backend that sleeps in a migration, as soon as there is one. */
const sleeper = (database: Database): Promise<number> =>
  waitFor(
    'the migration',
    async () =>
      (
        await database.query<{ pid: number }>(
          "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND datname = current_database()",
        )
      ).rows[0]?.pid,
  );

describe('a migration that is killed half-way', () => {
  it.each(['the process by SIGKILL', 'its connection by the database'])(
    '%s leaves nothing, and the next one succeeds',
    async (how) => {
      const { url, database } = await open(testDatabase);
      const first = await start(url, slow);
      const before = await catalogSnapshot(database);
      const applied = first.apply('install', 'migrating');
      applied.catch(() => {});
      const pid = await sleeper(database);
      if (how.startsWith('the process')) await first.kill();
      else await database.query('SELECT pg_terminate_backend($1::integer)', [pid]);
      await expect(applied).rejects.toThrow();
      await waitFor(
        'the end of the connection',
        async () => (await database.query('SELECT FROM pg_stat_activity WHERE pid = $1::integer', [pid])).rowCount === 0,
      );
      expect(await catalogSnapshot(database)).toEqual(before);
      const second = await start(url, quick);
      await second.apply('install', 'migrating');
      expect((await database.query("SELECT FROM core_migration WHERE owner = 'migrating'")).rowCount).toBe(2);
      expect((await database.query("SELECT FROM core_ownership WHERE plugin = 'migrating'")).rowCount).toBe(3);
    },
    120_000,
  );
});

describe('two processes at once', () => {
  it('that start on an empty database migrate it once, and both serve', async () => {
    const { url, database } = await open(emptyDatabase);
    const [one, two] = await Promise.all([start(url, {}), start(url, {})]);
    for (const { url: address } of [one, two]) expect((await fetch(`${address}/readyz`)).status).toBe(200);
    const { rows } = await database.query<{ number: number; installs: number }>(
      "SELECT number, (SELECT count(*) FROM core_plugin_history WHERE actor = 'start')::integer AS installs FROM core_generation",
    );
    expect(rows).toEqual([{ number: 1, installs: 1 }]);
  }, 120_000);

  it('that install the same plugin install it once', async () => {
    const { url, database } = await open(testDatabase);
    const processes = [await start(url, quick), await start(url, quick)];
    const results = await Promise.allSettled(processes.map((process) => process.apply('install', 'migrating')));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { message: expect.stringContaining('is turned on already') } });
    expect((await database.query("SELECT FROM core_plugin_history WHERE ok AND change->>'kind' = 'install'")).rowCount).toBe(1);
  }, 120_000);
});
