import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { f } from '../../model/field.ts';
import { defineSchema, model } from '../../model/schema.ts';
import { buildGeneration } from '../build-generation.ts';
import type { Manifest } from '../define-plugin.ts';
import { mergeViews } from '../merge-views.ts';
import { orderPlugins } from '../order-plugins.ts';
import { validateManifest } from '../validate-manifest.ts';
import { isRange, satisfies } from '../version-range.ts';
import type { View } from '../view.ts';

const plugin = (name: string, more: Partial<Manifest> = {}): Manifest => ({
  name,
  version: '1.0.0',
  title: name,
  summary: 'A plugin',
  category: 'Test',
  icon: 'box',
  core: '^1.0.0',
  url: import.meta.url,
  ...more,
});
const told = (work: () => unknown): string => {
  try {
    work();
    return 'no error';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe('a plugin is checked at registration, and the error names plugin and key', () => {
  const schema = defineSchema({
    plugin: 'notes',
    depends: [],
    models: { 'note.note': model({ label: 'Note', fields: { text: f.text({ personal: true }) } }) },
  });
  it.each([
    ['a value that is no plugin', 42, 'Plugin "notes"'],
    ['a bad name', plugin('Notes!'), 'key "name"'],
    ['a bad version', plugin('notes', { version: '1' }), 'key "version": write a version such as 1.0.0'],
    ['another core', plugin('notes', { core: '^2.0.0' }), 'key "core": it asks for core ^2.0.0'],
    [
      'a model without access',
      plugin('notes', { schema, personalData: { export: async () => ({}), erase: async () => 0 } }),
      'key "access": say who may do what with the model "note.note"',
    ],
    ['personal data without export', plugin('notes', { schema, access: { 'note.note': {} } }), 'key "personalData"'],
    [
      'a route without auth',
      plugin('notes', { routes: [{ method: 'GET', path: '/x', summary: 'x', handler: async () => ({}) } as never] }),
      'key "routes.0.auth": say who may call it',
    ],
    [
      'a path without a slash',
      plugin('notes', { routes: [{ method: 'GET', path: 'x', auth: 'user', summary: 'x', handler: async () => ({}) } as never] }),
      'start the path with /',
    ],
    ['a permission that does not exist', plugin('notes', { permissions: ['root'] }), 'key "permissions.0"'],
    ['letters that are no operations', plugin('notes', { access: { 'a.b': { user: 'rx' } } }), 'key "access.a.b.user"'],
  ])('%s', (_what, value, message) => {
    expect(told(() => validateManifest(value, 'notes'))).toContain(message);
  });
});

describe('the order of plugins', () => {
  it('puts dependencies first and is the same in every process', () => {
    const set = [plugin('c', { depends: ['b'] }), plugin('b', { depends: ['a'] }), plugin('a'), plugin('d', { optional: ['c', 'zz'] })];
    expect(orderPlugins(set).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(orderPlugins([...set].reverse()).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });
  it.each([
    ['a circle', [plugin('a', { depends: ['b'] }), plugin('b', { depends: ['a'] })], 'the plugins wait for each other: a → b → a'],
    ['something missing', [plugin('a', { depends: ['b'] })], 'it needs the plugin "b", which is not enabled'],
    ['a conflict', [plugin('a', { conflicts: ['b'] }), plugin('b')], 'it cannot run together with "b"'],
    ['a name twice', [plugin('a'), plugin('a')], 'there are two plugins with this name'],
  ])('tells of %s', (_what, set, message) => {
    expect(told(() => orderPlugins(set))).toContain(message);
  });
});

describe('what must have one owner', () => {
  const job = { name: 'a.do-it', payload: z.null(), run: async () => {} };
  it.each([
    ['a job', { jobs: [job] }, '"a.do-it" is already declared by the plugin "a"'],
    ['a group', { groups: { 'a.b': { title: 'x' } } }, '"a.b" is already declared by the plugin "a"'],
    ['an error code', { errors: { A_B: { status: 400, title: 'x' } } }, '"A_B" is already declared by the plugin "a"'],
  ])('%s', (_what, more, message) => {
    expect(told(() => buildGeneration([plugin('a', more), plugin('b', more)], 1))).toContain(message);
  });
  it('puts the members of one group into that of a plugin that comes later, and names a group that does not exist', () => {
    const host = plugin('a', { groups: { 'a.manager': { title: 'Manager', implies: ['a.user'] }, 'a.user': { title: 'User' } } });
    const later = (impliedBy: string[]) => plugin('b', { depends: ['a'], groups: { 'b.reader': { title: 'Reader', impliedBy } } });
    expect(buildGeneration([host, later(['a.manager'])], 1).groups.get('a.manager')?.implies).toEqual(['a.user', 'b.reader']);
    expect(buildGeneration([host], 1).groups.get('a.manager')?.implies).toEqual(['a.user']);
    expect(told(() => buildGeneration([host, later(['a.nobody'])], 1))).toMatch(/Plugin "b".*impliedBy.*"a.nobody"/);
  });
  it('names a rule for a group that does not exist', () => {
    const schema = defineSchema({ plugin: 'a', depends: [], models: { 'a.a': model({ label: 'A', fields: {} }) } });
    expect(told(() => buildGeneration([plugin('a', { schema, access: { 'a.a': { nobody: 'r' } } })], 1))).toContain('nobody');
  });
});

describe('views are checked, and the error names the plugin and what to write instead', () => {
  const own = defineSchema({
    plugin: 'a',
    depends: [],
    models: {
      'a.thing': model({ label: 'Thing', fields: { name: f.text(), size: f.int(), state: f.choice(['on', 'off']), from: f.instant() } }),
      'a.part': model({ label: 'Part', title: 'size', fields: { size: f.int(), thing: f.ref('a.thing') } }),
    },
  });
  const more = defineSchema({ plugin: 'c', depends: ['a'], models: {}, extend: { 'a.thing': { colour: f.text() } } });
  const access = { 'a.thing': {}, 'a.part': {} };
  const a = (views: readonly View[]) => plugin('a', { schema: own, access, views });
  const b = (views: readonly View[], depends: readonly string[] = ['a']) => plugin('b', { depends, views });
  const c = plugin('c', { depends: ['a'], schema: more });
  it.each<[string, Manifest[], string]>([
    [
      'a model that nobody has',
      [a([{ kind: 'list', model: 'a.other', columns: [] }])],
      'key "views" (list of "a.other"): no enabled plugin declares the model "a.other"',
    ],
    ['a field that is not there', [a([{ kind: 'list', model: 'a.thing', columns: ['nmae'] }])], 'the model "a.thing" has no field "nmae"'],
    [
      'a model of a plugin not depended on',
      [a([]), b([{ kind: 'list-extension', model: 'a.thing', columns: ['name'] }], [])],
      'belongs to the plugin "a": name that plugin in "depends"',
    ],
    [
      'a field of a plugin not depended on',
      [a([]), c, b([{ kind: 'list-extension', model: 'a.thing', columns: ['colour'] }])],
      'the field "colour" belongs to the plugin "c"',
    ],
    [
      'a second form',
      [a([{ kind: 'form', model: 'a.thing', sections: [] }]), b([{ kind: 'form', model: 'a.thing', sections: [] }])],
      'the view "form" is already declared by the plugin "a"',
    ],
    ['a condition on nothing', [a([{ kind: 'form', model: 'a.thing', sections: [{ fields: [{ name: 'size', visible: { nmae: 1 } }] }] }])], 'nmae'],
    ['a status that is no choice', [a([{ kind: 'form', model: 'a.thing', status: 'name', sections: [] }])], '"name" is text; here it must be choice'],
    [
      'a related list that does not point back',
      [a([{ kind: 'form', model: 'a.part', sections: [], related: [{ title: 'x', model: 'a.part', field: 'thing', columns: [] }] }])],
      '"a.part.thing" points at "a.thing", not at "a.part"',
    ],
    ['a sum of words', [a([{ kind: 'graph', model: 'a.thing', groupBy: 'state', measure: { sum: 'name' } }])], '"name" is text; here it must be int or number'],
    [
      'months of a number',
      [a([{ kind: 'graph', model: 'a.thing', groupBy: { field: 'size', by: 'month' } }])],
      '"size" is int; here it must be instant or date',
    ],
    [
      'an action twice',
      [
        a([{ kind: 'form', model: 'a.thing', sections: [], actions: [{ name: 'go', label: 'Go', link: () => '/' }] }]),
        b([{ kind: 'form-extension', model: 'a.thing', actions: [{ name: 'go', label: 'Go', link: () => '/' }] }]),
      ],
      'the action "go" is already declared by the plugin "a"',
    ],
  ])('%s', (_what, set, message) => {
    expect(told(() => buildGeneration(set, 1))).toContain(message);
  });

  it('puts extensions in their places, in dependency order', () => {
    const [form, list] = mergeViews([
      {
        kind: 'form',
        model: 'a.thing',
        sections: [
          { title: 'One', fields: ['name'] },
          { title: 'Two', fields: ['size'] },
        ],
      },
      { kind: 'list', model: 'a.thing', columns: ['name', 'size'] },
      { kind: 'form-extension', model: 'a.thing', after: 'One', sections: [{ title: 'B', fields: [] }] },
      { kind: 'form-extension', model: 'a.thing', after: 'One', sections: [{ title: 'C', fields: [] }] },
      { kind: 'form-extension', model: 'a.thing', after: 'C', sections: [{ title: 'D', fields: [] }] },
      { kind: 'form-extension', model: 'a.thing', after: 'Nowhere', sections: [{ title: 'E', fields: [] }] },
      { kind: 'list-extension', model: 'a.thing', after: 'name', columns: ['state'] },
      { kind: 'list-extension', model: 'a.thing', columns: ['from'] },
    ]);
    expect(form?.kind === 'form' && form.sections.map(({ title }) => title)).toEqual(['One', 'B', 'C', 'D', 'Two', 'E']);
    expect(list?.kind === 'list' && list.columns).toEqual(['name', 'state', 'size', 'from']);
  });
});

describe('version ranges', () => {
  it.each([
    ['1.4.2', '^1.2.0', true],
    ['1.1.9', '^1.2.0', false],
    ['2.0.0', '^1.2.0', false],
    ['0.3.9', '^0.3.1', true],
    ['0.4.0', '^0.3.1', false],
    ['1.0.0', '1.0.0', true],
    ['1.0.1', '1.0.0', false],
    ['9.9.9', '*', true],
  ])('%s in %s: %s', (version, range, inside) => {
    expect(satisfies(version, range)).toBe(inside);
  });
  it('knows what is none', () => {
    expect([isRange('>=1'), isRange('latest'), isRange('^1')]).toEqual([false, false, true]);
  });
});
