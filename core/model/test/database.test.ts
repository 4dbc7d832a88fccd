import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { AtriumError } from '../../errors.ts';
import { createLogger } from '../../log.ts';
import { openDatabase } from '../database.ts';
import { queryOnce } from '../query-once.ts';
import { openTestDatabase, silent } from './open-test-database.ts';

describe('the database', async () => {
  const { database, url, stop } = await openTestDatabase();
  afterAll(stop);
  await database.script('CREATE TABLE note (id integer PRIMARY KEY, text text)');

  it('gives instants as Date, wide numbers as number where that is safe, civil dates as text, stretches as start and end', async () => {
    const { rows } =
      await database.query(`SELECT '2027-03-09 08:00:00.123456+01'::timestamptz AS t, 12::int8 AS small, 9007199254740993::int8 AS wide, '2027-03-09'::date AS day,
      tstzrange('2027-03-09 08:00+00', '2027-03-09 09:30:00.5+00') AS during, '{"a": [1]}'::jsonb AS json, true AS yes, '\\x0102'::bytea AS bytes, 1.5::float8 AS float, null AS nothing`);
    expect(rows).toEqual([
      {
        t: new Date('2027-03-09T07:00:00.123Z'),
        small: 12,
        wide: '9007199254740993',
        day: '2027-03-09',
        during: { start: new Date('2027-03-09T08:00:00Z'), end: new Date('2027-03-09T09:30:00.500Z') },
        json: { a: [1] },
        yes: true,
        bytes: Buffer.from([1, 2]),
        float: 1.5,
        nothing: null,
      },
    ]);
  });

  it('prepares every statement by name', async () => {
    await database.tx(async () => {
      await database.query('SELECT 41 + $1::integer AS n', [1]);
      const { rows } = await database.query('SELECT count(*) AS n FROM pg_prepared_statements WHERE statement LIKE $1', ['SELECT 41 +%']);
      expect(rows).toEqual([{ n: 1 }]);
    });
  });

  it('sets limits of time and UTC on every session', async () => {
    const { rows } = await database.query(
      `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle,
       current_setting('client_connection_check_interval') AS gone, current_setting('timezone') AS zone, current_setting('default_transaction_isolation') AS isolation`,
    );
    expect(rows).toEqual([{ statement: '10s', lock: '3s', idle: '15s', gone: '500ms', zone: 'UTC', isolation: 'read committed' }]);
  });

  it('undoes a part alone, with all that would have come after it, and goes on', async () => {
    const told: string[] = [];
    const written: string[] = [];
    const write = async (_: unknown, items: readonly string[]): Promise<void> => void written.push(...items);
    await database.tx(async () => {
      await database.query('INSERT INTO note VALUES (11, $1)', ['kept']);
      await database.atCommit(write, ['first']);
      for (const id of [12, 11, 13]) {
        await database
          .attempt(async () => {
            await database.query('INSERT INTO note VALUES ($1, $2)', [id + 100, 'beside']);
            database.afterCommit(() => told.push(String(id)));
            await database.atCommit(write, [String(id)]);
            await database.query('INSERT INTO note VALUES ($1, $2)', [id, 'tried']);
          })
          .catch((error: unknown) => expect(error).toMatchObject({ code: '23505' }));
      }
      await expect(
        database.attempt(async () => {
          await database.query('DELETE FROM note');
          throw new Error('not a fault of the database');
        }),
      ).rejects.toThrow('not a fault');
    });
    expect((await database.query('SELECT id FROM note ORDER BY id')).rows).toEqual([{ id: 11 }, { id: 12 }, { id: 13 }, { id: 112 }, { id: 113 }]);
    expect([told, written]).toEqual([
      ['12', '13'],
      ['first', '12', '13'],
    ]);
    await database.query('DELETE FROM note');
    await expect(database.attempt(async () => {})).rejects.toThrow('inside of tx');
  });

  it('joins the transaction of the async context and rolls all of it back', async () => {
    await expect(
      database.tx(async () => {
        await database.query('INSERT INTO note VALUES (1, $1)', ['a']);
        await database.tx(() => database.query('INSERT INTO note VALUES (2, $1)', ['b']));
        expect(database.inTransaction()).toBe(true);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(database.inTransaction()).toBe(false);
    expect((await database.query('SELECT * FROM note')).rowCount).toBe(0);
  });

  it('does not commit silently after a refused statement that was caught', async () => {
    await expect(
      database.tx(async () => {
        await database.query('INSERT INTO note VALUES (3, $1)', ['a']);
        await database.query('INSERT INTO note VALUES (3, $1)', ['twice']).catch(() => {});
      }),
    ).rejects.toMatchObject({ code: '23505' });
    expect((await database.query('SELECT * FROM note WHERE id = 3')).rowCount).toBe(0);
  });

  it('refuses a statement that outlives its transaction', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await database.tx(async () => {
      late = wait(20).then(() => database.query('SELECT 1'));
      late.catch(() => {});
    });
    await expect(late).rejects.toThrow('transaction that has ended');
  });

  it('runs work after the commit, outside of it, and never after a rollback', async () => {
    const seen: string[] = [];
    await database.tx(async () => {
      database.afterCommit(() => seen.push(`in ${database.inTransaction()}`));
      expect(seen).toEqual([]);
    });
    await database
      .tx(async () => {
        database.afterCommit(() => seen.push('never'));
        throw new Error('no');
      })
      .catch(() => {});
    database.afterCommit(() => seen.push('at once'));
    expect(seen).toEqual(['in false', 'at once']);
  });

  it('runs a transaction again after a deadlock', async () => {
    await database.script('CREATE TABLE pair (id integer PRIMARY KEY, n integer NOT NULL); INSERT INTO pair VALUES (1, 0), (2, 0)');
    let runs = 0;
    let holding = 0;
    const bump = (first: number, second: number): Promise<void> =>
      database.tx(async () => {
        runs += 1;
        await database.query('UPDATE pair SET n = n + 1 WHERE id = $1', [first]);
        holding += 1;
        // the first time each waits until both hold what the other wants
        while (holding < 2) await wait(5);
        await database.query('UPDATE pair SET n = n + 1 WHERE id = $1', [second]);
      });
    await Promise.all([bump(1, 2), bump(2, 1)]);
    expect(runs).toBeGreaterThan(2);
    expect((await database.query('SELECT n FROM pair ORDER BY id')).rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('takes all keys in one statement and in one order, so that opposite callers wait instead of locking each other out', async () => {
    await expect(database.lockKeys(['a'])).rejects.toThrow('inside of tx');
    const order: string[] = [];
    const before = database.statements();
    await Promise.all(
      [
        ['a', 'b', 'c'],
        ['c', 'b', 'a'],
        ['b', 'a', 'c'],
      ].map((keys, index) =>
        database.tx(async () => {
          await database.lockKeys(keys);
          order.push(`in ${index}`);
          await wait(10);
          order.push(`out ${index}`);
        }),
      ),
    );
    expect(database.statements() - before).toBe(3);
    expect(order.map((entry) => entry.split(' ')[0])).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });

  it('keeps the pool whole when statements are refused and when the server cuts connections', async () => {
    for (let index = 0; index < 10; index++) await expect(database.query('SELECT 1 / $1::integer', [0])).rejects.toMatchObject({ code: '22012' });
    const pids = (await queryOnce(url, `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atrium'`)) as {
      pid: number;
    }[];
    expect(pids.length).toBeLessThanOrEqual(4);
    await queryOnce(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atrium'`);
    await wait(50);
    expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('answers SERVICE_UNAVAILABLE when the server cuts a transaction, and goes on afterwards', async () => {
    await expect(
      database.tx(async () => {
        const { rows } = await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await queryOnce(url, `SELECT pg_terminate_backend(${rows[0]?.pid})`);
        await database.query('SELECT 1');
      }),
    ).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('prepares again after a table has changed its shape', async () => {
    await database.script('CREATE TABLE shape (a integer); INSERT INTO shape VALUES (1)');
    await database.query('SELECT * FROM shape');
    await queryOnce(url, `ALTER TABLE shape ADD COLUMN b text DEFAULT 'x'`);
    for (let index = 0; index < 6; index++) expect((await database.query('SELECT * FROM shape')).rows).toEqual([{ a: 1, b: 'x' }]);
    await queryOnce(url, 'ALTER TABLE shape DROP COLUMN a');
    await database.tx(async () => expect((await database.query('SELECT * FROM shape')).rows).toEqual([{ b: 'x' }]));
  });

  it('hears notifications, and says so when it had to connect again', async () => {
    const heard: string[] = [];
    let again = 0;
    const stopListening = await database.listen(
      'news',
      (payload) => heard.push(payload),
      () => {
        again += 1;
      },
    );
    await database.query(`SELECT pg_notify('news', $1)`, ['one']);
    await until(() => heard.length === 1);
    await queryOnce(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atrium listen'`);
    await until(() => again === 1);
    await database.query(`SELECT pg_notify('news', $1)`, ['two']);
    await until(() => heard.length === 2);
    await stopListening();
    await database.query(`SELECT pg_notify('news', $1)`, ['three']);
    await wait(50);
    expect(heard).toEqual(['one', 'two']);
  });

  it('logs a slow statement by its shape, never with its values', async () => {
    const lines: string[] = [];
    const noisy = await openDatabase({ url, poolSize: 1, log: createLogger('warn', { write: (line) => lines.push(line) }) });
    await noisy.query('SELECT pg_sleep(1.05), $1::text', ['private']);
    await noisy.close();
    expect(lines.join('')).toContain('slow statement');
    expect(lines.join('')).toContain('pg_sleep');
    expect(lines.join('')).not.toContain('private');
  });
});

it('a database that is not there is SERVICE_UNAVAILABLE', async () => {
  const failure = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 1, log: silent }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AtriumError);
  expect(failure).toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503 });
});

async function until(condition: () => boolean): Promise<void> {
  for (let index = 0; index < 200 && !condition(); index++) await wait(25);
  expect(condition()).toBe(true);
}
