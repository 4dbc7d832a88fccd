import { afterAll, describe, expect, it } from 'vitest';
import { queryOnce } from '../../model/query-once.ts';
import { emptyDatabase, testDatabase } from '../index.ts';

describe('a test has a database of its own', async () => {
  const one = await testDatabase();
  const other = await testDatabase();
  afterAll(() => Promise.all([one.drop(), other.drop()]));

  it('that starts with the platform installed', async () => {
    expect(await queryOnce(one.url, 'SELECT count(*)::int AS n FROM core_organization')).toEqual([{ n: 1 }]);
  });

  it('that no other test writes to', async () => {
    await queryOnce(one.url, `UPDATE core_organization SET name = 'Changed'`);
    expect(await queryOnce(other.url, 'SELECT name FROM core_organization')).toEqual([{ name: 'Atrium' }]);
  });

  it('and, where it wants, one with nothing in it', async () => {
    const empty = await emptyDatabase();
    expect(await queryOnce(empty.url, `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`)).toEqual([{ n: 0 }]);
    await empty.drop();
    await expect(queryOnce(empty.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });
});
