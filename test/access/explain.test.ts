import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AtriumError, type Operation, type Principal } from '#core';
import { buildPolicy } from '../../core/access/build-policy.ts';
import type { AdminRule, Customizations } from '../../core/access/customizations.ts';
import { expandGroups } from '../../core/access/expand-groups.ts';
import { explain } from '../../core/access/explain.ts';
import { createRepository } from '../../core/model/repository.ts';
import { anonymous, pluginPrincipal, portalPrincipal } from '../../core/principal.ts';
import { postJson } from '../fixture/ask.ts';
import { openWorkspace, type Workspace } from '../fixture/open-workspace.ts';

const operations: readonly Operation[] = ['create', 'read', 'update', 'delete'];
const nobody = '0190a0a0-0000-7000-8000-000000000000';

/** Park–Miller: the same hundreds of questions in every run. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

let workspace: Workspace;
const people: string[] = [];
/** By model: ids of rows. */
const records = new Map<string, string[]>();

beforeAll(async () => {
  workspace = await openWorkspace();
  const { app, makeLink, makePerson, rows } = workspace;
  people.push(workspace.host, await makePerson('Bea Host', 'bea@example.org'), await makePerson('Cleo', 'cleo@example.org'));
  for (const [index, host] of people.entries()) {
    const link = await makeLink({ name: `Talk ${index}`, host, ...(index === 0 ? { room: workspace.room, virtualRoom: workspace.virtualRoom } : {}) });
    const answer = await postJson(app.url + link.path, { start: '2027-03-02T09:00:00Z', name: `Guest ${index}`, email: `guest${index}@example.org` });
    expect(answer.status).toBe(201);
  }
  await workspace.base.model('base.membership').create({ person: people[1] ?? '', group: 'meetings.manager' });
  await app.runJobs();
  for (const { name, table } of app.app.runtime.generation().registry.models.values()) {
    const found = await rows<{ id: string }>(`SELECT id FROM ${table} ORDER BY id LIMIT 8`);
    if (found.length > 0) records.set(name, [...found.map(({ id }) => id), nobody]);
  }
});
afterAll(() => workspace?.close());

/** What an administrator might make up for any model: by id, by time, closed, through a variable. */
function randomRules(roll: (sides: number) => number): AdminRule[] {
  return [...records.keys()].flatMap((model): AdminRule[] => {
    if (roll(3) === 0) return [];
    const ids = records.get(model) ?? [];
    const domains: AdminRule['domain'][] = [
      { id: { ne: ids[roll(ids.length)] ?? null } },
      { $or: [{ id: ids[roll(ids.length)] ?? null }, { createdAt: { gt: '2027-01-01T00:00:00Z' } }] },
      false,
      { $not: { id: { in: ids.slice(0, roll(ids.length) + 1) } } },
      { id: { $var: 'me' } },
      // as after an upgrade that dropped the field: closed
      { fieldThatIsGone: 1 },
    ];
    const groups = [null, ['base.user'], ['base.admin'], ['meetings.manager'], ['portal']][roll(5)] ?? null;
    const except = [[], [], ['base.admin']][roll(3)] ?? [];
    return [
      {
        id: `${model}-rule`,
        org: 1,
        name: 'made up',
        model,
        groups,
        except,
        operations: ['crud', 'r', 'ud'][roll(3)] ?? 'r',
        domain: domains[roll(6)] ?? true,
        active: roll(5) > 0,
      },
    ];
  });
}

function randomPrincipal(roll: (sides: number) => number): Principal {
  const kind = roll(8);
  if (kind === 0) return anonymous(1);
  if (kind === 1) return pluginPrincipal(1, ['base', 'meetings', 'booking-portal', 'calendar'][roll(4)] ?? 'base');
  if (kind === 2) return portalPrincipal(1, 'booking.link', records.get('booking.link')?.[roll(3)] ?? nobody);
  const given = [[], ['meetings.manager'], ['base.admin'], ['meetings.manager', 'base.admin']][roll(4)] ?? [];
  const groups = expandGroups(workspace.app.app.runtime.generation().groups, ['user', 'base.user', ...given]);
  return { kind: 'user', org: 1, account: nobody, person: people[roll(people.length)] ?? nobody, session: '', groups };
}

describe('explain', () => {
  it('agrees with what the repository does, on eight hundred made-up people, rules, records and operations', async () => {
    const { app } = workspace.app;
    const { database, keys } = app.runtime;
    const { plugins, registry, groups } = app.runtime.generation();
    const roll = createDice(20_270_301);
    const models = [...records.keys()];
    const wrong: string[] = [];
    const verdicts = new Map<string, number>();
    for (let round = 0; round < 800; round++) {
      const customizations: Customizations = { groups: [], rules: randomRules(roll), fields: [] };
      const policy = buildPolicy({ plugins, registry, groups, customizations });
      const principal = randomPrincipal(roll);
      const model = models[roll(models.length)] ?? '';
      const operation = operations[1 + roll(3)] ?? 'read';
      const ids = records.get(model) ?? [];
      const id = ids[roll(ids.length)] ?? nobody;
      const told = await explain({ database, registry, policy }, { principal, model, operation, id });
      const undo = new Error('undo');
      let done = false;
      const context = {
        database,
        registry,
        policy,
        principal,
        newId: () => nobody,
        keys,
        hooks: new Map(),
        hookEnv: () => app.runtime.env({ plugin: 'core', principal }),
      };
      const repository = createRepository(context, model);
      try {
        await database.tx(async () => {
          if (operation === 'read') done = (await repository.count({ id })) > 0;
          else if (operation === 'update') done = (await repository.update({ id }, {})).length > 0;
          else done = (await repository.delete({ id })) > 0;
          throw undo;
        });
      } catch (error) {
        // others point at the record: nothing of access kept it
        if (error instanceof AtriumError && error.code === 'RECORD_IN_USE') done = true;
        else if (error !== undo && !(error instanceof AtriumError && error.code === 'ACCESS_DENIED')) throw error;
      }
      verdicts.set(told.reason, (verdicts.get(told.reason) ?? 0) + 1);
      if (told.verdict !== done) wrong.push(`${round}: ${principal.kind} ${operation} ${model} ${id}: told ${told.verdict} (${told.reason}), done ${done}`);
    }
    expect(wrong).toEqual([]);
    // a test that only ever hears one answer tells nothing
    for (const reason of ['no table', 'no record', 'rules', 'admin rule', 'open'] as const) expect(verdicts.get(reason) ?? 0, reason).toBeGreaterThan(5);
  });

  it('no rule that an administrator makes opens a row that was closed without it', async () => {
    const { app } = workspace.app;
    const { database } = app.runtime;
    const { plugins, registry, groups } = app.runtime.generation();
    const roll = createDice(7);
    const bare = buildPolicy({ plugins, registry, groups });
    let fewer = 0;
    for (let round = 0; round < 600; round++) {
      const rules = [
        ...randomRules(roll),
        { id: 'open', org: 1, name: 'open all', model: 'meeting.event', groups: ['base.user'], except: [], operations: 'crud', domain: true, active: true },
      ];
      const policy = buildPolicy({ plugins, registry, groups, customizations: { groups: [], rules, fields: [] } });
      const principal = randomPrincipal(roll);
      const model = round % 4 === 0 ? 'meeting.event' : ([...records.keys()][roll(records.size)] ?? '');
      const operation = operations[roll(4)] ?? 'read';
      const id = records.get(model)?.[roll(4)] ?? nobody;
      const before = await explain({ database, registry, policy: bare }, { principal, model, operation, id });
      const after = await explain({ database, registry, policy }, { principal, model, operation, id });
      expect(before.verdict === true || after.verdict !== true, `${model} ${operation}`).toBe(true);
      if (before.verdict === true && after.verdict !== true) fewer++;
    }
    expect(fewer).toBeGreaterThan(10);
  });
});
