import { afterAll, describe, expect, it } from 'vitest';
import { differences } from '../differences.ts';
import { recordOwnership } from '../record-ownership.ts';
import { buildRegistry } from '../registry.ts';
import { ddl, plugins, registry } from './library.ts';
import { openTestDatabase } from './open-test-database.ts';

describe('what is declared and what the database has', async () => {
  const { database, stop } = await openTestDatabase();
  afterAll(stop);
  await database.script('CREATE TABLE core_ownership (plugin text NOT NULL, kind text NOT NULL, name text NOT NULL, PRIMARY KEY (kind, name))');

  it('differ by every table before the migrations', async () => {
    expect(await differences(registry, database)).toEqual([...registry.models.values()].map(({ table }) => `table ${table} is missing`));
  });

  it('are the same after them', async () => {
    await database.script(ddl);
    expect(await differences(registry, database)).toEqual([]);
  });

  const changes: Record<string, [change: string, message: RegExp]> = {
    'a missing column': ['ALTER TABLE library_book DROP COLUMN token', /column library_book\.token is missing/],
    'another type': ['ALTER TABLE library_book ALTER COLUMN pages TYPE bigint', /library_book\.pages is bigint, declared is integer/],
    'null where none may be': ['ALTER TABLE library_book ALTER COLUMN title DROP NOT NULL', /library_book\.title takes null/],
    'another default': ['ALTER TABLE library_book ALTER COLUMN lent SET DEFAULT true', /library_book\.lent has the default true/],
    'a column of nobody': ['ALTER TABLE library_book ADD COLUMN stray text', /library_book\.stray is declared by nobody/],
    'a missing constraint': ['ALTER TABLE library_loan DROP CONSTRAINT library_loan_no_overlap', /library_loan_no_overlap of library_loan is missing/],
    'another choice': [
      `ALTER TABLE library_book DROP CONSTRAINT library_book_group_check, ADD CONSTRAINT library_book_group_check CHECK ("group" IN ('a', 'b'))`,
      /library_book_group_check of library_book is CHECK/,
    ],
    'another way of deleting': [
      'ALTER TABLE library_book DROP CONSTRAINT library_book_parent_id_fk, ADD CONSTRAINT library_book_parent_id_fk FOREIGN KEY (org_id, parent_id) REFERENCES library_book (org_id, id)',
      /library_book_parent_id_fk of library_book is FOREIGN KEY/,
    ],
    'a constraint of nobody': ['ALTER TABLE library_book ADD CONSTRAINT stray CHECK (pages < 10)', /constraint stray of library_book is declared by nobody/],
    'a missing index': ['DROP INDEX library_book_owner_id_idx', /index library_book_owner_id_idx of library_book is missing/],
    'another index': [
      'DROP INDEX library_book_owner_id_idx; CREATE INDEX library_book_owner_id_idx ON library_book (owner_id)',
      /library_book_owner_id_idx of library_book is btree \(owner_id\)/,
    ],
    'an index that was left half made': [
      `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'library_book_owner_id_idx'::regclass`,
      /index library_book_owner_id_idx of library_book is not valid/,
    ],
  };
  for (const [what, [change, message]] of Object.entries(changes)) {
    it(`differ by ${what}`, async () => {
      const undo = new Error('undo');
      await database
        .tx(async () => {
          await database.script(change);
          const found = await differences(registry, database);
          expect(found).toHaveLength(1);
          expect(found[0]).toMatch(message);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
    });
  }

  it('leave the columns of a disabled plugin in peace once they are known', async () => {
    const without = buildRegistry(plugins.filter(({ name }) => name === 'people'));
    expect((await differences(without, database)).length).toBeGreaterThan(0);
    await recordOwnership(database, registry);
    await recordOwnership(database, registry);
    expect(await differences(without, database)).toEqual([]);
    const { rows } = await database.query("SELECT plugin, kind, name FROM core_ownership WHERE kind IN ('table', 'column') ORDER BY kind, name");
    expect(rows).toEqual([
      { plugin: 'library', kind: 'column', name: 'people_person.card' },
      { plugin: 'library', kind: 'column', name: 'people_person.level' },
      { plugin: 'library', kind: 'table', name: 'library_book' },
      { plugin: 'people', kind: 'table', name: 'library_loan' },
      { plugin: 'people', kind: 'table', name: 'people_login' },
      { plugin: 'people', kind: 'table', name: 'people_person' },
    ]);
  });

  it('an empty stretch of time cannot slip past the exclusion', async () => {
    await expect(
      database.query(`INSERT INTO library_loan (org_id, id, person_id, during) VALUES (1, gen_random_uuid(), gen_random_uuid(), 'empty')`),
    ).rejects.toMatchObject({ code: '23514' });
  });
});
