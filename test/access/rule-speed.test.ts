import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '#core';
import { bootTestApp, type TestApp } from '#core/testing';
import { ruleIndexes } from '../../core/access/rule-indexes.ts';
import type { Database } from '../../core/model/database-type.ts';
import { createRepository } from '../../core/model/repository.ts';
import { type Crowd, fillMeetings } from '../fixture/fill-meetings.ts';

const COUNT = process.env.ATRIUM_TEST_LONG ? 200_000 : 30_000;
const later = { start: { gt: '2027-01-05T00:00:00Z' } };

let app: TestApp;
let crowd: Crowd;
beforeAll(async () => {
  app = await bootTestApp({ only: ['meetings'], listen: false });
  crowd = await fillMeetings(app.databaseUrl, COUNT);
});
afterAll(() => app?.close());

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const user = (person: string, ...groups: string[]): Principal => ({
  kind: 'user',
  org: 1,
  account: person,
  person,
  session: '',
  groups: new Set(['user', 'base.user', ...groups]),
});

/** The repository of somebody, and what it sent to the database last. */
function recordsOf(principal: Principal, model: string) {
  const { database, keys, generation } = app.app.runtime;
  const { registry, access: policy } = generation();
  let last: { text: string; values: readonly unknown[] } = { text: '', values: [] };
  const watched: Database = {
    ...database,
    query: (text, values = []) => {
      last = { text, values: [...values] };
      return database.query(text, values);
    },
  };
  const store = createRepository(
    {
      database: watched,
      registry,
      policy,
      principal,
      newId: () => '',
      keys,
      hooks: new Map(),
      hookEnv: () => app.app.runtime.env({ plugin: 'core', principal }),
    },
    model,
  );
  const plan = async (): Promise<{ nodes: Plan[]; pages: number }> => {
    const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${last.text}`, last.values);
    const root = rows[0]?.['QUERY PLAN'][0].Plan;
    if (!root) throw new Error('no plan');
    return { nodes: nodesOf(root), pages: root['Shared Hit Blocks'] + root['Shared Read Blocks'] };
  };
  return { store, plan };
}

const tables = ['meeting_event', 'meeting_attendee'];
const walked = (nodes: readonly Plan[]): string[] =>
  nodes
    .filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0 && tables.includes(node['Relation Name'] ?? ''))
    .map((node) => String(node['Relation Name']));

describe(`a list of fifty under record rules, among ${COUNT} meetings`, () => {
  it('reads a handful of pages for somebody who may see nothing', async () => {
    for (const [model, domain] of [
      ['meeting.event', true],
      ['meeting.event', later],
      ['meeting.attendee', true],
      ['meeting.attendee', { name: 'Guest' }],
      ['meeting.event_room', true],
    ] as const) {
      const { store, plan } = recordsOf(user(crowd.nobody), model);
      expect(await store.find(domain, { limit: 50 }), model).toEqual([]);
      const found = await plan();
      expect(walked(found.nodes), model).toEqual([]);
      expect(found.pages, model).toBeLessThan(60);
      expect(await store.count(domain), model).toBe(0);
      expect((await plan()).pages, model).toBeLessThan(60);
    }
  });

  it('reads what belongs to the person, not the whole table, for somebody with a usual number', async () => {
    for (const [model, domain] of [
      ['meeting.event', true],
      ['meeting.event', later],
      ['meeting.attendee', true],
    ] as const) {
      const { store, plan } = recordsOf(user(crowd.usual), model);
      const mine = await store.count(true);
      expect(mine).toBeGreaterThan(20);
      await store.find(domain, { limit: 50 });
      const found = await plan();
      expect(walked(found.nodes), model).toEqual([]);
      expect(found.pages, model).toBeLessThan(mine * 8 + 500);
    }
  });

  it('gives the same rows as the rule asked in one piece, whoever asks, in every order and on every page', async () => {
    for (const principal of [user(crowd.nobody), user(crowd.usual), user(crowd.busy), user(crowd.busy, 'meetings.manager')]) {
      for (const model of ['meeting.event', 'meeting.attendee']) {
        const { store } = recordsOf(principal, model);
        for (const order of model === 'meeting.event' ? [['start'], ['-start'], ['subject'], ['-id']] : [['id'], ['-email', 'name']]) {
          const all = (await store.pick(true, ['id'], { order })).map(({ id }) => id);
          expect(await store.count(true)).toBe(all.length);
          for (const offset of [0, 40, 700])
            expect(
              (await store.pick(true, ['id'], { order, limit: 50, offset })).map(({ id }) => id),
              `${model} ${order} ${offset}`,
            ).toEqual(all.slice(offset, offset + 50));
        }
      }
    }
  });
});

describe('the indexes that rules live on', () => {
  it('stand, and none is there twice', async () => {
    const { registry, plugins } = app.app.runtime.generation();
    const wanted = ruleIndexes(
      registry,
      plugins.flatMap(({ rules }) => rules ?? []),
    );
    expect(wanted.map(({ table, columns }) => `${table} (${columns.join(', ')})`)).toEqual(
      expect.arrayContaining([
        'meeting_event (org_id, host_id, start, id)',
        'meeting_event (org_id, creator_id, start, id)',
        'meeting_attendee (org_id, person_id, id)',
      ]),
    );
    const { rows } = await app.app.runtime.database.query<{ table: string; columns: string }>(
      `SELECT c.relname AS "table", array_to_string(ARRAY(SELECT a.attname FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(n, at)
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY k.at), ', ') AS columns
       FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid WHERE c.relnamespace = 'public'::regnamespace`,
    );
    for (const { table, columns } of wanted) {
      const needed = (columns.length > 3 ? columns.slice(0, -1) : columns).join(', ');
      expect(rows.filter((index) => index.table === table && `${index.columns}, `.startsWith(`${needed}, `)).length, `${table} (${needed})`).toBe(1);
    }
  });

  it('come and go with a rule that an administrator makes', async () => {
    const { database } = app.app.runtime;
    const names = async () =>
      (await database.query<{ name: string }>(`SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE '%rule_idx' ORDER BY 1`)).rows.map(
        ({ name }) => name,
      );
    const before = await names();
    const { access } = app.env('base') as unknown as import('#core').Env<'base'>;
    const id = await access.saveRule(undefined, {
      name: 'Meetings of one origin',
      model: 'meeting.event',
      groups: ['base.user'],
      except: [],
      operations: 'r',
      domain: { origin: 'staff' },
      active: true,
    });
    expect(await names()).toEqual([...before, 'meeting_event_origin_rule_idx'].sort());
    await access.switch('rule', id, false);
    expect(await names()).toEqual(before);
  });
});
