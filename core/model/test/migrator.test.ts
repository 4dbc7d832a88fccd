import { describe, expect, it } from 'vitest';
import { openDatabase } from '../database.ts';
import { migrate } from '../migrator.ts';
import { databaseForThisTest, openTestDatabase, silent } from './open-test-database.ts';

const first = { id: '0001-init', sql: 'CREATE TABLE a (id integer); CREATE TABLE b (id integer);' };
const second = { id: '0002-more', sql: 'ALTER TABLE a ADD COLUMN text text;' };

describe('migrations', () => {
  it('are applied once, in order', async () => {
    const database = await databaseForThisTest();
    expect(await migrate(database, [{ owner: 'one', files: [first] }])).toBe(1);
    expect(
      await migrate(database, [
        { owner: 'one', files: [first, second] },
        { owner: 'two', files: [{ id: '0001-init', sql: 'CREATE TABLE c AS SELECT text FROM a' }] },
      ]),
    ).toBe(2);
    expect(await migrate(database, [{ owner: 'one', files: [first, second] }])).toBe(0);
    const { rows } = await database.query('SELECT owner, id FROM core_migration ORDER BY owner, id');
    expect(rows).toEqual([
      { owner: 'one', id: '0001-init' },
      { owner: 'one', id: '0002-more' },
      { owner: 'two', id: '0001-init' },
    ]);
  });

  it('leave nothing behind when one of them fails', async () => {
    const database = await databaseForThisTest();
    await expect(migrate(database, [{ owner: 'one', files: [first, { id: '0002-wrong', sql: 'CREATE TABLE a (id integer)' }] }])).rejects.toThrow(
      'Migration "0002-wrong" of "one" failed',
    );
    expect((await database.query(`SELECT 1 FROM pg_class WHERE relname IN ('a', 'b', 'core_migration')`)).rowCount).toBe(0);
  });

  it('may not change, vanish or come in between once they are applied', async () => {
    const database = await databaseForThisTest();
    await migrate(database, [{ owner: 'one', files: [first, { ...second, id: '0003-more' }] }]);
    const attempt = (...files: { id: string; sql: string }[]): Promise<number> => migrate(database, [{ owner: 'one', files }]);
    await expect(attempt({ ...first, sql: `${first.sql} ` }, { ...second, id: '0003-more' })).rejects.toThrow('has changed since it was applied');
    await expect(attempt({ ...second, id: '0003-more' })).rejects.toThrow('"0001-init" of "one" was applied to this database but its file is gone');
    await expect(attempt(first, { id: '0002-late', sql: 'SELECT 1' }, { ...second, id: '0003-more' })).rejects.toThrow('would come before "0003-more"');
    await expect(attempt(first, { id: '0001-again', sql: '' })).rejects.toThrow('does not come after');
    await expect(attempt({ id: 'init', sql: '' })).rejects.toThrow('NNNN');
    expect(await attempt({ ...first, sql: first.sql.replaceAll('\n', '\r\n') }, { ...second, id: '0003-more' })).toBe(0);
  });

  it('of a newer release do not stop an older one', async () => {
    const database = await databaseForThisTest();
    await migrate(database, [{ owner: 'one', files: [first, second] }]);
    expect(await migrate(database, [{ owner: 'one', files: [first] }])).toBe(0);
  });

  it('are applied by one process when several start at once', async () => {
    const { database, url, stop } = await openTestDatabase();
    const other = await openDatabase({ url, poolSize: 2, log: silent });
    const sources = [{ owner: 'one', files: [{ id: '0001-init', sql: 'CREATE TABLE a (id integer); SELECT pg_sleep(0.2)' }] }];
    const counts = await Promise.all([migrate(database, sources), migrate(other, sources), migrate(other, sources)]);
    expect([...counts].sort()).toEqual([0, 0, 1]);
    await other.close();
    await stop();
  });
});
