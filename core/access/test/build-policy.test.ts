import { describe, expect, it } from 'vitest';
import { me } from '../../model/domain.ts';
import { f } from '../../model/field.ts';
import { buildRegistry } from '../../model/registry.ts';
import { model } from '../../model/schema.ts';
import type { RecordRule } from '../../plugin/define-plugin.ts';
import { anonymous, type Principal, pluginPrincipal, portalPrincipal, system } from '../../principal.ts';
import { buildPolicy, type PolicyPlugin } from '../build-policy.ts';
import { expandGroups } from '../expand-groups.ts';
import { accessMatrix } from '../matrix.ts';

const registry = buildRegistry([
  {
    name: 'desk',
    depends: [],
    schema: {
      plugin: 'desk',
      depends: [],
      extend: {},
      models: {
        'desk.note': model({
          label: 'Note',
          fields: {
            name: f.text(),
            owner: f.uuid(),
            open: f.bool(),
            file: f.ref('desk.file'),
            secretName: f.text({ hidden: ['boss'] }),
            never: f.text({ hidden: true }),
          },
        }),
        'desk.file': model({ label: 'File', fields: { name: f.text(), notes: f.many('desk.note', 'file') } }),
      },
    },
  },
]);
const groups = new Map(['boss', 'clerk', 'helper'].map((name) => [name, { title: name }]));
const policyOf = (plugin: Omit<PolicyPlugin, 'name'>) => buildPolicy({ plugins: [{ name: 'desk', ...plugin }], registry, groups });
const user = (...names: string[]): Principal => ({ kind: 'user', org: 1, account: 'a', person: 'p', session: 's', groups: new Set(['user', ...names]) });

const mine: RecordRule = { name: 'mine', model: 'desk.note', groups: ['clerk'], domain: { owner: me } };
const opened: RecordRule = { name: 'open', model: 'desk.note', groups: ['helper'], operations: 'r', domain: { open: true } };
const named: RecordRule = { name: 'named', model: 'desk.note', domain: { name: { ne: null } } };

describe('the access table', () => {
  const policy = policyOf({ access: { 'desk.note': { boss: 'crud', clerk: 'r', public: 'r', 'plugin:desk': 'cr', 'portal:link': 'u' } } });

  it('opens what it names and nothing else', () => {
    expect(policy.allows(user('boss'), 'desk.note', 'delete')).toBe(true);
    expect(policy.allows(user('clerk'), 'desk.note', 'delete')).toBe(false);
    expect(policy.allows(user('clerk', 'boss'), 'desk.note', 'delete')).toBe(true);
    expect(policy.allows(user(), 'desk.note', 'read')).toBe(false);
    expect(policy.allows(user('boss'), 'desk.file', 'read')).toBe(false);
    expect(policy.allows(anonymous(1), 'desk.note', 'read')).toBe(true);
    expect(policy.allows(pluginPrincipal(1, 'desk'), 'desk.note', 'create')).toBe(true);
    expect(policy.allows(pluginPrincipal(1, 'other'), 'desk.note', 'create')).toBe(false);
    expect(policy.allows(portalPrincipal(1, 'link', 'x'), 'desk.note', 'update')).toBe(true);
    expect(policy.allows(portalPrincipal(1, 'feed', 'x'), 'desk.note', 'update')).toBe(false);
    expect(policy.allows(system(1, 'test'), 'desk.file', 'delete')).toBe(true);
  });

  it('reads as a table', () => {
    expect(accessMatrix(policy)).toBe(
      [
        '| Model     | Group       | May  |',
        '|-----------|-------------|------|',
        '| desk.note | boss        | crud |',
        '| desk.note | clerk       | –r–– |',
        '| desk.note | plugin:desk | cr–– |',
        '| desk.note | portal:link | ––u– |',
        '| desk.note | public      | –r–– |',
      ].join('\n'),
    );
  });
});

describe('record rules', () => {
  it('of the actor’s groups are ORed, global ones ANDed', () => {
    const { rows } = policyOf({ rules: [mine, opened, named] });
    expect(rows(user('clerk'), 'desk.note', 'read')).toEqual({ $and: [named.domain, mine.domain] });
    expect(rows(user('clerk', 'helper'), 'desk.note', 'read')).toEqual({ $and: [named.domain, { $or: [mine.domain, opened.domain] }] });
    expect(rows(user('clerk', 'helper'), 'desk.note', 'update')).toEqual({ $and: [named.domain, mine.domain] });
    expect(rows(user('boss'), 'desk.note', 'read')).toEqual(named.domain);
    expect(rows(system(1, 'test'), 'desk.note', 'read')).toBe(true);
    expect(rows(user('clerk'), 'desk.file', 'read')).toBe(true);
  });

  it('a rule that opens all outdoes the others of the actor’s groups, a group without a rule does not', () => {
    const all: RecordRule = { name: 'all', model: 'desk.note', groups: ['boss'], domain: true };
    expect(policyOf({ rules: [mine, all] }).rows(user('clerk', 'boss'), 'desk.note', 'read')).toBe(true);
    expect(policyOf({ rules: [mine] }).rows(user('clerk', 'boss'), 'desk.note', 'read')).toEqual(mine.domain);
  });

  it('a rule that closes all closes all', () => {
    const none: RecordRule = { name: 'none', model: 'desk.note', domain: false };
    expect(policyOf({ rules: [none] }).rows(user('clerk'), 'desk.note', 'read')).toBe(false);
  });

  it('are one object for the same set, so that they are narrowed by once', () => {
    const { rows } = policyOf({ rules: [mine, opened, named] });
    expect(rows(user('clerk'), 'desk.note', 'read')).toBe(rows(user('clerk'), 'desk.note', 'update'));
  });
});

describe('hidden fields', () => {
  it('are seen by the groups named, or by the declaring plugin alone', () => {
    const { field } = policyOf({});
    expect(field(user('boss'), 'desk.note', 'secretName')).toBe(true);
    expect(field(user('clerk'), 'desk.note', 'secretName')).toBe(false);
    expect(field(user('boss'), 'desk.note', 'never')).toBe(false);
    expect(field(pluginPrincipal(1, 'desk'), 'desk.note', 'never')).toBe(true);
    expect(field(user(), 'desk.note', 'name')).toBe(true);
  });
});

describe('what cannot be is refused at load, by plugin and key', () => {
  const refusals: Record<string, [plugin: Omit<PolicyPlugin, 'name'>, message: RegExp]> = {
    'an unknown model': [{ access: { 'desk.nothing': {} } }, /Plugin "desk", key "access\.desk\.nothing": there is no such model/],
    'an unknown group': [{ access: { 'desk.note': { chief: 'r' } } }, /key "access\.desk\.note\.chief": there is no group "chief"/],
    'the group of a plugin that is not there': [{ access: { 'desk.note': { 'plugin:ghost': 'r' } } }, /no group "plugin:ghost"/],
    'bad letters': [{ access: { 'desk.note': { boss: 'rx' } } }, /"rx" are no operations/],
    'a rule for an unknown model': [{ rules: [{ ...mine, model: 'desk.nothing' }] }, /rule "mine": there is no model/],
    'a rule for an unknown group': [{ rules: [{ ...mine, groups: ['chief'] }] }, /rule "mine": there is no group "chief"/],
    'a rule over an unknown field': [{ rules: [{ ...mine, domain: { colour: 'red' } }] }, /rule "mine": desk\.note\.colour: there is no such field/],
    'a rule over an unknown field of a related model': [{ rules: [{ ...mine, domain: { file: { where: { colour: 'red' } } } }] }, /desk\.file\.colour/],
    'a rule that compares with the wrong kind': [{ rules: [{ ...mine, domain: { open: 'yes' } }] }, /desk\.note\.open: is compared with true or false/],
    'rules that lead through each other for ever': [
      {
        rules: [
          { name: 'a', model: 'desk.note', domain: { file: { readable: true } } },
          { name: 'b', model: 'desk.file', domain: { notes: { some: { file: { readable: true } } } } },
        ],
      },
      /in a circle/,
    ],
  };
  for (const [what, [plugin, message]] of Object.entries(refusals)) it(what, () => expect(() => policyOf(plugin)).toThrow(message));
});

it('groups bring what they imply, in circles too', () => {
  const known = new Map([
    ['a', { implies: ['b'] }],
    ['b', { implies: ['c', 'a'] }],
    ['c', {}],
  ]);
  expect([...expandGroups(known, ['a', 'x'])].sort()).toEqual(['a', 'b', 'c', 'x']);
  expect([...expandGroups(known, ['c'])]).toEqual(['c']);
});
