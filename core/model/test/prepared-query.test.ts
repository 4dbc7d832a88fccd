import { afterAll, expect, it } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';

const { database, stop } = await openTestDatabase();
afterAll(stop);
await database.script('CREATE TABLE thing (id integer PRIMARY KEY, name text, blob bytea); INSERT INTO thing VALUES (1, NULL, NULL)');

it('sends values of all kinds, in lists too, and reads them back', async () => {
  const when = new Date('2027-03-09T08:00:00.123Z');
  const odd = ['', 'NULL', 'a,b', '{x}', 'q"\\', 'ä\n', null];
  const bytes = new Uint8Array([0, 92, 255]).subarray(1);
  const text =
    'SELECT $1::text AS a, $2::boolean AS b, $3::integer AS c, $4::timestamptz AS d, $5::bytea AS e, $6::jsonb AS f, to_json($7::text[]) AS g, $8::integer[] AS h, to_json($9::boolean[]) AS i';
  const more = ', to_json($10::bytea[]) AS j, to_json($11::timestamptz[]) AS k, to_json($12::integer[][]) AS l';
  for (let run = 0; run < 3; run++) {
    const { rows } = await database.query(text + more, [
      'ä"\\',
      true,
      -5,
      when,
      bytes,
      { x: [1, 'y'] },
      odd,
      [1, null, 3],
      [true, false],
      [bytes],
      [when],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(rows).toEqual([
      {
        a: 'ä"\\',
        b: true,
        c: -5,
        d: when,
        e: Buffer.from(bytes),
        f: { x: [1, 'y'] },
        g: odd,
        h: expect.anything(),
        i: [true, false],
        j: ['\\x5cff'],
        k: [when.toISOString().replace('Z', '+00:00')],
        l: [
          [1, 2],
          [3, 4],
        ],
      },
    ]);
  }
});

it('counts the rows that a statement touched, with and without rows that come back', async () => {
  expect(await database.query('UPDATE thing SET name = $1::text', ['x'])).toEqual({ rows: [], rowCount: 1 });
  expect(await database.query('UPDATE thing SET name = $1::text', ['y'])).toEqual({ rows: [], rowCount: 1 });
  expect(await database.query('DELETE FROM thing WHERE id = $1::integer', [7])).toEqual({ rows: [], rowCount: 0 });
  expect(await database.query('SELECT id, blob FROM thing')).toEqual({ rows: [{ id: 1, blob: null }], rowCount: 1 });
});

it('lives on after a statement that was refused, was refused at its first run, or gave what cannot be read', async () => {
  const insert = 'INSERT INTO thing (id) VALUES ($1::integer) RETURNING id';
  // the first execution on this connection fails after it was prepared
  await expect(database.query(insert, [1])).rejects.toMatchObject({ code: '23505' });
  expect((await database.query(insert, [2])).rows).toEqual([{ id: 2 }]);
  await expect(database.query(insert, [2])).rejects.toMatchObject({ code: '23505', stack: expect.stringContaining('database.ts') });
  expect((await database.query(insert, [3])).rows).toEqual([{ id: 3 }]);
  await expect(database.query('SELECT no_such_column FROM thing')).rejects.toMatchObject({ code: '42703' });
  await expect(database.query("SELECT 'infinity'::timestamptz AS at")).rejects.toThrow(RangeError);
  expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

it('gives new columns where a table has changed since', async () => {
  const text = 'SELECT * FROM thing WHERE id = 1';
  expect((await database.query(text)).rows).toEqual([{ id: 1, name: 'y', blob: null }]);
  await database.script('ALTER TABLE thing ADD COLUMN extra integer NOT NULL DEFAULT 4, DROP COLUMN blob');
  expect((await database.query(text)).rows).toEqual([{ id: 1, name: 'y', extra: 4 }]);
});

it('runs the same statement many times at once', async () => {
  const one = (n: number) => database.query<{ n: number }>('SELECT $1::integer AS n', [n]).then(({ rows }) => rows[0]?.n);
  const all = Array.from({ length: 50 }, (_, n) => n);
  expect(await Promise.all(all.map(one))).toEqual(all);
});
