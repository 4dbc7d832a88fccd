import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definePlugin, defineSchema, type Env, f, model, type Principal } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { system } from '../../principal.ts';

const schema = defineSchema({
  plugin: 'shelf',
  depends: [],
  models: {
    'shelf.book': model({
      label: 'Book',
      fields: {
        name: f.text({ required: true }),
        pages: f.int({ required: true, default: 100 }),
        key: f.secret(),
        cover: f.bytes(),
        hint: f.text({ hidden: true }),
        reader: f.text({ personal: true }),
        seenAt: f.instant({ audited: false }),
      },
    }),
    'shelf.visit': model({ label: 'Visit', audited: false, fields: { name: f.text({ required: true }) } }),
  },
});

declare module '#core' {
  interface Plugins {
    shelf: typeof schema;
  }
}

const shelf = definePlugin({
  name: 'shelf',
  version: '1.0.0',
  title: 'Shelf',
  summary: 'Books',
  category: 'Test',
  icon: 'book',
  core: '^1.0.0',
  url: new URL('shelf/plugin.ts', import.meta.url).href,
  schema,
  access: { 'shelf.book': { user: 'crud', portal: 'r', 'plugin:shelf': 'crud' }, 'shelf.visit': { user: 'crud', 'plugin:shelf': 'crud' } },
  personalData: { export: async () => ({}), erase: async () => 0 },
});

let app: TestApp;
const ann: Principal = { kind: 'user', org: 1, account: randomUUID(), person: randomUUID(), session: 's', groups: new Set(['user']) };
let env: Env<'shelf'>;

beforeAll(async () => {
  app = await bootTestApp({ only: ['shelf'], plugins: [shelf], listen: false });
  env = app.envAs('shelf', ann);
});
afterAll(() => app?.close());

type Entry = {
  operation: string;
  title: string | null;
  changes: Record<string, unknown>;
  actor: string;
  person: string | null;
  plugin: string;
  sudo: string | null;
  model: string;
};
const logOf = async (record: string): Promise<Entry[]> =>
  (
    await app.app.runtime.database.query<Entry>(
      'SELECT model, operation, title, changes, actor, person, plugin, sudo FROM core_audit WHERE record = $1 ORDER BY id',
      [record],
    )
  ).rows;
const sql = (text: string, values: readonly unknown[] = []) => app.app.runtime.database.query<Record<string, unknown>>(text, values);

describe('the audit log', () => {
  it('tells what was made, changed and deleted, by whom, with the values before and after', async () => {
    const book = await env.model('shelf.book').create({ name: 'Atlas' });
    await env.model('shelf.book').update(book.id, { name: 'Great Atlas', pages: 200 });
    await env.model('shelf.book').delete(book.id);
    const who = { model: 'shelf.book', actor: 'user', person: ann.kind === 'user' ? ann.person : '', plugin: 'shelf', sudo: null };
    expect(await logOf(book.id)).toEqual([
      { ...who, operation: 'create', title: 'Atlas', changes: { name: [null, 'Atlas'] } },
      { ...who, operation: 'update', title: 'Great Atlas', changes: { name: ['Atlas', 'Great Atlas'], pages: [100, 200] } },
      { ...who, operation: 'delete', title: 'Great Atlas', changes: { name: ['Great Atlas', null], pages: [200, null] } },
    ]);
  });

  it('never holds a secret, a file, a hidden or a personal value', async () => {
    const given = { name: 'Diary', key: 'open sesame', cover: new Uint8Array([7, 7, 7]), hint: 'under the mat', reader: 'Grace Guest' };
    const own = app.env('shelf') as Env<'shelf'>;
    const book = await own.model('shelf.book').create(given);
    await own.model('shelf.book').update(book.id, { key: 'abracadabra', hint: 'on the roof', reader: 'Rita Reader', cover: new Uint8Array([8]) });
    const entries = await logOf(book.id);
    expect(entries[1]?.changes).toEqual({ key: null, cover: null, hint: null, reader: null });
    expect(JSON.stringify(entries)).not.toMatch(/sesame|abra|mat"|roof|Grace|Rita|BwcH/);
  });

  it('leaves out what did not change, what is not audited, and other models’ own logs', async () => {
    const book = await env.model('shelf.book').create({ name: 'Same' });
    await env.model('shelf.book').update(book.id, { name: 'Same', pages: 100 });
    await env.model('shelf.book').update(book.id, { seenAt: new Date('2027-01-01T00:00:00Z') });
    expect(await logOf(book.id)).toHaveLength(1);
    const visit = await env.model('shelf.visit').create({ name: 'Bo' });
    expect(await logOf(visit.id)).toEqual([]);
  });

  it('is one statement for a transaction, however much it changes, and goes with it', async () => {
    const { database } = app.app.runtime;
    const cost = async (size: number): Promise<number> => {
      const before = database.statements();
      await env.tx(async () => {
        const rows = await env.model('shelf.book').create(Array.from({ length: size }, (_, index) => ({ name: `Book ${index}` })));
        await env.model('shelf.book').update({ id: { in: rows.map(({ id }) => id) } }, { pages: 7 });
      });
      return database.statements() - before;
    };
    expect([await cost(1), await cost(50)]).toEqual([3, 3]);
    // two times six thousand entries do not wait in memory: two statements more
    expect(await cost(6_000)).toBe(4);
    const id = randomUUID();
    await expect(
      env.tx(async () => {
        await env.model('shelf.book').create({ id, name: 'Never' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await logOf(id)).toEqual([]);
  });

  it('tells of rows that are only added what it tells of rows that come back', async () => {
    const own = app.env('shelf') as Env<'shelf'>;
    const given = { name: 'Diary', pages: 12, cover: new Uint8Array([7, 7, 7]), hint: 'under the mat', reader: 'Grace Guest' };
    const [known, plain] = [await own.model('shelf.book').create(given), await own.model('shelf.book').create({ name: 'Plain' })];
    const ids = [own.id(), own.id(), own.id()] as const;
    await own.model('shelf.book').add([
      { ...given, id: ids[0] },
      { name: 'Plain', id: ids[1] },
      { name: 'Locked', id: ids[2], key: 'open sesame' },
    ]);
    expect(await logOf(ids[0])).toEqual(await logOf(known.id));
    expect(await logOf(ids[1])).toEqual(await logOf(plain.id));
    expect((await logOf(ids[2]))[0]?.changes).toEqual({ name: [null, 'Locked'], key: null });
  });

  it('gives each of many rows its own former values', async () => {
    const rows = await env.model('shelf.book').create([
      { name: 'One', pages: 1 },
      { name: 'Two', pages: 2 },
      { name: 'Nine', pages: 9 },
    ]);
    await env.model('shelf.book').update({ id: { in: rows.map(({ id }) => id) } }, { pages: 9 });
    const found = await Promise.all(rows.map(({ id }) => logOf(id)));
    expect(found.map((entries) => entries[1]?.changes)).toEqual([{ pages: [1, 9] }, { pages: [2, 9] }, undefined]);
  });

  it('keeps two writers apart: nobody’s former value is a value that was never there', async () => {
    const book = await env.model('shelf.book').create({ name: 'Race', pages: 0 });
    await Promise.all(Array.from({ length: 8 }, (_, index) => env.model('shelf.book').update(book.id, { pages: index + 1 })));
    const steps = (await logOf(book.id)).slice(1).map(({ changes }) => changes['pages'] as [number, number]);
    expect(steps).toHaveLength(8);
    const next = new Map(steps);
    let at = 0;
    for (let step = 0; step < 8; step++) at = next.get(at) ?? Number.NaN;
    expect(at).toBe((await env.model('shelf.book').get(book.id)).pages);
  });

  it('says why the rules were set aside', async () => {
    const aside = app.envAs('shelf', system(1, 'clearing up')) as Env<'shelf'>;
    const book = await aside.model('shelf.book').create({ name: 'Aside' });
    expect((await logOf(book.id))[0]).toMatchObject({ actor: 'system', sudo: 'clearing up' });
  });

  it('cannot be rewritten with the application’s own role: not changed, not deleted, not emptied, not with triggers off', async () => {
    const book = await env.model('shelf.book').create({ name: 'Evidence' });
    const attacks = [
      `UPDATE core_audit SET person = NULL WHERE record = '${book.id}'`,
      `DELETE FROM core_audit WHERE record = '${book.id}'`,
      'TRUNCATE core_audit',
      'TRUNCATE core_audit, core_security_event CASCADE',
      "UPDATE core_audit SET created_at = now() - interval '10 years'",
      `INSERT INTO core_audit SELECT * FROM core_audit WHERE record = '${book.id}' ON CONFLICT (org_id, id) DO UPDATE SET person = NULL`,
    ];
    for (const attack of attacks) {
      await expect(sql(attack), attack).rejects.toThrow();
      await expect(
        app.app.runtime.database.tx(() => app.app.runtime.database.script(`SET LOCAL session_replication_role = replica; ${attack}`)),
        attack,
      ).rejects.toThrow();
    }
    expect((await sql("SELECT core_trim_audit(now() + interval '1 day', 1000) AS n")).rows).toEqual([{ n: 0 }]);
    expect(await logOf(book.id)).toHaveLength(1);
    for (const operation of ['update', 'delete', 'create'] as const) expect(env.can('core.audit', operation)).toBe(false);
  });

  it('is written by nobody through a repository, not even by who sets the rules aside', async () => {
    const aside = app.envAs('shelf', system(1, 'forging'));
    const log = aside.model('core.audit' as never) as unknown as {
      create(values: unknown): Promise<unknown>;
      update(what: unknown, values: unknown): Promise<unknown>;
      delete(what: unknown): Promise<unknown>;
    };
    const forged = { model: 'shelf.book', record: randomUUID(), operation: 'delete', actor: 'user', plugin: 'shelf' };
    for (const attempt of [() => log.create(forged), () => log.update(true, { title: 'x' }), () => log.delete(true)])
      await expect(attempt()).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('loses what is older than the settings say, and nothing else', async () => {
    const record = randomUUID();
    for (const age of ['800 days', '100 days', '1 day']) {
      await sql(
        `INSERT INTO core_audit (org_id, id, model, record, operation, actor, plugin, created_at) SELECT 1, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid, 'shelf.book', $1, 'update', 'user', $2::text, at FROM (SELECT now() - $2::text::interval AS at) AS t`,
        [record, age],
      );
    }
    const { trimLogs } = await import('../trim-logs.ts');
    await trimLogs(app.app.runtime).run(undefined as never, { signal: new AbortController().signal } as never);
    expect((await logOf(record)).map(({ plugin }) => plugin).sort()).toEqual(['1 day', '100 days']);
  });
});
